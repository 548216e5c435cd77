using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Routing;
using Tocsin.Server.Api;
using Tocsin.Server.Hosting;
using Tocsin.Server.Web;

namespace Tocsin.Server.Dashboard.Live;

/// <summary>GET /api/v2/stream and what completes its filters.</summary>
internal sealed class StreamEndpoint(LiveHub hub, ServerState state)
{
    private const int TopDefault = 8;
    private const int ValuesDefault = 50;
    private const int ValuesMax = 1_000;

    /// <summary>Maps the paths.</summary>
    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/api/v2/stream", StreamAsync).WithMetadata(LimitExempt.Instance);
        routes.MapGet("/api/v2/stream/labels", LabelsAsync);
        routes.MapGet("/api/v2/stream/values", ValuesAsync);
    }

    private async Task StreamAsync(HttpContext http)
    {
        (LiveQuery? query, string? error) = LiveQuery.Read(http.Request.Query, state.Matchers);
        if (query is null)
        {
            await Answer.ErrorAsync(http, ApiError.BadRequest(error!)).ConfigureAwait(false);
            return;
        }

        // The address takes it too: only the browser's own repeat sends the header.
        string lastEventId = http.Request.Headers["Last-Event-ID"].ToString();
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(http.RequestAborted, hub.Stopping);
        LiveReader? reader = await hub.OpenAsync(query, lastEventId, ending.Token).ConfigureAwait(false);
        if (reader is null)
        {
            http.Response.Headers.RetryAfter = "10";
            await Answer.ErrorAsync(http, new ApiError(503, 503, "as many live streams are open as may be")).ConfigureAwait(false);
            return;
        }

        try
        {
            http.Response.ContentType = "text/event-stream";
            http.Response.Headers["X-Accel-Buffering"] = "no";
            http.Features.Get<IHttpResponseBodyFeature>()?.DisableBuffering();
            await SendAsync(http, reader, ending.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            // The browser has gone, or the server stops.
        }
        finally
        {
            hub.Close(reader);
        }
    }

    private async Task SendAsync(HttpContext http, LiveReader reader, CancellationToken cancellationToken)
    {
        while (await reader.Events.WaitToReadAsync(cancellationToken).ConfigureAwait(false))
        {
            while (reader.Events.TryRead(out byte[]? happened))
            {
                await http.Response.BodyWriter.WriteAsync(happened, cancellationToken).ConfigureAwait(false);
                hub.Metrics.Bytes.Add(happened.Length);
            }

            if (reader.IsBehind)
            {
                hub.Metrics.Behind.Add(1);
                hub.Resume(reader);
            }
        }
    }

    private async Task LabelsAsync(HttpContext http)
    {
        (LiveFilter? filter, string? error) = LiveFilter.Parse([.. http.Request.Query["filter"]], state.Matchers);
        if (filter is null)
        {
            await Answer.ErrorAsync(http, ApiError.BadRequest(error!)).ConfigureAwait(false);
            return;
        }

        int top = Math.Min(NumberOf(http, "top", TopDefault), ValuesMax);
        LiveLabels labels = await hub.AskAsync(
            (board, now) => LiveLabels.Of(board, filter, top, now), http.RequestAborted).ConfigureAwait(false);
        await Answer.WriteAsync(http, StatusCodes.Status200OK, output => labels.Write(output)).ConfigureAwait(false);
    }

    private async Task ValuesAsync(HttpContext http)
    {
        (LiveFilter? filter, string? error) = LiveFilter.Parse([.. http.Request.Query["filter"]], state.Matchers);
        string name = http.Request.Query["name"].ToString();
        if (filter is null || name.Length == 0)
        {
            await Answer.ErrorAsync(http, ApiError.BadRequest(error ?? "name is missing: the label whose values are asked for"))
                .ConfigureAwait(false);
            return;
        }

        string contains = http.Request.Query["contains"].ToString();
        int limit = Math.Min(NumberOf(http, "limit", ValuesDefault), ValuesMax);
        List<ValueCount> values = await hub.AskAsync(
            (board, now) => LiveLabels.ValuesOf(board, (filter, name), (contains, limit), now), http.RequestAborted)
            .ConfigureAwait(false);
        await Answer.WriteAsync(http, StatusCodes.Status200OK, output =>
        {
            output.Raw("{\"name\":"u8).String(name).Raw(",\"values\":"u8);
            LiveLabels.Write(output, values);
            output.Raw("}"u8);
        }).ConfigureAwait(false);
    }

    private static int NumberOf(HttpContext http, string name, int otherwise) =>
        int.TryParse(http.Request.Query[name].ToString(), out int number) && number >= 0 ? number : otherwise;
}
