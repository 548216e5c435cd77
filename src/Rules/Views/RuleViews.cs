using Tocsin.Journal.Events.Rules;
using Tocsin.Rules.Evaluation;

namespace Tocsin.Rules.Views;

/// <summary>Takes views of the rules in force; on their lane.</summary>
public static class RuleViews
{
    /// <summary>The groups that are wanted, ordered by file and name; those without a wanted rule are left out.</summary>
    public static IReadOnlyList<RuleGroupView> Take(RulesCore core, RuleQuery query)
    {
        List<RuleGroupView> groups = [];
        foreach (RuleGroupState group in core.Groups)
        {
            if (!query.Wants(group.Model))
            {
                continue;
            }

            List<RuleView> rules = [];
            foreach (RuleState rule in group.Rules)
            {
                if (query.Wants(rule.Rule))
                {
                    rules.Add(Take(rule, query.WantsAlerts));
                }
            }

            if (rules.Count > 0)
            {
                groups.Add(Take(group, rules));
            }
        }

        return [.. groups.OrderBy(g => g.Model.File, StringComparer.Ordinal).ThenBy(g => g.Model.Name, StringComparer.Ordinal)];
    }

    private static RuleGroupView Take(RuleGroupState group, List<RuleView> rules) => new()
    {
        Model = group.Model,
        Rules = rules,
        LastMs = group.LastMs,
        LastDuration = group.LastDuration,
        LastSamples = group.LastSamples,
        Evaluations = group.Evaluations,
        Missed = group.Missed,
    };

    private static RuleView Take(RuleState rule, bool wantsAlerts)
    {
        var alerting = rule as AlertingRuleState;
        return new RuleView
        {
            Model = rule.Rule,
            Runs = [.. rule.Health.Runs],
            Evaluations = rule.Health.Evaluations,
            Failures = rule.Health.Failures,
            Retries = rule.Health.Retries,
            Timeouts = rule.Health.Timeouts,
            HasNoData = alerting?.HasNoData == true,
            State = alerting?.State ?? AlertState.Inactive,
            LeavesOutAlerts = !wantsAlerts,
            Alerts = alerting is null || !wantsAlerts ? [] : Alerts(alerting),
        };
    }

    private static IReadOnlyList<AlertView> Alerts(AlertingRuleState rule) =>
    [
        .. rule.Alerts
            .Where(alert => alert.State != AlertState.Inactive)
            .OrderBy(alert => alert.Labels)
            .Select(alert => new AlertView(
                alert.Labels, alert.Annotations, alert.State, alert.ActiveAtMs, alert.KeepFiringSinceMs, alert.Value)
            {
                HeldSinceMs = alert.HeldSinceMs,
                Cause = alert.Cause,
            }),
    ];
}
