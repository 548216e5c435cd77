using System.Diagnostics.Metrics;
using Tocsin.Model.Seams;

namespace Tocsin.Tsdb.Store;

/// <summary>
/// The store's instruments, meter <c>Tocsin.Tsdb</c>: under upstream's names where upstream has the same thing. Thread-safe.
/// </summary>
internal sealed class StoreMetrics : IDisposable
{
    private static readonly string[] OutcomeNames =
    [
        "accepted", "same_again", "duplicate_timestamp", "out_of_order", "too_old", "too_far_ahead", "unknown_series",
        "invalid_histogram",
    ];

    private readonly Meter _meter = new("Tocsin.Tsdb");
    private readonly long[] _outcomes = new long[OutcomeNames.Length];

    public StoreMetrics(SeriesStore store)
    {
        _meter.CreateObservableGauge("prometheus_tsdb_head_series", () => store.SeriesCount, null, "Series in memory.");
        _meter.CreateObservableGauge("prometheus_tsdb_blocks_loaded", () => store.BlockCount, null, "Blocks on disk.");
        _meter.CreateObservableGauge(
            "prometheus_tsdb_storage_blocks_bytes", () => store.BlockBytes, "By", "Bytes of all blocks.");
        _meter.CreateObservableGauge(
            "prometheus_tsdb_wal_storage_size_bytes", () => store.LogBytes, "By", "Bytes of log that a start would read again.");
        _meter.CreateObservableCounter(
            "tocsin_series_samples", () => OutcomeNames.Select((name, i) => new Measurement<long>(
                Volatile.Read(ref _outcomes[i]), new KeyValuePair<string, object?>("outcome", name))),
            null, "Samples that came in, by what became of them.");
        _meter.CreateObservableCounter(
            "tocsin_series_damaged_chunks", () => store.DamagedChunks, null, "Chunks that could not be read.");
        FlushSeconds = _meter.CreateHistogram<double>(
            "tocsin_series_flush_seconds", "s", "Time to turn memory into a block; the count is that of the blocks.");
        MergeSeconds = _meter.CreateHistogram<double>("tocsin_series_merge_seconds", "s", "Time to merge blocks.");
        BlocksDropped = _meter.CreateCounter<long>(
            "tocsin_series_blocks_dropped", description: "Blocks removed because of their age or of all blocks' size.");
    }

    public Histogram<double> FlushSeconds { get; }

    public Histogram<double> MergeSeconds { get; }

    public Counter<long> BlocksDropped { get; }

    /// <summary>Counts what became of a batch.</summary>
    public void Count(ReadOnlySpan<AppendOutcome> outcomes)
    {
        Span<long> counts = stackalloc long[OutcomeNames.Length];
        counts.Clear();
        foreach (AppendOutcome outcome in outcomes)
        {
            counts[(int)outcome]++;
        }

        for (int i = 0; i < counts.Length; i++)
        {
            if (counts[i] > 0)
            {
                Interlocked.Add(ref _outcomes[i], counts[i]);
            }
        }
    }

    public void Dispose() => _meter.Dispose();
}
