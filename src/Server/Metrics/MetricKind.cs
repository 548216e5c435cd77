namespace Tocsin.Server.Metrics;

/// <summary>How a family is exposed.</summary>
public enum MetricKind
{
    /// <summary>Only grows.</summary>
    Counter,

    /// <summary>Goes up and down.</summary>
    Gauge,

    /// <summary>Counts in buckets, with sum and count.</summary>
    Histogram,

    /// <summary>Sum and count without quantiles; upstream has some, and dashboards read their rates.</summary>
    Summary,
}
