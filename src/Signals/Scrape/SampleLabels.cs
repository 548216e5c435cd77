using System.Globalization;
using System.Text;
using Tocsin.Model.Labels;
using Tocsin.Model.Relabel;

namespace Tocsin.Signals.Scrape;

/// <summary>What a target's labels and the configuration make of the labels of a sample.</summary>
// Source: Prometheus scrape, mutateSampleLabels, mutateReportSampleLabels, resolveConflictingExposedLabels, verifyLabelLimits.
internal static class SampleLabels
{
    private const string Exported = "exported_";

    /// <summary>Changes the labels of a sample.</summary>
    /// <returns>False if relabelling drops it.</returns>
    public static bool Apply(LabelEdits labels, ScrapeTargetModel target)
    {
        List<(string Name, string Value)>? conflicts = null;
        foreach (LabelSet.Label label in target.Labels)
        {
            string name = label.NameText;
            string exposed = labels[name];
            if (target.Pool.HonorLabels)
            {
                // An empty one is exposed too: a Pushgateway keeps its own instance away so.
                labels[name] = exposed.Length > 0 || labels.IsEmptied(name) ? exposed : label.ValueText;
                continue;
            }

            if (exposed.Length > 0)
            {
                (conflicts ??= []).Add((name, exposed));
            }

            labels[name] = label.ValueText;
        }

        foreach ((string name, string value) in conflicts?.OrderBy(label => label.Name.Length) ?? Enumerable.Empty<(string, string)>())
        {
            string renamed = Exported + name;
            while (labels.Has(renamed))
            {
                renamed = Exported + renamed;
            }

            labels[renamed] = value;
        }

        return target.Pool.MetricRelabeling.Apply(labels) && labels.Labels.Count > 0;
    }

    /// <summary>The labels of a series about the scrape itself.</summary>
    public static LabelSet Report(string name, ScrapeTargetModel target)
    {
        var builder = new LabelSetBuilder();
        builder.AddRange(target.Labels);
        builder.Add(LabelName.MetricName, name);
        return builder.Build(dropEmpty: true);
    }

    /// <summary>What is wrong with labels, or null.</summary>
    public static string? FindFault(LabelEdits labels, ScrapePoolModel pool)
    {
        string metric = labels[LabelName.MetricName];
        if (metric.Length == 0)
        {
            return "missing metric name (__name__ label)";
        }

        foreach ((string name, string _) in labels.Labels)
        {
            bool isGood = !pool.ClassicNames || LabelName.IsClassic(name);
            if (!isGood || (pool.ClassicNames && name == LabelName.MetricName && !LabelName.IsClassic(metric.Replace(':', '_'))))
            {
                return $"invalid metric name or label names: {metric}, {name}";
            }
        }

        return null;
    }

    /// <summary>Which limit labels exceed; null for none.</summary>
    public static string? FindExcess(LabelEdits labels, ScrapePoolModel pool)
    {
        if (pool is { LabelsMax: 0, LabelNameBytesMax: 0, LabelValueBytesMax: 0 })
        {
            return null;
        }

        string metric = Cut(labels[LabelName.MetricName]);
        if (pool.LabelsMax > 0 && (ulong)labels.Labels.Count > pool.LabelsMax)
        {
            return string.Create(CultureInfo.InvariantCulture,
                $"label_limit exceeded (metric: {metric}, number of labels: {labels.Labels.Count}, limit: {pool.LabelsMax})");
        }

        foreach ((string name, string value) in labels.Labels)
        {
            int nameBytes = Encoding.UTF8.GetByteCount(name);
            if (pool.LabelNameBytesMax > 0 && (ulong)nameBytes > pool.LabelNameBytesMax)
            {
                return $"label_name_length_limit exceeded (metric: {metric}, label name: {Cut(name)}, "
                    + string.Create(CultureInfo.InvariantCulture, $"length: {nameBytes}, limit: {pool.LabelNameBytesMax})");
            }

            int valueBytes = Encoding.UTF8.GetByteCount(value);
            if (pool.LabelValueBytesMax > 0 && (ulong)valueBytes > pool.LabelValueBytesMax)
            {
                return $"label_value_length_limit exceeded (metric: {metric}, label name: {Cut(name)}, "
                    + $"value: {GoQuote.Quote(Cut(value))}, "
                    + string.Create(CultureInfo.InvariantCulture, $"length: {valueBytes}, limit: {pool.LabelValueBytesMax})");
            }
        }

        return null;
    }

    private static string Cut(string text) => text.Length <= 50 ? text : text[..50];
}
