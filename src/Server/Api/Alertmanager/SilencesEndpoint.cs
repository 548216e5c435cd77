using Microsoft.AspNetCore.Http;
using Tocsin.Model;
using Tocsin.Model.Matching;
using Tocsin.Routing.Lanes;
using Tocsin.Routing.Silences;
using Tocsin.Server.Hosting;

namespace Tocsin.Server.Api.Alertmanager;

/// <summary>/api/v2/silences and /api/v2/silence/{id}.</summary>
internal sealed class SilencesEndpoint(ServerState state)
{
    /// <summary>Lists silences: active ones by end, pending ones by start, expired ones by end backwards.</summary>
    public async Task ListAsync(HttpContext http)
    {
        IQueryCollection parameters = http.Request.Query;
        (IReadOnlyList<LabelMatcher>? filter, ApiError? error) = AlertQuery.ReadMatchers(parameters, "filter", state.Matchers);
        if (filter is null)
        {
            await Answer.ErrorAsync(http, error!).ConfigureAwait(false);
            return;
        }

        var query = new SilenceQuery
        {
            Filter = filter,
            Active = AlertQuery.Flag(parameters, "active"),
            Pending = AlertQuery.Flag(parameters, "pending"),
            Expired = AlertQuery.Flag(parameters, "expired"),
        };
        Durable<(IReadOnlyList<Silence> Found, Instant Now)> found = await state.Router.RunAsync(
            (core, now) => (core.Silences.Query(query, now), now), http.RequestAborted).ConfigureAwait(false);
        await WriteAsync(http, found.Value.Found, found.Value.Now).ConfigureAwait(false);
    }

    /// <summary>One silence; 404 without a body if there is none.</summary>
    public async Task GetAsync(HttpContext http, string id)
    {
        if (await RefuseBadIdAsync(http, id).ConfigureAwait(false))
        {
            return;
        }

        Durable<(Silence? Silence, Instant Now)> found = await state.Router.RunAsync(
            (core, now) => (core.Silences.Get(id), now), http.RequestAborted).ConfigureAwait(false);
        if (found.Value.Silence is not { } silence)
        {
            http.Response.StatusCode = StatusCodes.Status404NotFound;
            return;
        }

        await Answer.WriteAsync(http, StatusCodes.Status200OK, output => SilenceJson.Write(output, silence, found.Value.Now))
            .ConfigureAwait(false);
    }

    /// <summary>Makes or changes a silence; a 200 means that it is on disk.</summary>
    public async Task PostAsync(HttpContext http)
    {
        if (!RequestType.IsJson(http.Request))
        {
            await Answer.ErrorAsync(http, RequestType.Unsupported(http.Request)).ConfigureAwait(false);
            return;
        }

        using RequestBody? body = await RequestBody.ReadAsync(http.Request, http.RequestAborted).ConfigureAwait(false);
        (SilenceRequest? request, ApiError? error) = body is null
            ? (null, new ApiError(413, 413, "the body is larger than 64 MiB"))
            : SilenceRequest.Read(body.Value.Utf8.ToArray());
        error ??= SilenceRules.CheckTimes(request!.StartsAt, request.EndsAt, state.Now) is { } fault
            ? ApiError.BadRequest(fault)
            : null;
        if (error is not null)
        {
            await Answer.ErrorAsync(http, error).ConfigureAwait(false);
            return;
        }

        SilenceDraft draft = request!.ToDraft();
        Durable<SilenceOutcome> set = await state.Router.RunAsync(
            (core, now) => core.Set(draft, now), http.RequestAborted).ConfigureAwait(false);
        if (await RefuseAsync(http, set).ConfigureAwait(false))
        {
            return;
        }

        await Answer.WriteAsync(http, StatusCodes.Status200OK, output =>
            output.Raw("{\"silenceID\":"u8).String(set.Value.Id).Raw("}"u8)).ConfigureAwait(false);
    }

    /// <summary>Expires a silence; one that has expired already is no error.</summary>
    public async Task DeleteAsync(HttpContext http, string id)
    {
        if (await RefuseBadIdAsync(http, id).ConfigureAwait(false))
        {
            return;
        }

        Durable<SilenceOutcome> ended = await state.Router.RunAsync(
            (core, now) => core.Expire(id, now), http.RequestAborted).ConfigureAwait(false);
        if (ended.Value.Verdict == SilenceVerdict.NotFound)
        {
            http.Response.StatusCode = StatusCodes.Status404NotFound;
            return;
        }

        await RefuseAsync(http, ended).ConfigureAwait(false);
    }

    private static async Task<bool> RefuseAsync(HttpContext http, Durable<SilenceOutcome> ended)
    {
        ApiError? error = ended.Value.Verdict switch
        {
            SilenceVerdict.NotFound => new ApiError(404, null, ended.Value.Error),
            SilenceVerdict.Invalid or SilenceVerdict.Limited => ApiError.BadRequest(ended.Value.Error),
            _ => ended.Outcome.IsDurable ? null : new ApiError(503, 503, ended.Outcome.Detail),
        };
        if (error is not null)
        {
            await Answer.ErrorAsync(http, error).ConfigureAwait(false);
        }

        return error is not null;
    }

    private static async Task<bool> RefuseBadIdAsync(HttpContext http, string id)
    {
        bool isUuid = Guid.TryParseExact(id, "D", out _);
        if (!isUuid)
        {
            await Answer.ErrorAsync(http, ApiError.WrongType("silenceID", "path", "uuid", id)).ConfigureAwait(false);
        }

        return !isUuid;
    }

    private static async Task WriteAsync(HttpContext http, IReadOnlyList<Silence> silences, Instant now)
    {
        JsonOutput output = Answer.Begin(http, StatusCodes.Status200OK).Raw("["u8);
        for (int i = 0; i < silences.Count; i++)
        {
            output.Raw(i == 0 ? default : ","u8);
            SilenceJson.Write(output, silences[i], now);
            if (!await output.FlushIfLargeAsync(http.RequestAborted).ConfigureAwait(false))
            {
                return;
            }
        }

        await output.Raw("]"u8).EndAsync(http.RequestAborted).ConfigureAwait(false);
    }
}
