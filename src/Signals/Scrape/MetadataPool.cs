using System.Collections.Concurrent;
using Tocsin.Model.Samples;

namespace Tocsin.Signals.Scrape;

/// <summary>Keeps one copy of what hundreds of targets say alike of their metrics. Thread-safe.</summary>
public sealed class MetadataPool
{
    private const int KeptMax = 200_000;

    private readonly ConcurrentDictionary<MetricMetadata, MetricMetadata> _kept = [];

    /// <summary>The copy that is kept.</summary>
    public MetricMetadata Share(MetricMetadata metadata) =>
        _kept.Count < KeptMax ? _kept.GetOrAdd(metadata, metadata) : _kept.GetValueOrDefault(metadata, metadata);
}
