using System.Net.Http.Headers;
using System.Text;

namespace Tocsin.TestKit.BlackBox;

/// <summary>A client of Prometheus's API that knows only bytes: it must not share code with what it tests. Thread-safe.</summary>
public sealed class SeriesClient : IDisposable
{
    private readonly HttpClient _http;

    /// <summary>A client for the server at <paramref name="root"/>, which ends in a slash.</summary>
    public SeriesClient(Uri root) => _http = new HttpClient { BaseAddress = root, Timeout = TimeSpan.FromMinutes(2) };

    /// <summary>The server's root.</summary>
    public Uri Root => _http.BaseAddress!;

    /// <summary>Gets a path, with its query, and returns whatever comes back.</summary>
    public async Task<Answer> GetAsync(string path)
    {
        using HttpResponseMessage response = await _http.GetAsync(new Uri(path, UriKind.Relative));
        return await ReadAsync(response);
    }

    /// <summary>Posts a form and returns whatever comes back.</summary>
    public async Task<Answer> FormAsync(string path, IEnumerable<KeyValuePair<string, string>> fields)
    {
        // Not FormUrlEncodedContent, which replaces what is no valid UTF-16 silently.
        string form = string.Join('&', fields.Select(f => $"{Uri.EscapeDataString(f.Key)}={Uri.EscapeDataString(f.Value)}"));
        using var content = new StringContent(form, Encoding.UTF8, "application/x-www-form-urlencoded");
        using HttpResponseMessage response = await _http.PostAsync(new Uri(path, UriKind.Relative), content);
        return await ReadAsync(response);
    }

    /// <summary>Sends any request as it is written, broken escapes, too; null for no form.</summary>
    public async Task<Answer> SendAsync(string method, string path, string? form = null)
    {
        var exactly = new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true };
        using var request = new HttpRequestMessage(new HttpMethod(method), new Uri(Root.OriginalString + path, exactly));
        request.Content = form is null
            ? null
            : new StringContent(form, Encoding.UTF8, "application/x-www-form-urlencoded");
        using HttpResponseMessage response = await _http.SendAsync(request);
        return await ReadAsync(response);
    }

    /// <summary>Posts a body and returns whatever comes back.</summary>
    public async Task<Answer> PostAsync(string path, byte[] body, string contentType, string contentEncoding = "")
    {
        using var content = new ByteArrayContent(body);
        content.Headers.ContentType = MediaTypeHeaderValue.Parse(contentType);
        if (contentEncoding.Length > 0)
        {
            content.Headers.ContentEncoding.Add(contentEncoding);
        }

        using HttpResponseMessage response = await _http.PostAsync(new Uri(path, UriKind.Relative), content);
        return await ReadAsync(response);
    }

    /// <summary>Sends samples by remote write 1.</summary>
    public Task<Answer> WriteAsync(byte[] body) => PostAsync("api/v1/write", body, "application/x-protobuf", "snappy");

    /// <inheritdoc/>
    public void Dispose() => _http.Dispose();

    private static async Task<Answer> ReadAsync(HttpResponseMessage response) => new(
        response.StatusCode,
        response.Content.Headers.ContentType?.ToString() ?? "",
        await response.Content.ReadAsStringAsync());
}
