using System.Text;
using Microsoft.AspNetCore.Http;
using Tocsin.Server.Hosting;
using Tocsin.Server.Metrics;
using Tocsin.Server.Web;

namespace Tocsin.Server.Probes;

/// <summary><c>GET /probe</c>: as blackbox_exporter answers it, so that its scrape jobs need another address and nothing else.</summary>
internal sealed class ProbeEndpoint(ProbeHost probes, ServerState state)
{
    private const string Off =
        "This server does not probe. Write \"probes: {}\" into tocsin.yml to let it; docs/probes.md says what that opens.";

    public async Task GetAsync(HttpContext http)
    {
        string method = http.Request.Method;
        if (!HttpMethods.IsGet(method) && !HttpMethods.IsPost(method) && !HttpMethods.IsHead(method))
        {
            await HttpText.WriteErrorAsync(http, StatusCodes.Status405MethodNotAllowed, "Method Not Allowed").ConfigureAwait(false);
            return;
        }

        if (state.Config.Probes is not { } set)
        {
            await HttpText.WriteErrorAsync(http, StatusCodes.Status404NotFound, Off).ConfigureAwait(false);
            return;
        }

        IQueryCollection query = http.Request.Query;
        var request = new ProbeRequest
        {
            Target = Unescape(query["target"].FirstOrDefault() ?? ""),
            Module = query["module"].FirstOrDefault() ?? "",
            Hostname = query["hostname"].FirstOrDefault() ?? "",
            Patience = http.Request.Headers["X-Prometheus-Scrape-Timeout-Seconds"].FirstOrDefault() ?? "",
        };
        (ProbeResult? result, ProbeRefusal refusal) = await probes.ProbeAsync(set, request, http.RequestAborted)
            .ConfigureAwait(false);
        if (result is null)
        {
            await HttpText.WriteErrorAsync(http, refusal.Status, refusal.Text).ConfigureAwait(false);
            return;
        }

        bool isDebug = query["debug"].FirstOrDefault() == "true";
        bool openMetrics = !isDebug && MetricsText.WantsOpenMetrics(http.Request.Headers.Accept);
        byte[] body = Encoding.UTF8.GetBytes(isDebug ? result.Describe() : result.Metrics.Write(openMetrics));
        http.Response.ContentType = isDebug ? "text/plain; charset=utf-8"
            : openMetrics ? MetricsText.OpenMetricsContentType : MetricsText.ContentType;
        http.Response.ContentLength = body.Length;
        if (!HttpMethods.IsHead(method))
        {
            await http.Response.Body.WriteAsync(body, http.RequestAborted).ConfigureAwait(false);
        }
    }

    // Source: blackbox_exporter prober, Handler: the target is unescaped a second time, for relabellings that escape it.
    private static string Unescape(string target)
    {
        for (int i = target.IndexOf('%', StringComparison.Ordinal); i >= 0; i = target.IndexOf('%', i + 1))
        {
            if (i + 2 >= target.Length || !char.IsAsciiHexDigit(target[i + 1]) || !char.IsAsciiHexDigit(target[i + 2]))
            {
                return target;
            }
        }

        return Uri.UnescapeDataString(target.Replace('+', ' '));
    }
}
