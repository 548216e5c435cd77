using System.Collections.Concurrent;

namespace Tocsin.Server.Metrics;

/// <summary>All series of one name. Measurements come from any thread.</summary>
internal sealed class Family
{
    private readonly ConcurrentDictionary<KeyValuePair<string, object?>[], Series> _byTags = new(TagComparer.Instance);
    private readonly ConcurrentDictionary<string, Series> _byLabels = new(StringComparer.Ordinal);
    private readonly double[] _bounds;
    private readonly int _seriesMax;
    private long _refused;

    public Family(FamilySpec spec, int seriesMax)
    {
        Spec = spec;
        _seriesMax = seriesMax;
        _bounds = spec.Kind == MetricKind.Histogram ? [.. spec.Buckets] : [];
        foreach (IReadOnlyList<KeyValuePair<string, string>> labels in spec.Initial)
        {
            Find([.. labels.Select(l => KeyValuePair.Create(l.Key, (object?)l.Value))]);
        }
    }

    public FamilySpec Spec { get; }

    /// <summary>Measurements lost because there were too many label sets.</summary>
    public long Refused => Interlocked.Read(ref _refused);

    /// <summary>Adds to a counter or up-down counter, or counts a measurement of a histogram or summary.</summary>
    public void Record(double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        if (Find(tags) is not { } series)
        {
            return;
        }

        if (Spec.Kind is MetricKind.Histogram or MetricKind.Summary)
        {
            series.Observe(value, _bounds);
        }
        else
        {
            series.Add(value);
        }
    }

    /// <summary>Sets a gauge.</summary>
    public void Set(double value, ReadOnlySpan<KeyValuePair<string, object?>> tags) => Find(tags)?.Set(value);

    /// <summary>Sets a value that was asked for by scrape number <paramref name="scrape"/>.</summary>
    public void SetObserved(double value, ReadOnlySpan<KeyValuePair<string, object?>> tags, long scrape)
    {
        if (Find(tags) is { } series)
        {
            series.Set(value);
            series.SeenInScrape = scrape;
        }
    }

    /// <summary>Forgets the observed label sets that scrape number <paramref name="scrape"/> did not see.</summary>
    public void ForgetUnseen(long scrape)
    {
        foreach ((KeyValuePair<string, object?>[] tags, Series series) in _byTags)
        {
            if (series.SeenInScrape != scrape)
            {
                _byTags.TryRemove(tags, out _);
                _byLabels.TryRemove(series.Labels, out _);
            }
        }
    }

    public FamilySnapshot Snapshot()
    {
        var samples = new List<Sample>();
        foreach (Series series in _byLabels.Values.OrderBy(s => s.Labels, StringComparer.Ordinal))
        {
            AddSamples(samples, series);
        }

        return new FamilySnapshot(Spec.Name, Spec.Kind, Spec.Help, samples);
    }

    private void AddSamples(List<Sample> samples, Series series)
    {
        if (Spec.Kind is MetricKind.Counter or MetricKind.Gauge)
        {
            samples.Add(new Sample("", series.Labels, series.Value));
            return;
        }

        // The buckets are read before the total, so that a bucket is never above it.
        long cumulated = 0;
        for (int i = 0; i < _bounds.Length; i++)
        {
            cumulated += series.InBucket(i);
            samples.Add(new Sample("_bucket", series.Labels, cumulated) { Bound = _bounds[i] });
        }

        long count = Math.Max(series.Count, cumulated);
        if (Spec.Kind == MetricKind.Histogram)
        {
            samples.Add(new Sample("_bucket", series.Labels, count) { Bound = double.PositiveInfinity });
        }

        samples.Add(new Sample("_sum", series.Labels, series.Value));
        samples.Add(new Sample("_count", series.Labels, count));
    }

    private Series? Find(ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        var byTags = _byTags.GetAlternateLookup<ReadOnlySpan<KeyValuePair<string, object?>>>();
        if (byTags.TryGetValue(tags, out Series? series))
        {
            return series;
        }

        // The label sets a metric can have are few by design; the bound holds against one that follows user input.
        if (_byTags.Count >= _seriesMax)
        {
            Interlocked.Increment(ref _refused);
            return null;
        }

        string labels = LabelText.Format(tags);
        series = _byLabels.GetOrAdd(labels, static (l, buckets) => new Series(l, buckets), _bounds.Length);
        byTags.TryAdd(tags, series);
        return series;
    }
}
