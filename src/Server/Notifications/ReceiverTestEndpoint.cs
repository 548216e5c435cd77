using Microsoft.AspNetCore.Http;
using Tocsin.Model.Labels;
using Tocsin.Notify.Receivers;
using Tocsin.Notify.ReceiverTests;
using Tocsin.Server.Api;
using Tocsin.Server.Hosting;

namespace Tocsin.Server.Notifications;

/// <summary>POST /api/v2/receivers/{name}/test: sends a message that says that it is a test, and tells what became of it.</summary>
internal sealed class ReceiverTestEndpoint(ServerState state)
{
    public async Task PostAsync(HttpContext http, string name)
    {
        // Only JSON, as for silences: a form on somebody's page could be sent without asking first.
        if (!RequestType.IsJson(http.Request))
        {
            await Answer.ErrorAsync(http, RequestType.Unsupported(http.Request)).ConfigureAwait(false);
            return;
        }

        (ReceiverTest? test, ApiError? error) = await ReadAsync(http).ConfigureAwait(false);
        ReceiverModel? receiver = null;
        error ??= Find(name, out receiver);
        error ??= CheckIntegration(receiver!, test!);
        if (error is not null)
        {
            await Answer.ErrorAsync(http, error).ConfigureAwait(false);
            return;
        }

        TestRefusal refusal = state.Tests.TryBegin(receiver!, test!, out Task<ReceiverTestReport> running);
        if (refusal != TestRefusal.None)
        {
            await RefuseAsync(http, refusal, receiver!.Name).ConfigureAwait(false);
            return;
        }

        ReceiverTestReport report = await running.WaitAsync(http.RequestAborted).ConfigureAwait(false);
        await Answer.WriteAsync(http, StatusCodes.Status200OK, output => output.Raw(report.ToJson().Span))
            .ConfigureAwait(false);
    }

    private static Task RefuseAsync(HttpContext http, TestRefusal refusal, string name)
    {
        if (refusal == TestRefusal.SameReceiver)
        {
            return Answer.ErrorAsync(
                http, new ApiError(409, 409, $"a test of receiver {GoQuote.Quote(name)} is under way; wait for its end"));
        }

        http.Response.Headers.RetryAfter = ((int)ReceiverTests.Interval.TotalSeconds).ToString(
            System.Globalization.CultureInfo.InvariantCulture);
        return Answer.ErrorAsync(http, new ApiError(
            429, 429, $"too many tests: {ReceiverTests.AtOnceMax} at once, one every {ReceiverTests.Interval.TotalSeconds:0} s"));
    }

    private async Task<(ReceiverTest? Test, ApiError? Error)> ReadAsync(HttpContext http)
    {
        using RequestBody? body = await RequestBody.ReadAsync(http.Request, http.RequestAborted).ConfigureAwait(false);
        if (body is null || body.Value.Utf8.Length > ReceiverTestRequest.BytesMax)
        {
            return (null, new ApiError(413, 413, "the body is larger than 64 KiB"));
        }

        (ReceiverTest? test, ApiError? error) = ReceiverTestRequest.Read(body.Value.Utf8.ToArray(), state.NewId());

        // Who proved who they are is named so, whatever the body says.
        return test is not null && http.User.Identity is { IsAuthenticated: true, Name: { Length: > 0 } user }
            ? (test with { RequestedBy = user }, null)
            : (test, error);
    }

    // A slash in a name comes escaped, and the router leaves that as it is.
    private ApiError? Find(string name, out ReceiverModel? receiver)
    {
        NotifyModel model = state.Config.Notify;
        if (model.TryGetReceiver(name, out receiver)
            || model.TryGetReceiver(name.Replace("%2F", "/", StringComparison.OrdinalIgnoreCase), out receiver))
        {
            return null;
        }

        return new ApiError(404, 404, UnknownName.Receiver(name, [.. model.Receivers.Select(one => one.Name)]));
    }

    private static ApiError? CheckIntegration(ReceiverModel receiver, ReceiverTest test)
    {
        if (test.Integration.Length == 0 || receiver.Integrations.Any(one => test.Wants(one.Key)))
        {
            return null;
        }

        return new ApiError(404, 404, UnknownName.Integration(
            receiver.Name, test.Integration, receiver.Integrations.Select(one => one.Key)));
    }
}
