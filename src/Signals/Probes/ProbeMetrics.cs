using System.Globalization;
using System.Text;

namespace Tocsin.Signals.Probes;

/// <summary>What one probe measured: gauges, sorted by name and labels when written. Not thread-safe.</summary>
public sealed class ProbeMetrics
{
    private readonly SortedDictionary<string, Family> _families = new(StringComparer.Ordinal);

    /// <summary>All of it, in the order in which it is written.</summary>
    public IEnumerable<ProbeSample> Samples => _families.Values.SelectMany(family => family.Samples.Values);

    /// <summary>Lets gauges be there with 0.</summary>
    public void Declare(params ReadOnlySpan<ProbeGauge> gauges)
    {
        foreach (ProbeGauge gauge in gauges)
        {
            Set(gauge, Find(gauge) ?? 0);
        }
    }

    /// <summary>Sets a gauge.</summary>
    /// <param name="gauge">Which.</param>
    /// <param name="value">Its value.</param>
    /// <param name="labels">Its labels, in any order.</param>
    public void Set(ProbeGauge gauge, double value, params ReadOnlySpan<KeyValuePair<string, string>> labels)
    {
        if (!_families.TryGetValue(gauge.Name, out Family? family))
        {
            _families[gauge.Name] = family = new Family(gauge, new(StringComparer.Ordinal));
        }

        KeyValuePair<string, string>[] sorted = labels.ToArray();
        Array.Sort(sorted, (a, b) => string.CompareOrdinal(a.Key, b.Key));
        family.Samples[LabelText(sorted)] = new ProbeSample(gauge.Name, sorted, value);
    }

    /// <summary>Adds to the gauge of a phase.</summary>
    public void AddPhase(ProbeGauge gauge, string phase, TimeSpan time)
    {
        KeyValuePair<string, string> label = new("phase", phase);
        Set(gauge, (Find(gauge, label) ?? 0) + time.TotalSeconds, label);
    }

    /// <summary>A value; null if it is not there.</summary>
    public double? Find(ProbeGauge gauge, params ReadOnlySpan<KeyValuePair<string, string>> labels) =>
        _families.TryGetValue(gauge.Name, out Family? family)
            && family.Samples.TryGetValue(LabelText(labels), out ProbeSample? sample) ? sample.Value : null;

    /// <summary>Writes it in the text format, or as OpenMetrics.</summary>
    public string Write(bool openMetrics)
    {
        var text = new StringBuilder(4096);
        foreach (Family family in _families.Values)
        {
            text.Append("# HELP ").Append(family.Gauge.Name).Append(' ').Append(family.Gauge.Help).Append('\n');
            text.Append("# TYPE ").Append(family.Gauge.Name).Append(" gauge\n");
            foreach ((string labels, ProbeSample sample) in family.Samples)
            {
                text.Append(sample.Name).Append(labels).Append(' ').Append(Number(sample.Value)).Append('\n');
            }
        }

        return (openMetrics ? text.Append("# EOF\n") : text).ToString();
    }

    private static string LabelText(ReadOnlySpan<KeyValuePair<string, string>> labels)
    {
        if (labels.IsEmpty)
        {
            return "";
        }

        var text = new StringBuilder("{");
        foreach ((string name, string value) in labels)
        {
            text.Append(text.Length == 1 ? "" : ",").Append(name).Append("=\"")
                .Append(value.Replace("\\", "\\\\", StringComparison.Ordinal)
                    .Replace("\n", "\\n", StringComparison.Ordinal)
                    .Replace("\"", "\\\"", StringComparison.Ordinal))
                .Append('"');
        }

        return text.Append('}').ToString();
    }

    private static string Number(double value) => value switch
    {
        double.PositiveInfinity => "+Inf",
        double.NegativeInfinity => "-Inf",
        double.NaN => "NaN",
        _ => value.ToString("R", CultureInfo.InvariantCulture),
    };

    private sealed record Family(ProbeGauge Gauge, SortedDictionary<string, ProbeSample> Samples);
}

/// <summary>One value.</summary>
/// <param name="Name">The gauge's name.</param>
/// <param name="Labels">Its labels, sorted by name.</param>
/// <param name="Value">The value.</param>
public sealed record ProbeSample(string Name, IReadOnlyList<KeyValuePair<string, string>> Labels, double Value);
