using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Primitives;
using Tocsin.Server.Web;

namespace Tocsin.Server.Dashboard;

/// <summary>
/// Serves the dashboard: its files, and its first page for each address that belongs to one of its pages. Every other
/// path stays what it was.
/// </summary>
internal sealed class DashboardEndpoint(DashboardFiles dashboard)
{
    // What the build leaves in index.html for the server to fill in.
    private const string NoncePlace = "__NONCE__";
    private const string BasePlace = "__BASE__";

    private static readonly string[] GetAndHead = ["GET", "HEAD"];
    private readonly string _index = dashboard.Index is { } index ? Encoding.UTF8.GetString(index.Bytes) : "";

    /// <summary>Maps the first page, the pages and the files.</summary>
    public void Map(IEndpointRouteBuilder routes)
    {
        MapGet(routes, "/", dashboard.Index is null ? NotBuiltAsync : PageAsync);
        foreach (string page in dashboard.Pages)
        {
            MapGet(routes, $"/{page}/{{**rest}}", PageAsync);
        }

        foreach (DashboardFile file in dashboard.Files.Values)
        {
            if (!ReferenceEquals(file, dashboard.Index))
            {
                MapGet(routes, "/" + file.Name, http => FileAsync(http, file));
            }
        }
    }

    private static void MapGet(IEndpointRouteBuilder routes, string pattern, RequestDelegate answer) =>
        routes.MapMethods(pattern, GetAndHead, answer).WithMetadata(LimitExempt.Instance);

    private static Task NotBuiltAsync(HttpContext http) => HttpText.WriteErrorAsync(
        http,
        StatusCodes.Status404NotFound,
        "This Tocsin was built without its dashboard: `make build` adds it where Node.js 20.19 or newer is installed. "
            + "The API is there all the same, below api/v2.");

    /// <summary>The first page, which reads the rest of the address itself.</summary>
    private async Task PageAsync(HttpContext http)
    {
        string path = http.Request.Path.Value!;
        if (!http.Request.RouteValues.ContainsKey("rest") && !path.EndsWith('/'))
        {
            // The prefix without its slash; relative, so that it is right behind a proxy too.
            http.Response.Redirect(path[(path.LastIndexOf('/') + 1)..] + "/");
            return;
        }

        string nonce = Convert.ToBase64String(RandomNumberGenerator.GetBytes(16));
        string html = _index.Replace(NoncePlace, nonce, StringComparison.Ordinal)
            .Replace(BasePlace, BaseOf(http.Request), StringComparison.Ordinal);
        byte[] body = Encoding.UTF8.GetBytes(html);
        DashboardHeaders.Apply(http.Response.Headers, nonce);
        http.Response.Headers.CacheControl = "no-cache";
        http.Response.ContentType = "text/html; charset=utf-8";
        await SendAsync(http, body).ConfigureAwait(false);
    }

    // From where the address stands up to where the dashboard begins, so that it works behind any proxy and prefix.
    private static string BaseOf(HttpRequest request)
    {
        if (!request.RouteValues.TryGetValue("rest", out object? rest))
        {
            return "./";
        }

        string tail = rest as string ?? "";
        bool isDeeper = tail.Length > 0 || request.Path.Value!.EndsWith('/');
        int depth = isDeeper ? tail.Count(c => c == '/') + 1 : 0;
        return depth == 0 ? "./" : string.Concat(Enumerable.Repeat("../", depth));
    }

    private static async Task FileAsync(HttpContext http, DashboardFile file)
    {
        IHeaderDictionary answer = http.Response.Headers;
        DashboardHeaders.Apply(answer, nonce: null);
        (byte[] body, string? encoding) = Choose(file, http.Request.Headers.AcceptEncoding);
        string tag = encoding is null ? file.ETag : $"{file.ETag[..^1]}-{encoding}\"";
        answer.ETag = tag;
        answer.Vary = "Accept-Encoding";
        answer.CacheControl = file.IsImmutable ? "public, max-age=31536000, immutable" : "no-cache";
        if (http.Request.Headers.IfNoneMatch.Any(known => known is not null && known.Contains(tag, StringComparison.Ordinal)))
        {
            http.Response.StatusCode = StatusCodes.Status304NotModified;
            return;
        }

        if (encoding is not null)
        {
            answer.ContentEncoding = encoding;
        }

        http.Response.ContentType = file.ContentType;
        await SendAsync(http, body).ConfigureAwait(false);
    }

    private static (byte[] Body, string? Encoding) Choose(DashboardFile file, StringValues accepted)
    {
        return file.Brotli is { } brotli && Accepts("br") ? (brotli, "br")
            : file.Gzip is { } gzip && Accepts("gzip") ? (gzip, "gzip")
            : (file.Bytes, null);

        bool Accepts(string encoding) => accepted.ToString().Split(',').Any(part =>
        {
            string[] pieces = part.Split(';', StringSplitOptions.TrimEntries);
            return pieces[0].Equals(encoding, StringComparison.OrdinalIgnoreCase)
                && !pieces.Skip(1).Any(quality => quality is "q=0" or "q=0.0" or "q=0.00" or "q=0.000");
        });
    }

    private static async Task SendAsync(HttpContext http, byte[] body)
    {
        http.Response.ContentLength = body.Length;
        if (!HttpMethods.IsHead(http.Request.Method))
        {
            await http.Response.Body.WriteAsync(body, http.RequestAborted).ConfigureAwait(false);
        }
    }
}
