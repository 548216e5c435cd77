using System.Globalization;
using System.Text;

namespace Tocsin.Server.Metrics;

/// <summary>Writes families in Prometheus' text format 0.0.4 or as OpenMetrics 1.0.</summary>
public static class MetricsText
{
    /// <summary>The content type of the text format.</summary>
    public const string ContentType = "text/plain; version=0.0.4; charset=utf-8";

    /// <summary>The content type of OpenMetrics.</summary>
    public const string OpenMetricsContentType = "application/openmetrics-text; version=1.0.0; charset=utf-8";

    /// <summary>Whether an Accept header asks for OpenMetrics before the text format.</summary>
    public static bool WantsOpenMetrics(string? accept)
    {
        if (accept is null)
        {
            return false;
        }

        // Prometheus lists what it takes by falling preference; weights decide where they are given.
        double openMetrics = 0;
        double text = 0;
        foreach (string range in accept.Split(','))
        {
            string[] parts = range.Split(';', StringSplitOptions.TrimEntries);
            string? weight = Array.Find(parts, p => p.StartsWith("q=", StringComparison.OrdinalIgnoreCase));
            double quality = weight is not null
                && double.TryParse(weight.AsSpan(2), NumberStyles.Float, CultureInfo.InvariantCulture, out double q)
                    ? q
                    : 1;
            switch (parts[0].ToLowerInvariant())
            {
                case "application/openmetrics-text":
                    openMetrics = Math.Max(openMetrics, quality);
                    break;
                case "text/plain":
                    text = Math.Max(text, quality);
                    break;
            }
        }

        return openMetrics > text;
    }

    /// <summary>Writes all of <paramref name="families"/>.</summary>
    public static string Write(IReadOnlyList<FamilySnapshot> families, bool openMetrics)
    {
        var text = new StringBuilder(64 * 1024);
        foreach (FamilySnapshot family in families)
        {
            WriteFamily(text, family, openMetrics);
        }

        return (openMetrics ? text.Append("# EOF\n") : text).ToString();
    }

    private static void WriteFamily(StringBuilder text, FamilySnapshot family, bool openMetrics)
    {
        const string Total = "_total";
        bool isCounter = family.Kind == MetricKind.Counter;
        bool hasTotal = family.Name.EndsWith(Total, StringComparison.Ordinal);

        // OpenMetrics names a counter's family without the suffix and insists on it for the sample.
        string name = openMetrics && isCounter && hasTotal ? family.Name[..^Total.Length] : family.Name;
        string suffix = openMetrics && isCounter ? Total : "";
        text.Append("# HELP ").Append(name).Append(' ').Append(EscapeHelp(family.Help, openMetrics)).Append('\n');
        text.Append("# TYPE ").Append(name).Append(' ').Append(TypeName(family.Kind)).Append('\n');
        foreach (Sample sample in family.Samples)
        {
            text.Append(name).Append(suffix).Append(sample.Suffix);
            AppendLabels(text, sample, openMetrics);
            text.Append(' ').Append(Number(sample.Value)).Append('\n');
        }
    }

    private static void AppendLabels(StringBuilder text, Sample sample, bool openMetrics)
    {
        bool isBucket = !double.IsNaN(sample.Bound);
        if (sample.Labels.Length == 0 && !isBucket)
        {
            return;
        }

        text.Append('{').Append(sample.Labels);
        if (isBucket)
        {
            string bound = Number(sample.Bound);
            bool isWhole = double.IsFinite(sample.Bound) && !bound.Contains('.', StringComparison.Ordinal);
            text.Append(sample.Labels.Length == 0 ? "le=\"" : ",le=\"");
            text.Append(bound).Append(openMetrics && isWhole ? ".0\"" : "\"");
        }

        text.Append('}');
    }

    private static string Number(double value) => value switch
    {
        double.PositiveInfinity => "+Inf",
        double.NegativeInfinity => "-Inf",
        double.NaN => "NaN",
        _ => value.ToString("R", CultureInfo.InvariantCulture),
    };

    private static string TypeName(MetricKind kind) => kind switch
    {
        MetricKind.Counter => "counter",
        MetricKind.Histogram => "histogram",
        MetricKind.Summary => "summary",
        _ => "gauge",
    };

    private static string EscapeHelp(string help, bool openMetrics)
    {
        string escaped = help.Replace("\\", "\\\\", StringComparison.Ordinal)
            .Replace("\n", "\\n", StringComparison.Ordinal);
        return openMetrics ? escaped.Replace("\"", "\\\"", StringComparison.Ordinal) : escaped;
    }
}
