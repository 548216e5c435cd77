using Tocsin.Model.Samples;

namespace Tocsin.Signals.Scrape;

/// <summary>One sample as a target exposes it.</summary>
internal readonly ref struct ExposedSample
{
    /// <summary>The name and the labels in the text format: <c>name{label="value"}</c>.</summary>
    public ReadOnlySpan<byte> Series { get; init; }

    /// <summary>OpenMetrics: no blanks among the labels, and a comma between any two.</summary>
    public bool IsStrict { get; init; }

    /// <summary>What the metric was said to be.</summary>
    public MetricKind Kind { get; init; }

    /// <summary>The value; of no meaning beside a histogram.</summary>
    public double Value { get; init; }

    /// <summary>The native histogram, or null.</summary>
    public FloatHistogram? Histogram { get; init; }

    /// <summary>Whether the target gives the time.</summary>
    public bool HasTime { get; init; }

    /// <summary>The time that it gives, in Unix milliseconds.</summary>
    public long TimeMs { get; init; }

    /// <summary>An exemplar's labels in the text format, <c>{trace_id="x"}</c>; empty if there is none.</summary>
    public ReadOnlySpan<byte> ExemplarLabels { get; init; }

    /// <summary>The exemplar's value.</summary>
    public double ExemplarValue { get; init; }

    /// <summary>The exemplar's time; 0 if it has none.</summary>
    public long ExemplarTimeMs { get; init; }
}
