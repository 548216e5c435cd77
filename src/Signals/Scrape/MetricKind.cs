namespace Tocsin.Signals.Scrape;

/// <summary>What a target says that a metric is.</summary>
public enum MetricKind
{
    /// <summary>Nothing was said.</summary>
    Unknown,

    /// <summary>A counter.</summary>
    Counter,

    /// <summary>A gauge.</summary>
    Gauge,

    /// <summary>A histogram.</summary>
    Histogram,

    /// <summary>A histogram whose counts may fall.</summary>
    GaugeHistogram,

    /// <summary>A summary.</summary>
    Summary,

    /// <summary>Facts as labels.</summary>
    Info,

    /// <summary>One of several states.</summary>
    StateSet,
}
