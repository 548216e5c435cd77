using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Tocsin.Tool.Amtool;
using Tocsin.Tool.CommandLine;

namespace Tocsin.Tool.Query;

/// <summary>A client of Prometheus's HTTP API, for Tocsin and whoever else speaks it.</summary>
internal sealed class SeriesApi : IDisposable
{
    private readonly HttpMessageInvoker _client;
    private readonly string _root;
    private readonly AuthenticationHeaderValue? _authorization;

    /// <param name="address">The server, with path and user if it has them.</param>
    /// <param name="client">Makes the requests; owned from here on.</param>
    public SeriesApi(Uri address, HttpMessageInvoker client)
    {
        _client = client;
        _root = $"{address.Scheme}://{address.Authority}{address.AbsolutePath.TrimEnd('/')}/api/v1/";
        if (address.UserInfo.Length > 0)
        {
            byte[] user = Encoding.UTF8.GetBytes(Uri.UnescapeDataString(address.UserInfo));
            _authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(user));
        }
    }

    public void Dispose() => _client.Dispose();

    /// <summary>Asks; the whole answer, which has data.</summary>
    /// <exception cref="CommandFailure">The server cannot be reached, or refuses; the message says why.</exception>
    public async Task<JsonObject> AskAsync(
        string path, IEnumerable<KeyValuePair<string, string>> parameters, CancellationToken cancellationToken)
    {
        // By POST, because an expression may be longer than a URL; label values are asked by GET alone.
        string form = string.Join('&', parameters.Select(p => $"{p.Key}={Uri.EscapeDataString(p.Value)}"));
        bool isGet = path.EndsWith("/values", StringComparison.Ordinal);
        using HttpContent? content = isGet ? null : new StringContent(form, Encoding.UTF8, "application/x-www-form-urlencoded");
        return await SendAsync(
            isGet ? HttpMethod.Get : HttpMethod.Post, path + (isGet && form.Length > 0 ? "?" + form : ""), content, cancellationToken);
    }

    /// <summary>Sends a request; the whole answer, which has data.</summary>
    /// <exception cref="CommandFailure">The server cannot be reached, or refuses; the message says why.</exception>
    public async Task<JsonObject> SendAsync(
        HttpMethod method, string path, HttpContent? content, CancellationToken cancellationToken)
    {
        (int status, string text) = await FetchAsync(method, path, content, cancellationToken);
        return Read(status, text);
    }

    /// <summary>Asks for a text that is not JSON.</summary>
    /// <exception cref="CommandFailure">The server cannot be reached, or refuses; the message says why.</exception>
    public async Task<string> TextAsync(string path, CancellationToken cancellationToken)
    {
        (int status, string text) = await FetchAsync(HttpMethod.Get, path, null, cancellationToken);
        return status == 200 ? text : throw new CommandFailure(Json.Text(Read(status, text), "error"));
    }

    /// <summary>Sends a request whose answer is a line of JSON now and then; the last one is the whole answer.</summary>
    /// <param name="path">The path with its parameters.</param>
    /// <param name="content">The body.</param>
    /// <param name="told">Told of each line but the last.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="CommandFailure">The server cannot be reached, refuses, or broke off; the message says why.</exception>
    public async Task<JsonObject> StreamAsync(
        string path, HttpContent content, Action<JsonObject> told, CancellationToken cancellationToken)
    {
        using HttpRequestMessage request = Request(HttpMethod.Post, path, content);
        return await ReachAsync(
            request,
            async answer =>
            {
                using var lines = new StreamReader(await answer.Content.ReadAsStreamAsync(cancellationToken));
                string last = "";
                while (await lines.ReadLineAsync(cancellationToken) is { } line)
                {
                    if (last.Length > 0)
                    {
                        told(JsonNode.Parse(last)!.AsObject());
                    }

                    last = line;
                }

                return Read((int)answer.StatusCode, last);
            },
            cancellationToken);
    }

    private HttpRequestMessage Request(HttpMethod method, string path, HttpContent? content)
    {
        var request = new HttpRequestMessage(method, _root + path) { Content = content };
        request.Headers.Authorization = _authorization;
        return request;
    }

    private async Task<(int Status, string Text)> FetchAsync(
        HttpMethod method, string path, HttpContent? content, CancellationToken cancellationToken)
    {
        using HttpRequestMessage request = Request(method, path, content);
        return await ReachAsync(
            request,
            async answer => ((int)answer.StatusCode, await answer.Content.ReadAsStringAsync(cancellationToken)),
            cancellationToken);
    }

    private async Task<T> ReachAsync<T>(
        HttpRequestMessage request, Func<HttpResponseMessage, Task<T>> read, CancellationToken cancellationToken)
    {
        string address = request.RequestUri!.GetLeftPart(UriPartial.Path);
        try
        {
            using HttpResponseMessage answer = await _client.SendAsync(request, cancellationToken);
            return await read(answer);
        }
        catch (OperationCanceledException e)
        {
            throw new CommandFailure($"{address}: no answer in time", e);
        }
        catch (Exception e) when (e is HttpRequestException or IOException)
        {
            string why = e.InnerException is SocketException { SocketErrorCode: SocketError.ConnectionRefused }
                ? "connection refused"
                : e.InnerException?.Message ?? e.Message;
            throw new CommandFailure($"{address}: {why}", e);
        }
    }

    private static JsonObject Read(int status, string text)
    {
        JsonObject? body = null;
        try
        {
            body = JsonNode.Parse(text) as JsonObject;
        }
        catch (JsonException)
        {
            // Told below.
        }

        return body switch
        {
            _ when Json.Text(body, "status") == "success" => body!,
            _ when Json.Text(body, "errorType").Length > 0 =>
                throw new ApiFailure(Json.Text(body, "error")) { Status = status, Body = text },
            _ => throw new CommandFailure(
                $"the server answered {status} without Prometheus's API: {text.ReplaceLineEndings(" ").Trim()}"),
        };
    }
}
