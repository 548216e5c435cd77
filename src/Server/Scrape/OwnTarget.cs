using System.Buffers;
using System.Text;
using Tocsin.Model.Labels;
using Tocsin.Server.Metrics;
using Tocsin.Signals.Scrape;

namespace Tocsin.Server.Scrape;

/// <summary>This program as a target: its metrics become series without a request to itself.</summary>
internal sealed class OwnTarget : IInnerTarget
{
    /// <summary>The name of its job; a scrape configuration of that name takes its place.</summary>
    public const string Job = "tocsin";

    private readonly Func<CancellationToken, Task> _refresh;
    private readonly MetricsAggregator _metrics;

    /// <summary>Describes it.</summary>
    /// <param name="url">Where people find its metrics.</param>
    /// <param name="metrics">What was measured.</param>
    /// <param name="refresh">Brings counts up to date that are taken only when somebody asks.</param>
    public OwnTarget(string url, MetricsAggregator metrics, Func<CancellationToken, Task> refresh)
    {
        (_metrics, _refresh) = (metrics, refresh);
        string instance = Uri.TryCreate(url, UriKind.Absolute, out Uri? parsed) ? parsed.Authority : url;
        var labels = LabelSet.Of(("instance", instance), ("job", Job));
        Target = new ScrapeTargetModel
        {
            Pool = new ScrapePoolModel { Name = Job },
            Labels = labels,
            Discovered = labels,
            Url = url,
            Interval = TimeSpan.FromSeconds(15),
            Timeout = TimeSpan.FromSeconds(10),
        };
    }

    /// <inheritdoc/>
    public ScrapeTargetModel Target { get; }

    /// <inheritdoc/>
    public bool IsWanted => true;

    /// <inheritdoc/>
    public async Task<ScrapeFetch.Fetched> FetchAsync(CancellationToken cancellation)
    {
        await _refresh(cancellation).ConfigureAwait(false);
        string text = MetricsText.Write(_metrics.Collect(), openMetrics: false);
        byte[] rented = ArrayPool<byte>.Shared.Rent(Encoding.UTF8.GetMaxByteCount(text.Length));
        return new ScrapeFetch.Fetched(rented, Encoding.UTF8.GetBytes(text, rented), ScrapeFormat.Text, null);
    }
}
