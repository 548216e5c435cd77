using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Tocsin.Server.Dashboard;

/// <summary>GET /api/openapi.json: what the server serves, for people and for generators of clients.</summary>
internal static class OpenApiEndpoint
{
    private static readonly Lazy<byte[]> Document = new(Read);

    /// <summary>Maps the path.</summary>
    public static void Map(IEndpointRouteBuilder routes) => routes.MapGet("/api/openapi.json", GetAsync);

    private static async Task GetAsync(HttpContext http)
    {
        http.Response.ContentType = "application/json";
        http.Response.Headers.CacheControl = "no-cache";
        http.Response.ContentLength = Document.Value.Length;
        await http.Response.Body.WriteAsync(Document.Value, http.RequestAborted).ConfigureAwait(false);
    }

    private static byte[] Read()
    {
        using Stream stream = typeof(OpenApiEndpoint).Assembly.GetManifestResourceStream("openapi.json")!;
        byte[] bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return bytes;
    }
}
