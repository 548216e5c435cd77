namespace Tocsin.Signals.Push;

/// <summary>What a pushed metric is, as <c>io.prometheus.client.MetricType</c> numbers it.</summary>
public enum PushedType
{
    /// <summary>A counter.</summary>
    Counter = 0,

    /// <summary>A gauge.</summary>
    Gauge = 1,

    /// <summary>A summary.</summary>
    Summary = 2,

    /// <summary>Nothing was said.</summary>
    Untyped = 3,

    /// <summary>A histogram.</summary>
    Histogram = 4,

    /// <summary>A histogram whose counts may fall.</summary>
    GaugeHistogram = 5,
}
