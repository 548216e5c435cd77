using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Net.Http.Headers;
using Tocsin.Server.Push;
using Tocsin.Server.Web;
using Tocsin.Signals.Push;

namespace Tocsin.Server.Api.Push;

/// <summary>PUT, POST and DELETE below <c>/metrics/job</c>, and the removal of all groups.</summary>
// Source: Pushgateway README, "API", and its handlers: statuses and texts.
internal sealed class PushEndpoint(PushHost host, string prefix)
{
    public async Task HandleAsync(HttpContext http)
    {
        string path = http.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget;
        if (path.Length > 0 && path[0] != '/' && Uri.TryCreate(path, UriKind.Absolute, out Uri? whole))
        {
            path = whole.PathAndQuery;
        }

        int query = path.IndexOf('?', StringComparison.Ordinal);
        path = query < 0 ? path : path[..query];
        int skipped = prefix.Length + "/metrics/".Length;
        if (PushPath.Read(path.Length < skipped ? "" : path[skipped..], out IReadOnlyList<PushLabel> labels) is { } fault)
        {
            await HttpText.WriteErrorAsync(http, StatusCodes.Status400BadRequest, fault).ConfigureAwait(false);
            return;
        }

        if (SameOrigin.IsForeign(http.Request, host.Target.Url))
        {
            await HttpText.WriteErrorAsync(
                http, StatusCodes.Status403Forbidden, "a page of another site sent this; push from a program")
                .ConfigureAwait(false);
            return;
        }

        try
        {
            await (HttpMethods.IsDelete(http.Request.Method) ? DeleteAsync(http, labels) : PushAsync(http, labels)).ConfigureAwait(false);
        }
        catch (IOException full) when (!http.RequestAborted.IsCancellationRequested)
        {
            await HttpText.WriteErrorAsync(http, StatusCodes.Status503ServiceUnavailable, full.Message).ConfigureAwait(false);
        }
    }

    public async Task WipeAsync(HttpContext http)
    {
        if (!host.Options.HasAdminApi || SameOrigin.IsForeign(http.Request, host.Target.Url))
        {
            await HttpText.WriteErrorAsync(
                http, StatusCodes.Status404NotFound, "removing all groups is off; push.admin_api in tocsin.yml switches it on")
                .ConfigureAwait(false);
            return;
        }

        await host.WipeAsync().ConfigureAwait(false);
        http.Response.StatusCode = StatusCodes.Status202Accepted;
    }

    private async Task DeleteAsync(HttpContext http, IReadOnlyList<PushLabel> labels)
    {
        await host.DeleteAsync(labels).ConfigureAwait(false);
        http.Response.StatusCode = StatusCodes.Status202Accepted;
    }

    private async Task PushAsync(HttpContext http, IReadOnlyList<PushLabel> labels)
    {
        PushedBody? read = await ReadAsync(http).ConfigureAwait(false);
        if (read is null)
        {
            return;
        }

        if (read.Fault is { } unreadable)
        {
            await HttpText.WriteErrorAsync(http, StatusCodes.Status400BadRequest, unreadable).ConfigureAwait(false);
            return;
        }

        bool replaces = HttpMethods.IsPut(http.Request.Method);
        if (await host.PushAsync(new PushRequest(labels, read.Families, replaces)).ConfigureAwait(false) is { } fault)
        {
            await HttpText.WriteErrorAsync(
                http, StatusCodes.Status400BadRequest, $"pushed metrics are invalid or inconsistent with existing metrics: {fault}")
                .ConfigureAwait(false);
        }
    }

    // Null: the answer is given.
    private async Task<PushedBody?> ReadAsync(HttpContext http)
    {
        RequestBody? body = await RequestBody.ReadAsync(http.Request, http.RequestAborted).ConfigureAwait(false);
        if (body is null)
        {
            await TellTooLargeAsync(http).ConfigureAwait(false);
            return null;
        }

        using (body)
        {
            string encoding = http.Request.Headers.ContentEncoding.ToString();
            byte[]? unpacked = PushUnpacking.Unpack(body.Value.Memory, encoding, host.Options.BodyBytesMax, out bool isTooLarge);
            if (isTooLarge)
            {
                await TellTooLargeAsync(http).ConfigureAwait(false);
                return null;
            }

            return unpacked is null
                ? new PushedBody([], $"the body is no {encoding} content")
                : IsProtobuf(http.Request.ContentType) ? PushProtobuf.Read(unpacked) : PushText.Read(unpacked);
        }
    }

    private Task TellTooLargeAsync(HttpContext http) => HttpText.WriteErrorAsync(
        http, StatusCodes.Status413PayloadTooLarge, $"the body has more than {host.Options.BodyBytesMax} bytes, push.body_mib_max");

    // All else is read as text, as upstream does.
    private static bool IsProtobuf(string? contentType) =>
        MediaTypeHeaderValue.TryParse(contentType, out MediaTypeHeaderValue? type)
        && type.MediaType.Equals("application/vnd.google.protobuf", StringComparison.OrdinalIgnoreCase)
        && Parameter(type, "encoding") == "delimited" && Parameter(type, "proto") == "io.prometheus.client.MetricFamily";

    private static string Parameter(MediaTypeHeaderValue type, string name) =>
        type.Parameters.FirstOrDefault(p => p.Name.Equals(name, StringComparison.OrdinalIgnoreCase))?.Value.Value?.Trim('"') ?? "";
}
