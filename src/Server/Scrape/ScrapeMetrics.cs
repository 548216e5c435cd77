using System.Diagnostics.Metrics;
using Tocsin.Signals.Discovery;
using Tocsin.Signals.Scrape;

namespace Tocsin.Server.Scrape;

/// <summary>What scraping costs, meter <c>Tocsin.Scrape</c>, under the names that Prometheus's mixins ask for.</summary>
internal sealed class ScrapeMetrics : IDisposable
{
    private readonly Meter _meter = new("Tocsin.Scrape");
    private readonly Histogram<double> _interval;
    private readonly Counter<long> _duplicates;
    private readonly Counter<long> _late;
    private readonly Counter<long> _outside;
    private readonly Counter<long> _withoutRoom;
    private readonly Counter<long> _overSamples;
    private readonly Counter<long> _overBody;
    private readonly Counter<long> _overLabels;
    private readonly Counter<long> _overBuckets;
    private readonly Counter<long> _failed;
    private readonly Counter<long> _overTargets;
    private readonly Counter<long> _targetsRefused;

    public ScrapeMetrics(ScrapeHost host)
    {
        _interval = _meter.CreateHistogram<double>("tocsin_scrape_duration_seconds", null, "Time of a scrape, reading of it included.");
        _duplicates = Count("sample_duplicate_timestamp_total", "Samples of one series and time with other values.");
        _late = Count("sample_out_of_order_total", "Samples older than the newest of their series.");
        _outside = Count("sample_out_of_bounds_total", "Samples older or newer than the store takes.");
        _overSamples = Count("exceeded_sample_limit_total", "Scrapes refused for having more samples than sample_limit.");
        _overBody = Count("exceeded_body_size_limit_total", "Scrapes refused for being larger than body_size_limit.");
        _overBuckets = Count("exceeded_native_histogram_bucket_limit_total", "Scrapes refused for buckets of a native histogram.");
        _overLabels = _meter.CreateCounter<long>(
            "prometheus_target_scrape_pool_exceeded_label_limits_total", null, "Scrapes refused for a limit of labels.");
        _withoutRoom = _meter.CreateCounter<long>(
            "tocsin_scrape_samples_without_room_total", null, "Samples of series for which series_max leaves no room.");
        _overTargets = _meter.CreateCounter<long>(
            "prometheus_target_scrape_pool_exceeded_target_limit_total", null, "Times that there were more targets than target_limit.");
        _targetsRefused = _meter.CreateCounter<long>(
            "prometheus_target_sync_failed_total", null, "Targets that were left out since they cannot be scraped.");
        _failed = _meter.CreateCounter<long>("tocsin_scrapes_failed_total", null, "Scrapes that failed.");
        _meter.CreateObservableGauge(
            "prometheus_target_scrape_pool_targets", () => host.View.Sets.Select(set => Of(set.Pool, set.Targets.Count)), null,
            "Targets of a scrape configuration.");
        _meter.CreateObservableGauge(
            "prometheus_target_scrape_pool_dropped_targets", () => host.View.Sets.Select(set => Of(set.Pool, set.DroppedCount)), null,
            "Targets that relabelling dropped.");
        _meter.CreateObservableCounter(
            "tocsin_scrapes_skipped_total", () => host.View.Turns.Sum(turn => turn.Skipped), null,
            "Scrapes left out since the one before took longer than the interval.");
    }

    /// <summary>Counts targets that were put in force.</summary>
    public void Synced(TargetSet set)
    {
        Add(_targetsRefused, set.Faults.Count);
        Add(_overTargets, set.Targets.Any(target => target.Forced is not null) ? 1 : 0);
    }

    /// <summary>Counts a scrape.</summary>
    public void Completed(ScrapeTargetModel target, ScrapeResult result, TimeSpan took)
    {
        _interval.Record(took.TotalSeconds);
        Add(_duplicates, result.Duplicates);
        Add(_late, result.OutOfOrder);
        Add(_outside, result.OutOfBounds);
        Add(_withoutRoom, result.WithoutRoom);
        Add(_failed, result.Fault.Length > 0 ? 1 : 0);
        Add(_overSamples, result.Exceeded == ScrapeLimit.Samples ? 1 : 0);
        Add(_overBody, result.Exceeded == ScrapeLimit.Body ? 1 : 0);
        Add(_overLabels, result.Exceeded == ScrapeLimit.Labels ? 1 : 0);
        Add(_overBuckets, result.Exceeded == ScrapeLimit.Buckets ? 1 : 0);
    }

    public void Dispose() => _meter.Dispose();

    private Counter<long> Count(string name, string help) =>
        _meter.CreateCounter<long>("prometheus_target_scrapes_" + name, null, help);

    private static void Add(Counter<long> counter, int count)
    {
        if (count > 0)
        {
            counter.Add(count);
        }
    }

    private static Measurement<int> Of(string pool, int count) => new(count, new KeyValuePair<string, object?>("scrape_job", pool));
}
