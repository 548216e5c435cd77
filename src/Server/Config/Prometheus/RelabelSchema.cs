using Tocsin.Model.Relabel;
using Tocsin.Yaml;

namespace Tocsin.Server.Config.Prometheus;

/// <summary>How relabel rules are read, checked and printed.</summary>
internal static class RelabelSchema
{
    private static readonly YamlType<RelabelAction> Action = YamlTypes.Parsed<RelabelAction>(
        "relabel.Action",
        (string text, out RelabelAction action) =>
            RelabelConfig.TryParseAction(text, out action) ? null : $"unknown relabel action \"{text}\"",
        action => new YamlText(RelabelConfig.NameOf(action)));

    /// <summary>One rule.</summary>
    public static YamlSchema<RelabelConfig> Rule { get; } = new YamlSchema<RelabelConfig>("relabel.Config", RelabelConfig.Default)
        .Optional("source_labels", YamlTypes.FlowListOf(YamlTypes.Text).OrNull(), c => c.SourceLabels,
            (c, v) => c with { SourceLabels = v })
        .Optional("separator", YamlTypes.Text, c => c.Separator, (c, v) => c with { Separator = v })
        .Optional("regex", YamlTypes.Text, c => c.Regex, (c, v) => c with { Regex = v })
        .Optional("modulus", YamlTypes.Count, c => c.Modulus, (c, v) => c with { Modulus = v })
        .Optional("target_label", YamlTypes.Text, c => c.TargetLabel, (c, v) => c with { TargetLabel = v })
        .Optional("replacement", YamlTypes.Text, c => c.Replacement, (c, v) => c with { Replacement = v })
        .Field("action", Action, c => c.Action, (c, v) => c with { Action = v })
        .Rule((c, rules) =>
        {
            if (!RelabelRule.TryCompile(c, out _, out (string Key, string Text) fault))
            {
                rules.Fail(fault.Text, fault.Key);
            }

            return c;
        });

    /// <summary>A list of rules.</summary>
    /// <param name="emptyFault">What is said of an empty item.</param>
    public static YamlType<IReadOnlyList<RelabelConfig>> ListOf(string emptyFault) =>
        YamlTypes.ListOf(YamlTypes.Required(Rule, emptyFault));
}
