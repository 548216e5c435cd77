namespace Tocsin.Signals.Scrape;

/// <summary>The formats that bodies come in.</summary>
public enum ScrapeFormat
{
    /// <summary>Prometheus's text format.</summary>
    Text,

    /// <summary>OpenMetrics.</summary>
    OpenMetrics,

    /// <summary>Messages <c>io.prometheus.client.MetricFamily</c>, each after its length.</summary>
    Protobuf,
}
