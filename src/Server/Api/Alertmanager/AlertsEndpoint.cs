using Microsoft.AspNetCore.Http;
using Tocsin.Journal.Commits;
using Tocsin.Model;
using Tocsin.Routing.Lanes;
using Tocsin.Routing.Views;
using Tocsin.Server.Hosting;

namespace Tocsin.Server.Api.Alertmanager;

/// <summary>GET and POST /api/v2/alerts.</summary>
internal sealed class AlertsEndpoint(ServerState state)
{
    /// <summary>Lists the live alerts, sorted by fingerprint.</summary>
    public async Task GetAsync(HttpContext http)
    {
        (AlertQuery? query, ApiError? error) = AlertQuery.Read(http.Request.Query, state.Matchers);
        if (query is null)
        {
            await Answer.ErrorAsync(http, error!).ConfigureAwait(false);
            return;
        }

        Durable<List<AlertView>> found = await state.Router.RunAsync(
            static (core, now) => core.ViewAlerts(now), http.RequestAborted).ConfigureAwait(false);
        List<AlertView> views = found.Value;
        views.RemoveAll(view => !query.Wants(view) || !query.WantsAnyReceiver(view.Routes));
        views.Sort(static (left, right) => left.Alert.Fingerprint.CompareTo(right.Alert.Fingerprint));
        JsonOutput output = Answer.Begin(http, StatusCodes.Status200OK).Raw("["u8);
        for (int i = 0; i < views.Count; i++)
        {
            output.Raw(i == 0 ? default : ","u8);
            AlertJson.Write(output, views[i], []);
            if (!await output.FlushIfLargeAsync(http.RequestAborted).ConfigureAwait(false))
            {
                return;
            }
        }

        await output.Raw("]"u8).EndAsync(http.RequestAborted).ConfigureAwait(false);
    }

    /// <summary>Takes alerts in. A 200 means that they are on disk; 400 that some were invalid and the others are.</summary>
    public async Task PostAsync(HttpContext http)
    {
        if (!RequestType.IsJson(http.Request))
        {
            await Answer.ErrorAsync(http, RequestType.Unsupported(http.Request)).ConfigureAwait(false);
            return;
        }

        using RequestBody? body = await RequestBody.ReadAsync(http.Request, http.RequestAborted).ConfigureAwait(false);
        if (body is null)
        {
            await Answer.ErrorAsync(http, new ApiError(413, 413, "the body is larger than 64 MiB")).ConfigureAwait(false);
            return;
        }

        Instant now = state.Now;
        var defaults = new AlertDefaults(now, state.ResolveTimeout, state.ClassicNames);
        AlertBatch batch = new AlertBatchReader(defaults).Read(body.Value.Utf8);
        await TakeAsync(http, batch).ConfigureAwait(false);
    }

    /// <summary>The path of old clients and many guides: the same, with the envelope of that time around the answer.</summary>
    public async Task PostV1Async(HttpContext http)
    {
        using RequestBody? body = await RequestBody.ReadAsync(http.Request, http.RequestAborted).ConfigureAwait(false);
        if (body is null)
        {
            await AnswerV1Async(http, 413, "the body is larger than 64 MiB").ConfigureAwait(false);
            return;
        }

        var defaults = new AlertDefaults(state.Now, state.ResolveTimeout, state.ClassicNames);
        AlertBatch batch = new AlertBatchReader(defaults).Read(body.Value.Utf8);
        (int status, string? error) = batch.Rejected is { } rejected
            ? (StatusCodes.Status400BadRequest, rejected.Message)
            : await StoreAsync(http, batch).ConfigureAwait(false);
        await AnswerV1Async(http, status, error).ConfigureAwait(false);
    }

    private static Task AnswerV1Async(HttpContext http, int status, string? error) => Answer.WriteAsync(http, status, output =>
    {
        if (error is null)
        {
            output.Raw("{\"status\":\"success\"}"u8);
        }
        else
        {
            output.Raw("{\"status\":\"error\",\"errorType\":\"bad_data\",\"error\":"u8).String(error).Raw("}"u8);
        }
    });

    private async Task TakeAsync(HttpContext http, AlertBatch batch)
    {
        if (batch.Rejected is { } rejected)
        {
            await Answer.ErrorAsync(http, rejected).ConfigureAwait(false);
            return;
        }

        (int status, string? error) = await StoreAsync(http, batch).ConfigureAwait(false);
        await (error is null
            ? Answer.Ok(http)
            : Answer.ErrorAsync(http, new ApiError(status, status == StatusCodes.Status400BadRequest ? null : status, error)))
            .ConfigureAwait(false);
    }

    private async Task<(int Status, string? Error)> StoreAsync(HttpContext http, AlertBatch batch)
    {
        state.Metrics.Count(batch, state.Now);
        if (batch.Alerts.Count > 0)
        {
            CommitOutcome outcome = await state.Router.PutAsync(batch.Alerts, http.RequestAborted).ConfigureAwait(false);
            if (!outcome.IsDurable)
            {
                return (StatusCodes.Status503ServiceUnavailable, outcome.Detail);
            }
        }

        return batch.Invalid.Count > 0
            ? (StatusCodes.Status400BadRequest, string.Join('\n', batch.Invalid))
            : (StatusCodes.Status200OK, null);
    }
}
