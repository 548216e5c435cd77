namespace Tocsin.Signals.Otlp;

/// <summary>What a metric is, by the number of its field in the message Metric.</summary>
internal enum MetricKind
{
    /// <summary>Nothing that is known here.</summary>
    Unknown = 0,

    /// <summary>A value as it is.</summary>
    Gauge = 5,

    /// <summary>A sum.</summary>
    Sum = 7,

    /// <summary>Counts between bounds that the sender chose.</summary>
    Histogram = 9,

    /// <summary>Counts between powers of a base.</summary>
    Exponential = 10,

    /// <summary>Quantiles that the sender computed.</summary>
    Summary = 11,
}

/// <summary>Since when a sum counts.</summary>
internal enum Temporality
{
    /// <summary>The sender does not say, which is wrong.</summary>
    Unspecified = 0,

    /// <summary>Since the last time.</summary>
    Delta = 1,

    /// <summary>Since a start that stays the same.</summary>
    Cumulative = 2,
}

/// <summary>What a metric says of itself.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Temporality">Since when it counts; unspecified for what does not count.</param>
/// <param name="IsMonotonic">A sum that never falls.</param>
internal readonly record struct MetricShape(MetricKind Kind, Temporality Temporality, bool IsMonotonic)
{
    /// <summary>A sum that never falls.</summary>
    public bool IsCounter => Kind == MetricKind.Sum && IsMonotonic;

    /// <summary>Whether it counts at all.</summary>
    public bool HasTemporality => Kind is MetricKind.Sum or MetricKind.Histogram or MetricKind.Exponential;

    /// <summary>The type as Prometheus calls it.</summary>
    public string TypeName(DeltaHandling deltas) => Kind switch
    {
        // Source: Prometheus otlptranslator: there is no type for a delta.
        _ when HasTemporality && Temporality == Temporality.Delta && deltas == DeltaHandling.Keep => "unknown",
        MetricKind.Gauge => "gauge",
        MetricKind.Sum => IsMonotonic ? "counter" : "gauge",
        MetricKind.Histogram or MetricKind.Exponential => "histogram",
        MetricKind.Summary => "summary",
        _ => "unknown",
    };
}
