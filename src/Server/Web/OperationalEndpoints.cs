using System.IO.Compression;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Tocsin.Server.Metrics;

namespace Tocsin.Server.Web;

/// <summary>The endpoints for whoever runs the server: health, metrics, reload.</summary>
public static class OperationalEndpoints
{
    private static readonly string[] GetAndHead = ["GET", "HEAD"];

    /// <summary>Maps <c>/-/healthy</c> and <c>/-/ready</c>, which answer OK as soon as the server listens.</summary>
    public static void MapHealth(this IEndpointRouteBuilder routes)
    {
        routes.MapMethods("/-/healthy", GetAndHead, AnswerOkAsync);
        routes.MapMethods("/-/ready", GetAndHead, AnswerOkAsync);
    }

    /// <summary>Maps <c>POST /-/reload</c>; any other method is answered with 405.</summary>
    /// <param name="routes">Where to map it.</param>
    /// <param name="reload">Reloads the configuration; gives what is wrong with it, or null.</param>
    public static void MapReload(this IEndpointRouteBuilder routes, Func<CancellationToken, Task<string?>> reload) =>
        routes.Map("/-/reload", async (HttpContext context) =>
        {
            if (!HttpMethods.IsPost(context.Request.Method))
            {
                const int NotAllowed = StatusCodes.Status405MethodNotAllowed;
                await HttpText.WriteErrorAsync(context, NotAllowed, "Method Not Allowed");
            }
            else if (await reload(context.RequestAborted) is { } error)
            {
                string text = $"failed to reload config: {error}";
                await HttpText.WriteErrorAsync(context, StatusCodes.Status500InternalServerError, text);
            }
        });

    /// <summary>Maps <c>GET /metrics</c>.</summary>
    /// <param name="routes">Where to map it.</param>
    /// <param name="metrics">What was measured.</param>
    /// <param name="refresh">Brings the counts up to date that are taken only when somebody asks.</param>
    public static void MapMetrics(
        this IEndpointRouteBuilder routes, MetricsAggregator metrics, Func<CancellationToken, Task> refresh) =>
        routes.MapGet("/metrics", async (HttpContext context) =>
        {
            await refresh(context.RequestAborted);
            await WriteMetricsAsync(context, metrics);
        });

    private static Task AnswerOkAsync(HttpContext context)
    {
        if (HttpMethods.IsHead(context.Request.Method))
        {
            return Task.CompletedTask;
        }

        context.Response.ContentType = "text/plain; charset=utf-8";
        context.Response.ContentLength = 2;
        return context.Response.Body.WriteAsync("OK"u8.ToArray(), context.RequestAborted).AsTask();
    }

    private static async Task WriteMetricsAsync(HttpContext context, MetricsAggregator metrics)
    {
        bool openMetrics = MetricsText.WantsOpenMetrics(context.Request.Headers.Accept);
        byte[] body = Encoding.UTF8.GetBytes(MetricsText.Write(metrics.Collect(), openMetrics));
        context.Response.ContentType = openMetrics ? MetricsText.OpenMetricsContentType : MetricsText.ContentType;
        context.Response.Headers.Vary = "Accept-Encoding";
        if (!AcceptsGzip(context.Request.Headers.AcceptEncoding.ToString()))
        {
            context.Response.ContentLength = body.Length;
            await context.Response.Body.WriteAsync(body, context.RequestAborted);
            return;
        }

        context.Response.Headers.ContentEncoding = "gzip";
        await using var gzip = new GZipStream(context.Response.Body, CompressionLevel.Fastest, leaveOpen: true);
        await gzip.WriteAsync(body, context.RequestAborted);
    }

    private static bool AcceptsGzip(string header) => header.Split(',').Any(part =>
        part.Replace(" ", "", StringComparison.Ordinal).ToLowerInvariant() is "gzip"
        || (part.Trim().StartsWith("gzip;", StringComparison.OrdinalIgnoreCase)
            && !part.TrimEnd().EndsWith("=0", StringComparison.Ordinal)));
}
