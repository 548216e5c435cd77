using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;

namespace Tocsin.TestKit.BlackBox;

/// <summary>A client of the API v2 that knows only bytes and JSON: it must not share code with what it tests.</summary>
public sealed class AlertmanagerClient : IDisposable
{
    private static readonly MediaTypeHeaderValue Json = new("application/json");
    private readonly HttpClient _http;

    /// <summary>A client for the server at <paramref name="root"/>, which ends in a slash.</summary>
    public AlertmanagerClient(Uri root) => _http = new HttpClient { BaseAddress = root, Timeout = TimeSpan.FromSeconds(120) };

    /// <summary>The server's root.</summary>
    public Uri Root => _http.BaseAddress!;

    /// <summary>Posts alerts; fails the test unless the answer is 200.</summary>
    public async Task PushAsync(JsonArray alerts)
    {
        Answer answer = await SendAsync(HttpMethod.Post, "api/v2/alerts", alerts.ToJsonString());
        answer.Expect(HttpStatusCode.OK);
    }

    /// <summary>Posts a silence and returns its id.</summary>
    public async Task<string> SilenceAsync(JsonObject silence)
    {
        Answer answer = await SendAsync(HttpMethod.Post, "api/v2/silences", silence.ToJsonString());
        answer.Expect(HttpStatusCode.OK);
        return (string)JsonNode.Parse(answer.Body)!["silenceID"]!;
    }

    /// <summary>Expires a silence.</summary>
    public async Task ExpireAsync(string id) =>
        (await SendAsync(HttpMethod.Delete, $"api/v2/silence/{id}")).Expect(HttpStatusCode.OK);

    /// <summary>Gets a path as JSON; fails the test unless the answer is 200.</summary>
    public async Task<JsonNode> GetAsync(string path)
    {
        Answer answer = await SendAsync(HttpMethod.Get, path);
        answer.Expect(HttpStatusCode.OK);
        return JsonNode.Parse(answer.Body)!;
    }

    /// <summary>Sends anything and returns whatever comes back.</summary>
    /// <param name="method">The method.</param>
    /// <param name="path">Relative to the root, with the query.</param>
    /// <param name="body">The body; null for none.</param>
    /// <param name="contentType">The body's type; empty to send none.</param>
    public async Task<Answer> SendAsync(
        HttpMethod method,
        string path,
        string? body = null,
        string contentType = "application/json")
    {
        using var request = new HttpRequestMessage(method, new Uri(path, UriKind.Relative));
        if (body is not null)
        {
            request.Content = new ByteArrayContent(Encoding.UTF8.GetBytes(body));
            request.Content.Headers.ContentType = contentType switch
            {
                "" => null,
                "application/json" => Json,
                _ => MediaTypeHeaderValue.Parse(contentType),
            };
        }

        using HttpResponseMessage response = await _http.SendAsync(request);
        return new Answer(
            response.StatusCode,
            response.Content.Headers.ContentType?.ToString() ?? "",
            await response.Content.ReadAsStringAsync());
    }

    /// <inheritdoc/>
    public void Dispose() => _http.Dispose();
}
