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
        // By POST, because an expression may be longer than a URL; label values and rules are asked by GET alone.
        string form = string.Join('&', parameters.Select(p => $"{p.Key}={Uri.EscapeDataString(p.Value)}"));
        bool isGet = path == "rules" || path.EndsWith("/values", StringComparison.Ordinal);
        using var request = new HttpRequestMessage(
            isGet ? HttpMethod.Get : HttpMethod.Post, _root + path + (isGet && form.Length > 0 ? "?" + form : ""));
        request.Headers.Authorization = _authorization;
        request.Content = isGet ? null : new StringContent(form, Encoding.UTF8, "application/x-www-form-urlencoded");
        try
        {
            using HttpResponseMessage answer = await _client.SendAsync(request, cancellationToken);
            return Read((int)answer.StatusCode, await answer.Content.ReadAsStringAsync(cancellationToken));
        }
        catch (OperationCanceledException e)
        {
            throw new CommandFailure($"{_root}{path}: no answer in time", e);
        }
        catch (HttpRequestException e)
        {
            string why = e.InnerException is SocketException { SocketErrorCode: SocketError.ConnectionRefused }
                ? "connection refused"
                : e.InnerException?.Message ?? e.Message;
            throw new CommandFailure($"{request.RequestUri!.GetLeftPart(UriPartial.Path)}: {why}", e);
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
