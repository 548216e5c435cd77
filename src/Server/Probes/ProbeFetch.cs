using System.Buffers;
using System.Text;
using Tocsin.Server.Scrape;
using Tocsin.Signals.Scrape;

namespace Tocsin.Server.Probes;

/// <summary>The targets of <c>probes.targets</c> as scrapes see them: probes, without a request to this program itself.</summary>
/// <param name="host">Makes the probes.</param>
/// <param name="current">The modules in force; null if this program does not probe.</param>
internal sealed class ProbeFetch(ProbeHost host, Func<ProbeSet?> current)
{
    /// <summary>Probes a target. That it fails is a value; a fault is that no probe was made.</summary>
    public async Task<ScrapeFetch.Fetched> FetchAsync(ScrapeTargetModel target, string module, CancellationToken stopping)
    {
        if (current() is not { } set)
        {
            return new ScrapeFetch.Fetched(null, 0, ScrapeFormat.Text, "this server does not probe");
        }

        var request = new ProbeRequest
        {
            Target = target.Discovered["__param_target"] ?? "",
            Module = module,
            Patience = target.Timeout.TotalSeconds.ToString(System.Globalization.CultureInfo.InvariantCulture),
        };
        (ProbeResult? result, ProbeRefusal refusal) = await host.ProbeAsync(set, request, stopping).ConfigureAwait(false);
        if (result is null)
        {
            return new ScrapeFetch.Fetched(null, 0, ScrapeFormat.Text, refusal.Text);
        }

        string text = result.Metrics.Write(openMetrics: false);
        byte[] rented = ArrayPool<byte>.Shared.Rent(Encoding.UTF8.GetMaxByteCount(text.Length));
        return new ScrapeFetch.Fetched(rented, Encoding.UTF8.GetBytes(text, rented), ScrapeFormat.Text, null);
    }
}
