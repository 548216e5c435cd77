using System.Globalization;
using Tocsin.Model.Labels;
using Tocsin.Model.Samples;

namespace Tocsin.Signals.Spans;

/// <summary>Which series a label set is written as: the same for all of a kind. Immutable.</summary>
internal sealed class SeriesLayout
{
    private readonly List<(string Metric, string? Bound)> _floats = [];
    private readonly List<string> _natives = [];
    private readonly List<MetricMetadata> _metadata = [];

    /// <summary>How many series of floats there are.</summary>
    public int Floats => _floats.Count;

    /// <summary>How many series of native histograms follow them.</summary>
    public int Natives => _natives.Count;

    /// <summary>All series.</summary>
    public int Count => Floats + Natives;

    /// <summary>What the metrics mean.</summary>
    public IReadOnlyList<MetricMetadata> Metadata => _metadata;

    /// <summary>Adds a counter.</summary>
    public SeriesLayout Counter(string name, string help)
    {
        _floats.Add((name, null));
        _metadata.Add(new MetricMetadata(name, "counter", "", help));
        return this;
    }

    /// <summary>Adds a histogram.</summary>
    public SeriesLayout Histogram(string name, string help, DurationShape shape)
    {
        switch (shape.Kind)
        {
            case DurationHistogram.Explicit:
                _floats.AddRange(shape.Bounds.Select(bound => (name + "_bucket", (string?)Text(bound))));
                _floats.Add((name + "_bucket", "+Inf"));
                _floats.Add((name + "_sum", null));
                _floats.Add((name + "_count", null));
                break;
            case DurationHistogram.Exponential:
                _natives.Add(name);
                break;
            default:
                return this;
        }

        _metadata.Add(new MetricMetadata(name, "histogram", shape.InSeconds ? "seconds" : "milliseconds", help));
        return this;
    }

    /// <summary>The labels of one of the series.</summary>
    public LabelSet LabelsOf(LabelSet labels, int series)
    {
        (string metric, string? bound) = series < Floats ? _floats[series] : (_natives[series - Floats], null);
        var builder = new LabelSetBuilder();
        builder.AddRange(labels);
        builder.Add(LabelName.MetricName, metric);
        if (bound is not null)
        {
            builder.Add("le", bound);
        }

        return builder.Build();
    }

    // Source: OpenTelemetry collector, translator/prometheusremotewrite: a bound without an exponent.
    private static string Text(double bound) => bound.ToString("0.#################", CultureInfo.InvariantCulture);
}

/// <summary>How durations of a metric are kept. Immutable.</summary>
/// <param name="Kind">In which form.</param>
/// <param name="InSeconds">In seconds; else in milliseconds.</param>
/// <param name="Bounds">The upper bounds of the buckets in that unit, ascending.</param>
/// <param name="NativeBucketsMax">How many buckets a native histogram may have.</param>
internal sealed record DurationShape(DurationHistogram Kind, bool InSeconds, double[] Bounds, int NativeBucketsMax)
{
    private readonly double _perUnit = InSeconds ? 1e9 : 1e6;

    /// <summary>The shape of these settings.</summary>
    public static DurationShape Of(SpanOptions options, bool inSeconds, IReadOnlyList<TimeSpan> buckets) => new(
        options.Histogram,
        inSeconds,
        [.. buckets.Select(bucket => inSeconds ? bucket.TotalSeconds : bucket.TotalMilliseconds)],
        options.NativeBucketsMax);

    /// <summary>A duration in the unit.</summary>
    public double Of(ulong nanoseconds) => nanoseconds / _perUnit;

    /// <summary>A tally of this shape.</summary>
    public DurationTally NewTally() => Kind switch
    {
        DurationHistogram.Explicit => new BucketTally(Bounds),
        DurationHistogram.Exponential => new NativeTally(NativeBucketsMax),
        _ => NoTally.Instance,
    };
}
