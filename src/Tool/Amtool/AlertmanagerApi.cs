using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Tocsin.Tool.CommandLine;

namespace Tocsin.Tool.Amtool;

/// <summary>
/// A client of Alertmanager's API v2. What it gets stays JSON, so that nothing a newer server says is lost.
/// </summary>
internal sealed class AlertmanagerApi : IDisposable
{
    private readonly HttpMessageInvoker _client;
    private readonly string _root;
    private readonly AuthenticationHeaderValue? _authorization;

    /// <param name="address">The server, with path and user if it has them.</param>
    /// <param name="client">Makes the requests; owned from here on. Time limits come with the cancellation.</param>
    public AlertmanagerApi(Uri address, HttpMessageInvoker client)
    {
        _client = client;
        _root = $"{address.Scheme}://{address.Authority}{address.AbsolutePath.TrimEnd('/')}/api/v2";
        if (address.UserInfo.Length > 0)
        {
            byte[] user = Encoding.UTF8.GetBytes(Uri.UnescapeDataString(address.UserInfo));
            _authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(user));
        }
    }

    public void Dispose() => _client.Dispose();

    public async Task<JsonArray> GetAlertsAsync(
        IEnumerable<KeyValuePair<string, string>> query,
        CancellationToken cancellationToken) =>
        Array(await AskAsync(ApiOperation.GetAlerts, "/alerts" + Query(query), cancellationToken));

    public Task PostAlertsAsync(JsonArray alerts, CancellationToken cancellationToken) =>
        SendAsync(ApiOperation.PostAlerts, "/alerts", alerts, cancellationToken);

    public async Task<JsonArray> GetSilencesAsync(IEnumerable<string> filters, CancellationToken cancellationToken)
    {
        string query = Query(filters.Select(f => KeyValuePair.Create("filter", f)));
        return Array(await AskAsync(ApiOperation.GetSilences, "/silences" + query, cancellationToken));
    }

    public async Task<JsonObject> GetSilenceAsync(string id, CancellationToken cancellationToken) =>
        Object(await AskAsync(ApiOperation.GetSilence, $"/silence/{Uri.EscapeDataString(id)}", cancellationToken));

    /// <summary>Creates or changes a silence and gives its id.</summary>
    public async Task<string> PostSilenceAsync(JsonObject silence, CancellationToken cancellationToken)
    {
        JsonNode? answer = await SendAsync(ApiOperation.PostSilences, "/silences", silence, cancellationToken);
        return Json.Text(Object(answer), "silenceID");
    }

    public Task DeleteSilenceAsync(string id, CancellationToken cancellationToken) =>
        AskAsync(ApiOperation.DeleteSilence, $"/silence/{Uri.EscapeDataString(id)}", cancellationToken);

    public async Task<JsonObject> GetStatusAsync(CancellationToken cancellationToken) =>
        Object(await AskAsync(ApiOperation.GetStatus, "/status", cancellationToken));

    public async Task<JsonArray> GetReceiversAsync(CancellationToken cancellationToken) =>
        Array(await AskAsync(ApiOperation.GetReceivers, "/receivers", cancellationToken));

    /// <summary>Asks for why an alert was or was not sent.</summary>
    public async Task<JsonObject> ExplainAsync(string fingerprint, CancellationToken cancellationToken)
    {
        string path = $"/alerts/{Uri.EscapeDataString(fingerprint)}/explain";
        try
        {
            return Object(await AskAsync(ApiOperation.Explain, path, cancellationToken));
        }
        catch (ApiFailure failure) when (failure.Status == 404 && TryRead(failure.Body) is { } story)
        {
            // That the alert was never heard of is an answer too.
            return story;
        }
    }

    /// <summary>Asks for what happened.</summary>
    public async Task<JsonObject> HistoryAsync(
        IEnumerable<KeyValuePair<string, string>> query,
        CancellationToken cancellationToken) =>
        Object(await AskAsync(ApiOperation.History, "/history" + Query(query), cancellationToken));

    /// <summary>Asks for attempts to notify.</summary>
    public async Task<JsonObject> NotificationsAsync(
        IEnumerable<KeyValuePair<string, string>> query,
        CancellationToken cancellationToken) =>
        Object(await AskAsync(ApiOperation.Notifications, "/notifications" + Query(query), cancellationToken));

    /// <summary>Has a test message sent; what became of it.</summary>
    public async Task<JsonObject> TestReceiverAsync(string name, JsonObject test, CancellationToken cancellationToken) =>
        Object(await SendAsync(
            ApiOperation.TestReceiver, $"/receivers/{Uri.EscapeDataString(name)}/test", test, cancellationToken));

    private static JsonObject? TryRead(string body)
    {
        try
        {
            return JsonNode.Parse(body) is JsonObject story && story.ContainsKey("verdicts") ? story : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private Task<JsonNode?> AskAsync(ApiOperation operation, string path, CancellationToken cancellationToken) =>
        SendAsync(operation, path, null, cancellationToken);

    private async Task<JsonNode?> SendAsync(
        ApiOperation operation,
        string path,
        JsonNode? body,
        CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(operation.Method, _root + path);
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("application/json"));
        request.Headers.Authorization = _authorization;
        request.Content = body is null
            ? null
            : new StringContent(body.ToJsonString(), Encoding.UTF8, "application/json");
        try
        {
            using HttpResponseMessage answer = await _client.SendAsync(request, cancellationToken);
            string text = await answer.Content.ReadAsStringAsync(cancellationToken);
            if (!answer.IsSuccessStatusCode)
            {
                int status = (int)answer.StatusCode;
                throw new ApiFailure(operation.Describe(status, text)) { Status = status, Body = text };
            }

            return text.Length == 0 ? null : JsonNode.Parse(text);
        }
        catch (OperationCanceledException e)
        {
            throw new CommandFailure($"{Verb(request)}: context deadline exceeded", e);
        }
        catch (HttpRequestException e)
        {
            throw new CommandFailure($"{Verb(request)}: {Describe(e, request.RequestUri!)}", e);
        }
        catch (JsonException e)
        {
            throw new CommandFailure($"{Verb(request)}: the answer is not JSON: {e.Message}", e);
        }
    }

    // Source: Go's net/http, which names the method with a capital letter only.
    private static string Verb(HttpRequestMessage request)
    {
        string method = request.Method.Method;
        return $"{method[0]}{method[1..].ToLowerInvariant()} \"{request.RequestUri!.AbsoluteUri}\"";
    }

    private static string Describe(HttpRequestException error, Uri address) => error.InnerException switch
    {
        SocketException { SocketErrorCode: SocketError.ConnectionRefused } =>
            $"dial tcp {address.Authority}: connect: connection refused",
        SocketException { SocketErrorCode: SocketError.HostNotFound or SocketError.TryAgain } =>
            $"dial tcp: lookup {address.Host}: no such host",
        { } inner => $"{error.Message}: {inner.Message}",
        null => error.Message,
    };

    private static JsonArray Array(JsonNode? answer) => answer as JsonArray ?? [];

    private static JsonObject Object(JsonNode? answer) => answer as JsonObject ?? [];

    private static string Query(IEnumerable<KeyValuePair<string, string>> query)
    {
        string joined = string.Join('&', query.Select(p => $"{p.Key}={Uri.EscapeDataString(p.Value)}"));
        return joined.Length == 0 ? "" : "?" + joined;
    }
}
