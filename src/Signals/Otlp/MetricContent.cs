using Tocsin.Model.Samples;

namespace Tocsin.Signals.Otlp;

/// <summary>What a request brings, as it is decoded. Reusable; not thread-safe.</summary>
internal sealed class MetricContent
{
    /// <summary>The point that a sample of <c>target_info</c> belongs to.</summary>
    public const int NoPoint = -1;

    /// <summary>The samples.</summary>
    public SampleBatch Samples { get; } = new();

    /// <summary>For each sample, the number of the point that it came from.</summary>
    public List<int> PointOf { get; } = [];

    /// <summary>The exemplars.</summary>
    public List<Exemplar> Exemplars { get; } = [];

    /// <summary>What the metrics are.</summary>
    public List<MetricMetadata> Metadata { get; } = [];

    /// <summary>Where the points of each metric begin, and what its sender calls it.</summary>
    public List<(int FirstPoint, string Name)> Metrics { get; } = [];

    /// <summary>Which points were refused while they were decoded.</summary>
    public PointRefusals Refusals { get; } = new();

    /// <summary>How many points there are, refused ones among them.</summary>
    public int Points { get; set; }

    /// <summary>Adds a sample of the point at hand.</summary>
    public void Add(SeriesRef series, (long Ms, long StartMs) time, double value)
    {
        Samples.Add(series, time.Ms, value, time.StartMs);
        PointOf.Add(Points - 1);
    }

    /// <summary>Adds a histogram of the point at hand.</summary>
    public void Add(SeriesRef series, (long Ms, long StartMs) time, FloatHistogram histogram)
    {
        Samples.Add(series, time.Ms, histogram, time.StartMs);
        PointOf.Add(Points - 1);
    }

    /// <summary>Adds a sample of <c>target_info</c>.</summary>
    public void AddTargetInfo(SeriesRef series, long timeMs)
    {
        Samples.Add(series, timeMs, 1);
        PointOf.Add(NoPoint);
    }

    /// <summary>Forgets all.</summary>
    public void Clear()
    {
        Samples.Clear();
        PointOf.Clear();
        Exemplars.Clear();
        Metadata.Clear();
        Metrics.Clear();
        Refusals.Clear();
        Points = 0;
    }
}
