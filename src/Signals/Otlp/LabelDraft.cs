using System.Text;
using Tocsin.Model.Labels;
using Tocsin.Signals.RemoteWrite;

namespace Tocsin.Signals.Otlp;

/// <summary>Labels on their way to a label set. A label without a value is none. Reusable; not thread-safe.</summary>
internal sealed class LabelDraft
{
    private readonly Dictionary<string, string> _labels = new(StringComparer.Ordinal);

    /// <summary>How many bytes the names and values have together.</summary>
    public int Bytes => _labels.Sum(label => Encoding.UTF8.GetByteCount(label.Key) + Encoding.UTF8.GetByteCount(label.Value));

    /// <summary>The labels.</summary>
    public IReadOnlyDictionary<string, string> Labels => _labels;

    /// <summary>Forgets all labels.</summary>
    public void Clear() => _labels.Clear();

    /// <summary>Whether there is such a label.</summary>
    public bool Has(string name) => _labels.ContainsKey(name);

    /// <summary>Sets a label; an empty value takes it away.</summary>
    public void Set(string name, string value)
    {
        if (value.Length == 0)
        {
            _labels.Remove(name);
        }
        else
        {
            _labels[name] = value;
        }
    }

    /// <summary>
    /// Sets attributes. Those that escaping gives one name are joined by a semicolon, in the order of their keys.
    /// </summary>
    /// <returns>What is wrong with one of them, or null.</returns>
    public string? Merge(List<KeyValuePair<string, string>> attributes, OtlpMetricSettings settings)
    {
        attributes.Sort(static (left, right) => string.CompareOrdinal(left.Key, right.Key));
        foreach ((string key, string value) in attributes)
        {
            if (!settings.Escapes)
            {
                if (key.Length == 0)
                {
                    return "an attribute without a name";
                }

                Set(key, value);
            }
            else if (AttributeNames.Of(key, settings) is { } name)
            {
                Set(name, _labels.TryGetValue(name, out string? before) ? before + ";" + value : value);
            }
            else
            {
                return $"attribute \"{key}\" cannot be a label";
            }

            if (value.Length > TextBudget.LabelBytesMax)
            {
                return TextBudget.TooLong;
            }
        }

        return null;
    }

    /// <summary>Builds the label set, with a name for the metric and one label more.</summary>
    public LabelSet Build(LabelSetBuilder builder, string metric, KeyValuePair<string, string> extra = default)
    {
        builder.Clear();
        foreach ((string name, string value) in _labels)
        {
            builder.Add(name, value);
        }

        if (extra.Key is not null)
        {
            builder.Add(extra.Key, extra.Value);
        }

        builder.Add(LabelName.MetricName, metric);
        return builder.Build(dropEmpty: true);
    }
}
