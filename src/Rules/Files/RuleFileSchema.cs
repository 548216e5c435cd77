using Tocsin.Model.Durations;
using Tocsin.Yaml;

namespace Tocsin.Rules.Files;

/// <summary>The keys of rule files.</summary>
// Source: Prometheus rulefmt: RuleGroups, RuleGroup, Rule.
internal static class RuleFileSchema
{
    /// <summary>A duration as Prometheus writes it.</summary>
    public static readonly YamlType<TimeSpan> Duration = YamlTypes.Parsed(
        "model.Duration",
        (string text, out TimeSpan span) => PrometheusDuration.TryParse(text, out span, out string? error) ? null : error,
        span => new YamlText(PrometheusDuration.Format(span)));

    private static readonly YamlSchema<RuleConfig> Rule =
        new YamlSchema<RuleConfig>("rulefmt.Rule", new RuleConfig())
            .WithoutUnmarshaler()
            .Optional("record", YamlTypes.Text, r => r.Record, (r, v) => r with { Record = v })
            .Optional("alert", YamlTypes.Text, r => r.Alert, (r, v) => r with { Alert = v })
            .Field("expr", YamlTypes.Text, r => r.Expr, (r, v) => r with { Expr = v })
            .Optional("for", Duration, r => r.For, (r, v) => r with { For = v })
            .Optional("keep_firing_for", Duration, r => r.KeepFiringFor, (r, v) => r with { KeepFiringFor = v })
            .Optional("labels", YamlTypes.MapOf(YamlTypes.Text), r => r.Labels, (r, v) => r with { Labels = v })
            .Optional(
                "annotations",
                YamlTypes.MapOf(YamlTypes.Text),
                r => r.Annotations,
                (r, v) => r with { Annotations = v });

    /// <summary>A rule file, or what a manifest has under <c>spec</c>.</summary>
    public static YamlSchema<RuleFileConfig> File { get; } = Of(Group());

    /// <summary>The same in a manifest, whose groups may have a key for Thanos.</summary>
    // Source: prometheus-operator, PrometheusRule's RuleGroup.
    public static YamlSchema<RuleFileConfig> Spec { get; } = Of(Group().Optional(
        "partial_response_strategy",
        YamlTypes.Text,
        g => g.PartialResponseStrategy,
        (g, v) => g with { PartialResponseStrategy = v }));

    private static YamlSchema<RuleGroupConfig> Group() =>
        new YamlSchema<RuleGroupConfig>("rulefmt.RuleGroup", new RuleGroupConfig())
            .WithoutUnmarshaler()
            .Field("name", YamlTypes.Text, g => g.Name, (g, v) => g with { Name = v })
            .Optional("interval", Duration, g => g.Interval, (g, v) => g with { Interval = v })
            .Optional("query_offset", Duration.OrUnset(), g => g.QueryOffset, (g, v) => g with { QueryOffset = v })
            .Optional("limit", YamlTypes.Whole, g => g.Limit, (g, v) => g with { Limit = v })
            .Field("rules", YamlTypes.ListOf(Rule), g => g.Rules, (g, v) => g with { Rules = v })
            .Optional("labels", YamlTypes.MapOf(YamlTypes.Text), g => g.Labels, (g, v) => g with { Labels = v });

    private static YamlSchema<RuleFileConfig> Of(YamlSchema<RuleGroupConfig> group) =>
        new YamlSchema<RuleFileConfig>("rulefmt.RuleGroups", new RuleFileConfig())
            .WithoutUnmarshaler()
            .Field("groups", YamlTypes.ListOf(group), f => f.Groups, (f, v) => f with { Groups = v });
}
