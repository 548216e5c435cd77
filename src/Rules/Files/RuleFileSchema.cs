using Tocsin.Model.Durations;
using Tocsin.Rules.Policies;
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

    private static readonly YamlType<RulePolicy> Policy = YamlTypes.Parsed(
        "tocsin.RulePolicy",
        (string text, out RulePolicy policy) => RulePolicies.TryParse(text, out policy)
            ? null
            : $"unknown policy \"{text}\", there are ok, alert and keep",
        policy => new YamlText(policy.Text()));

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
                (r, v) => r with { Annotations = v })
            .Extension("no_data", Policy.OrUnset(), r => r.NoData, (r, v) => r with { NoData = v })
            .Extension("on_error", Policy.OrUnset(), r => r.OnError, (r, v) => r with { OnError = v })
            .Extension("resolve_expr", YamlTypes.Text, r => r.ResolveExpr, (r, v) => r with { ResolveExpr = v });

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
            .Optional("labels", YamlTypes.MapOf(YamlTypes.Text), g => g.Labels, (g, v) => g with { Labels = v })
            .Extension("eval_delay", Duration.OrUnset(), g => g.EvalDelay, (g, v) => g with { EvalDelay = v })
            .Extension("backend", YamlTypes.Text, g => g.Backend, (g, v) => g with { Backend = v })
            .Extension("evaluate", YamlTypes.Text, g => g.Evaluate, (g, v) => g with { Evaluate = v })
            .Extension("timeout", Duration.OrUnset(), g => g.Timeout, (g, v) => g with { Timeout = v })
            .Extension("retries", YamlTypes.Whole.OrUnset(), g => g.Retries, (g, v) => g with { Retries = v })
            .Extension("no_data", Policy.OrUnset(), g => g.NoData, (g, v) => g with { NoData = v })
            .Extension("on_error", Policy.OrUnset(), g => g.OnError, (g, v) => g with { OnError = v });

    private static YamlSchema<RuleFileConfig> Of(YamlSchema<RuleGroupConfig> group) =>
        new YamlSchema<RuleFileConfig>("rulefmt.RuleGroups", new RuleFileConfig())
            .WithoutUnmarshaler()
            .Field("groups", YamlTypes.ListOf(group), f => f.Groups, (f, v) => f with { Groups = v });
}
