using System.Runtime.InteropServices;
using Tocsin.Model.Labels;
using Tocsin.Signals.RemoteWrite;

namespace Tocsin.Signals.Push;

/// <summary>What a push must not contradict: itself, and what the other groups hold. Not thread-safe.</summary>
// Source: Prometheus client_golang, Gatherers, checkMetricConsistency and checkSuffixCollisions: what cannot be exposed together.
internal sealed class PushChecks
{
    private readonly Dictionary<string, Names> _names = new(StringComparer.Ordinal);
    private readonly Dictionary<SeriesKey, string> _owners = [];

    /// <summary>What stands for a metric: its name and its labels.</summary>
    public static SeriesKey KeyOf(string name, PushedMetric metric)
    {
        SeriesKey key = SeriesKey.Of(MemoryMarshal.AsBytes<char>(name));
        foreach (PushLabel label in metric.Labels)
        {
            key = key.Add(MemoryMarshal.AsBytes<char>(label.Name)).Add(MemoryMarshal.AsBytes<char>(label.Value));
        }

        return key;
    }

    /// <summary>What is wrong with a family on its own; null if nothing is.</summary>
    public static string? FindFault(PushedFamily family)
    {
        foreach (PushedMetric metric in family.Metrics)
        {
            PushedType wanted = family.Type == PushedType.GaugeHistogram ? PushedType.Histogram : family.Type;
            if (metric.Kind != wanted)
            {
                return $"collected metric {GoQuote.Quote(family.Name)} {Show(metric)} is not a {family.Type}";
            }

            for (int i = 0; i < metric.Labels.Count; i++)
            {
                string name = metric.Labels[i].Name;
                string? fault = name.Length == 0 || name.StartsWith("__", StringComparison.Ordinal)
                    ? $"has a label with an invalid name: {name}"
                    : i > 0 && metric.Labels[i - 1].Name == name
                    ? $"has two or more labels with the same name: {name}"
                    : name == "quantile" && family.Type == PushedType.Summary ? "must not have an explicit \"quantile\" label" : null;
                if (fault is not null)
                {
                    return $"collected metric {GoQuote.Quote(family.Name)} {Show(metric)} {fault}";
                }
            }
        }

        return null;
    }

    /// <summary>Why a group cannot become another; null if it can.</summary>
    /// <param name="before">What it holds; null if it is new.</param>
    /// <param name="after">What it would hold.</param>
    public string? FindConflict(PushGroup? before, PushGroup after)
    {
        string key = after.Key;
        var seen = new HashSet<SeriesKey>();
        foreach (PushGroupFamily family in after.Families.Values)
        {
            if (before is not null && before.Families.TryGetValue(family.Name, out PushGroupFamily? same) && ReferenceEquals(same, family))
            {
                continue;
            }

            if (TypeElsewhere(before, family.Name) is { } type && type != family.Type)
            {
                return $"metric {GoQuote.Quote(family.Name)} is a {family.Type} here and a {type} in another group";
            }

            if (FindCollision(before, after, family) is { } collision)
            {
                return collision;
            }

            foreach (SeriesKey metric in family.Keys)
            {
                bool isTwice = !seen.Add(metric);
                if (isTwice || (_owners.TryGetValue(metric, out string? owner) && owner != key))
                {
                    return $"collected metric {GoQuote.Quote(family.Name)} was collected before with the same name and label values"
                        + (isTwice ? "" : ", in another group");
                }
            }
        }

        return null;
    }

    /// <summary>A group became another, or is gone.</summary>
    public void Swap(PushGroup? before, PushGroup? after)
    {
        foreach (PushGroupFamily family in before?.Families.Values ?? [])
        {
            Names names = _names[family.Name];
            if (names.Groups == 1)
            {
                _names.Remove(family.Name);
            }
            else
            {
                _names[family.Name] = names with { Groups = names.Groups - 1 };
            }

            foreach (SeriesKey metric in family.Keys)
            {
                _owners.Remove(metric);
            }
        }

        string key = after?.Key ?? "";
        foreach (PushGroupFamily family in after?.Families.Values ?? [])
        {
            _names[family.Name] = new Names(family.Type, _names.GetValueOrDefault(family.Name).Groups + 1);
            foreach (SeriesKey metric in family.Keys)
            {
                _owners[metric] = key;
            }
        }
    }

    private PushedType? TypeElsewhere(PushGroup? before, string name)
    {
        int own = before?.Families.ContainsKey(name) == true ? 1 : 0;
        return _names.TryGetValue(name, out Names names) && names.Groups > own ? names.Type : null;
    }

    private PushedType? TypeAfter(PushGroup? before, PushGroup after, string name) =>
        after.Families.TryGetValue(name, out PushGroupFamily? family) ? family.Type : TypeElsewhere(before, name);

    private string? FindCollision(PushGroup? before, PushGroup after, PushGroupFamily family)
    {
        foreach (string suffix in (ReadOnlySpan<string>)["_count", "_sum", "_bucket"])
        {
            bool isBucket = suffix == "_bucket";
            string whole = family.Name.EndsWith(suffix, StringComparison.Ordinal) ? family.Name[..^suffix.Length] : "";
            PushedType? type = whole.Length == 0 ? null : TypeAfter(before, after, whole);
            if (type == PushedType.Histogram || (type == PushedType.Summary && !isBucket))
            {
                return $"collected metric named {GoQuote.Quote(family.Name)} collides with the parts of {GoQuote.Quote(whole)}";
            }

            bool hasPart = family.Type == PushedType.Histogram || (family.Type == PushedType.Summary && !isBucket);
            if (hasPart && TypeAfter(before, after, family.Name + suffix) is not null)
            {
                return $"the parts of {GoQuote.Quote(family.Name)} collide with a metric named {GoQuote.Quote(family.Name + suffix)}";
            }
        }

        return null;
    }

    private static string Show(PushedMetric metric) =>
        "{" + string.Join(", ", metric.Labels.Take(10).Select(label => $"{label.Name}={GoQuote.Quote(label.Value)}")) + "}";

    private readonly record struct Names(PushedType Type, int Groups);
}
