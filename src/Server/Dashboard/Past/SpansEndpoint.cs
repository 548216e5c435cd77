using System.Globalization;
using Microsoft.AspNetCore.Http;
using Tocsin.Model;
using Tocsin.Model.Labels;
using Tocsin.Server.Api;
using Tocsin.Server.Explain;
using Tocsin.Server.Hosting;

namespace Tocsin.Server.Dashboard.Past;

/// <summary>GET /api/v2/alerts/spans: when the named alerts fired in the last 24 hours, many at once.</summary>
internal sealed class SpansEndpoint(ServerState state)
{
    /// <summary>How many alerts one request may name: as many as fit into an address.</summary>
    public const int AlertsMax = 200;

    private readonly PastReader _past = new(state.Reader);

    public async Task GetAsync(HttpContext http)
    {
        var values = new QueryValues(http.Request.Query);
        Fingerprint[] alerts = [.. values.Fingerprints("fingerprint").Distinct()];
        string? fault = values.Fault ?? (alerts.Length is 0 or > AlertsMax
            ? string.Create(CultureInfo.InvariantCulture, $"fingerprint is named from 1 to {AlertsMax} times")
            : null);
        if (fault is not null)
        {
            await Answer.ErrorAsync(http, ApiError.BadRequest(fault)).ConfigureAwait(false);
            return;
        }

        Instant now = state.Now;
        (long since, IReadOnlyList<(Fingerprint Alert, FiredSpan[] Spans)> found) =
            await Task.Run(() => _past.Ask(alerts, now), http.RequestAborted).ConfigureAwait(false);
        await Answer.WriteAsync(http, StatusCodes.Status200OK, output => Write(output, (now.UnixMs, since), found)).ConfigureAwait(false);
    }

    private static void Write(
        JsonOutput output, (long Now, long Since) times, IReadOnlyList<(Fingerprint Alert, FiredSpan[] Spans)> found)
    {
        output.Raw("{\"at\":"u8).Number(times.Now).Raw(",\"since\":"u8).Number(times.Since).Raw(",\"alerts\":{"u8);
        bool isFirst = true;
        foreach ((Fingerprint alert, FiredSpan[] spans) in found)
        {
            output.Raw(isFirst ? "\""u8 : ",\""u8).Hex(alert).Raw("\":["u8);
            isFirst = false;
            for (int i = 0; i < spans.Length; i++)
            {
                output.Raw(i == 0 ? "["u8 : ",["u8).Number(Math.Max(spans[i].FromMs, times.Since)).Raw(","u8);
                if (spans[i].IsOpen)
                {
                    output.Raw("null]"u8);
                }
                else
                {
                    output.Number(spans[i].ToMs).Raw("]"u8);
                }
            }

            output.Raw("]"u8);
        }

        output.Raw("}}"u8);
    }
}
