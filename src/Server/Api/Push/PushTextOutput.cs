using System.Text;
using Tocsin.Model.Labels;
using Tocsin.PromQL.Numbers;
using Tocsin.Signals.Push;

namespace Tocsin.Server.Api.Push;

/// <summary>Writes pushed families in Prometheus's text format. Not thread-safe.</summary>
/// <param name="output">Where to.</param>
// Source: Prometheus exposition formats; client_golang: metrics of a family by the values of their labels.
internal sealed class PushTextOutput(JsonOutput output)
{
    /// <summary>Where to.</summary>
    public JsonOutput Output => output;

    /// <summary>The word for a type.</summary>
    public static string Word(PushedType type) =>
        type == PushedType.GaugeHistogram ? "gauge_histogram" : type.ToString().ToLowerInvariant();

    /// <summary>Writes what the groups have of one name; the first says what it is.</summary>
    public void Write(IReadOnlyList<PushedFamily> families)
    {
        PushedFamily first = families[0];
        if (first.Help is { } help)
        {
            string escaped = help.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal);
            Line($"# HELP {Name(first.Name)} {escaped}");
        }

        Line($"# TYPE {Name(first.Name)} {Word(first.Type)}");
        var metrics = families.SelectMany(family => family.Metrics).ToList();
        metrics.Sort(Compare);
        foreach (PushedMetric metric in metrics)
        {
            Write(first, metric);
        }
    }

    private void Write(PushedFamily family, PushedMetric metric)
    {
        var value = PushedValue.Read(metric);
        if (metric.Kind is not (PushedType.Summary or PushedType.Histogram))
        {
            Sample(family.Name, metric, null, value.Plain);
            return;
        }

        bool isSummary = metric.Kind == PushedType.Summary;
        string part = isSummary ? family.Name : family.Name + "_bucket";
        foreach ((double bound, double inner) in value.Parts)
        {
            Sample(part, metric, (isSummary ? "quantile" : "le", bound), inner);
        }

        if (!isSummary && (value.Parts.Count == 0 || !double.IsPositiveInfinity(value.Parts[^1].Bound)))
        {
            Sample(part, metric, ("le", double.PositiveInfinity), value.Count);
        }

        Sample(family.Name + "_sum", metric, null, value.Sum);
        Sample(family.Name + "_count", metric, null, value.Count);
    }

    private void Sample(string name, PushedMetric metric, (string Name, double Value)? extra, double value)
    {
        bool isClassic = IsClassic(name);
        var line = new StringBuilder(isClassic ? name : "").Append('{').Append(isClassic ? "" : Name(name));
        foreach (PushLabel label in metric.Labels)
        {
            line.Append(line[^1] == '{' ? "" : ",").Append(LabelName.IsClassic(label.Name) ? label.Name : Name(label.Name))
                .Append("=\"").Append(Escape(label.Value)).Append('"');
        }

        if (extra is { } added)
        {
            line.Append(line[^1] == '{' ? "" : ",").Append(added.Name)
                .Append("=\"").Append(FloatText.General(added.Value)).Append('"');
        }

        Line(line.Append("} ").Append(FloatText.General(value)).ToString());
    }

    private static bool IsClassic(string name) => LabelName.IsClassic(name.Replace(':', '_'));

    private static string Name(string name) => IsClassic(name) ? name : $"\"{Escape(name)}\"";

    private void Line(string text) => output.Raw(Encoding.UTF8.GetBytes(text)).Raw("\n"u8);

    private static string Escape(string value) => value.Replace("\\", "\\\\", StringComparison.Ordinal)
        .Replace("\n", "\\n", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal);

    private static int Compare(PushedMetric left, PushedMetric right)
    {
        int order = left.Labels.Count.CompareTo(right.Labels.Count);
        for (int i = 0; order == 0 && i < left.Labels.Count; i++)
        {
            order = string.CompareOrdinal(left.Labels[i].Value, right.Labels[i].Value);
        }

        return order;
    }
}
