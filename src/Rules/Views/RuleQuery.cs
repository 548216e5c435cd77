using Tocsin.Model.Matching;
using Tocsin.Rules.Groups;

namespace Tocsin.Rules.Views;

/// <summary>Which groups and rules somebody wants to see; what is empty does not restrict. Immutable.</summary>
// Source: Prometheus HTTP API, "Rules".
public sealed record RuleQuery
{
    /// <summary>Files of groups.</summary>
    public IReadOnlySet<string> Files { get; init; } = new HashSet<string>();

    /// <summary>Names of groups.</summary>
    public IReadOnlySet<string> Groups { get; init; } = new HashSet<string>();

    /// <summary>Names of rules.</summary>
    public IReadOnlySet<string> Rules { get; init; } = new HashSet<string>();

    /// <summary>Lists of matchers for the rules' labels; one list that matches is enough.</summary>
    public IReadOnlyList<IReadOnlyList<LabelMatcher>> Matchers { get; init; } = [];

    /// <summary>Alerting rules are wanted.</summary>
    public bool WantsAlerting { get; init; } = true;

    /// <summary>Recording rules are wanted.</summary>
    public bool WantsRecording { get; init; } = true;

    /// <summary>The alerts of rules are wanted.</summary>
    public bool WantsAlerts { get; init; } = true;

    /// <summary>True for a group that is wanted, if any of its rules is.</summary>
    public bool Wants(RuleGroupModel group) =>
        (Files.Count == 0 || Files.Contains(group.File)) && (Groups.Count == 0 || Groups.Contains(group.Name));

    /// <summary>True for a rule that is wanted.</summary>
    public bool Wants(RuleModel rule) =>
        (rule is AlertingRule ? WantsAlerting : WantsRecording)
        && (Rules.Count == 0 || Rules.Contains(rule.Name))
        && (Matchers.Count == 0 || Matchers.Any(list => list.All(matcher => matcher.Matches(rule.Labels))));
}
