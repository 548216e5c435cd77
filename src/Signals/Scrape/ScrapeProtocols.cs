using System.Globalization;

namespace Tocsin.Signals.Scrape;

/// <summary>What is asked for, and what came.</summary>
// Source: Prometheus scrape, acceptHeader, and config, ScrapeProtocolsHeaders.
public static class ScrapeProtocols
{
    private const int WeightMost = 6;

    /// <summary>What is asked for where nothing is configured, the best first.</summary>
    public static IReadOnlyList<string> Default { get; } =
        ["OpenMetricsText1.0.0", "OpenMetricsText0.0.1", "PrometheusText1.0.0", "PrometheusText0.0.4"];

    /// <summary>Likewise where native histograms are wanted, which only this format has.</summary>
    public static IReadOnlyList<string> DefaultWithNative { get; } = ["PrometheusProto", .. Default];

    /// <summary>The header <c>Accept</c>.</summary>
    /// <param name="protocols">Names as in <c>scrape_protocols</c>, the best first.</param>
    /// <param name="escaping">How names that are not classic are to be sent.</param>
    public static string Accept(IReadOnlyList<string> protocols, string escaping)
    {
        var parts = new List<string>();
        int weight = WeightMost;
        foreach (string protocol in protocols)
        {
            string type = protocol switch
            {
                "PrometheusProto" => "application/vnd.google.protobuf;proto=io.prometheus.client.MetricFamily;encoding=delimited",
                "PrometheusText0.0.4" => "text/plain;version=0.0.4",
                "PrometheusText1.0.0" => $"text/plain;version=1.0.0;escaping={escaping}",
                "OpenMetricsText0.0.1" => "application/openmetrics-text;version=0.0.1",
                _ => $"application/openmetrics-text;version=1.0.0;escaping={escaping}",
            };
            parts.Add(string.Create(CultureInfo.InvariantCulture, $"{type};q=0.{weight--}"));
        }

        parts.Add(string.Create(CultureInfo.InvariantCulture, $"*/*;q=0.{weight}"));
        return string.Join(',', parts);
    }

    /// <summary>The format of a protocol named as in <c>fallback_scrape_protocol</c>; null for an empty name.</summary>
    public static ScrapeFormat? FormatOf(string protocol) => protocol switch
    {
        "" => null,
        "PrometheusProto" => ScrapeFormat.Protobuf,
        "PrometheusText0.0.4" or "PrometheusText1.0.0" => ScrapeFormat.Text,
        _ => ScrapeFormat.OpenMetrics,
    };

    /// <summary>The format of a body.</summary>
    /// <param name="contentType">The header's value; null or empty if there was none.</param>
    /// <param name="fallback">What to take it for if the header does not say; null refuses it.</param>
    /// <param name="fault">Why it is refused; null if it is not.</param>
    // Source: Prometheus model/textparse, New.
    public static ScrapeFormat Judge(string? contentType, ScrapeFormat? fallback, out string? fault)
    {
        fault = null;
        string media = (contentType ?? "").Split(';')[0].Trim().ToLowerInvariant();
        switch (media)
        {
            case "application/openmetrics-text":
                return ScrapeFormat.OpenMetrics;
            case "application/vnd.google.protobuf":
                return ScrapeFormat.Protobuf;
            case "text/plain":
                return ScrapeFormat.Text;
        }

        if (fallback is null)
        {
            fault = media.Length == 0
                ? "non-compliant scrape target sending blank Content-Type and no fallback_scrape_protocol specified for target"
                : $"received unsupported Content-Type \"{contentType}\" and no fallback_scrape_protocol specified for target";
        }

        return fallback ?? ScrapeFormat.Text;
    }
}
