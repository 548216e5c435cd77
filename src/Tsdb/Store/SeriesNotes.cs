using Tocsin.Model.Labels;
using Tocsin.Model.Matching;
using Tocsin.Model.Samples;
using Tocsin.Model.Seams;

namespace Tocsin.Tsdb.Store;

/// <summary>Metadata by metric, and the newest exemplars of all series in one ring. Thread-safe by one lock.</summary>
internal sealed class SeriesNotes
{
    /// <summary>How many metrics are known at most; more are not learned.</summary>
    public const int MetricsMax = 200_000;

    /// <summary>How many exemplars are kept; the oldest go first.</summary>
    // Source: Prometheus, the default of max_exemplars.
    public const int ExemplarsMax = 100_000;

    /// <summary>How many characters all metadata may have together; more is not learned.</summary>
    public const long MetadataCharactersMax = 64 << 20;

    /// <summary>How many bytes the labels of a series may have for its exemplars to be kept.</summary>
    public const int ExemplarSeriesBytesMax = 4096;

    private readonly Lock _lock = new();
    private readonly SortedDictionary<string, MetricMetadata> _metrics = new(StringComparer.Ordinal);
    private readonly Queue<Exemplar> _exemplars = [];
    private readonly Dictionary<LabelSet, Exemplar> _newest = [];
    private long _characters;

    /// <summary>True if something changed since the last <see cref="TakeAll"/>.</summary>
    public bool IsChanged { get; private set; }

    /// <summary>Learns metadata; returns what was new.</summary>
    public List<MetricMetadata> Learn(IReadOnlyList<MetricMetadata> metrics)
    {
        var learned = new List<MetricMetadata>();
        lock (_lock)
        {
            foreach (MetricMetadata metric in metrics)
            {
                bool isKnown = _metrics.TryGetValue(metric.Metric, out MetricMetadata? known);
                long characters = _characters + SizeOf(metric) - (known is null ? 0 : SizeOf(known));
                if (known != metric && (isKnown || _metrics.Count < MetricsMax) && characters <= MetadataCharactersMax)
                {
                    _characters = characters;
                    _metrics[metric.Metric] = metric;
                    learned.Add(metric);
                }
            }

            IsChanged |= learned.Count > 0;
        }

        return learned;
    }

    /// <summary>Keeps exemplars; returns those that were kept.</summary>
    public List<Exemplar> Keep(IReadOnlyList<Exemplar> exemplars)
    {
        var kept = new List<Exemplar>();
        lock (_lock)
        {
            foreach (Exemplar exemplar in exemplars)
            {
                bool isOld = _newest.TryGetValue(exemplar.Series, out Exemplar? newest) && newest.TimeMs >= exemplar.TimeMs;
                if (isOld || exemplar.Series.Encoded.Length > ExemplarSeriesBytesMax)
                {
                    continue;
                }

                // The labels of a series once, not with each of its exemplars.
                Exemplar one = newest is null ? exemplar : exemplar with { Series = newest.Series };
                _newest[one.Series] = one;
                _exemplars.Enqueue(one);
                kept.Add(one);
                if (_exemplars.Count > ExemplarsMax && _exemplars.Dequeue() is var oldest
                    && _newest.TryGetValue(oldest.Series, out Exemplar? last) && ReferenceEquals(last, oldest))
                {
                    _newest.Remove(oldest.Series);
                }
            }

            IsChanged |= kept.Count > 0;
        }

        return kept;
    }

    /// <summary>See <see cref="ISeriesNotes.Metadata"/>.</summary>
    public IReadOnlyList<MetricMetadata> Metadata(string? metric, int limit)
    {
        lock (_lock)
        {
            return metric is null
                ? [.. _metrics.Values.Take(limit)]
                : _metrics.TryGetValue(metric, out MetricMetadata? known) ? [known] : [];
        }
    }

    /// <summary>See <see cref="ISeriesNotes.Exemplars"/>.</summary>
    public IReadOnlyList<Exemplar> Exemplars(SeriesQuery query)
    {
        lock (_lock)
        {
            return
            [
                .. _exemplars
                    .Where(e => e.TimeMs >= query.FromMs && e.TimeMs <= query.ToMs && AllMatch(query.Matchers, e.Series))
                    .OrderBy(e => e.Series).ThenBy(e => e.TimeMs),
            ];
        }
    }

    /// <summary>Everything, oldest exemplars first; what comes from now on counts as changed.</summary>
    public (MetricMetadata[] Metrics, Exemplar[] Exemplars) TakeAll()
    {
        lock (_lock)
        {
            IsChanged = false;
            return ([.. _metrics.Values], [.. _exemplars]);
        }
    }

    private static int SizeOf(MetricMetadata metric) => metric.Metric.Length + metric.Help.Length + metric.Unit.Length;

    private static bool AllMatch(IReadOnlyList<LabelMatcher> matchers, LabelSet labels)
    {
        foreach (LabelMatcher matcher in matchers)
        {
            if (!matcher.Matches(labels))
            {
                return false;
            }
        }

        return true;
    }
}
