using Tocsin.Model.Labels;
using Tocsin.Yaml;

namespace Tocsin.Server.Config.Prometheus;

/// <summary>Labels as configurations name them.</summary>
internal static class LabelNames
{
    /// <summary>A mapping from names to values, checked by <see cref="Check"/>.</summary>
    public static YamlType<IReadOnlyDictionary<string, string>> Map { get; } = YamlTypes.MapOf(YamlTypes.Text, "model.LabelSet");

    /// <summary>Reports names that are none.</summary>
    public static void Check(IReadOnlyDictionary<string, string> labels, string key, YamlRules rules)
    {
        foreach (string name in labels.Keys.Where(name => !LabelName.IsUtf8(name)))
        {
            rules.Fail($"{GoQuote.Quote(name)} is not a valid label name", key);
        }
    }

    /// <summary>The labels as a set, without empty values.</summary>
    public static LabelSet ToLabelSet(this IReadOnlyDictionary<string, string> labels)
    {
        var builder = new LabelSetBuilder();
        foreach ((string name, string value) in labels)
        {
            builder.Add(name, value);
        }

        return builder.Build(dropEmpty: true);
    }
}
