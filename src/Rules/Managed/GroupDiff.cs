using Tocsin.Journal.Events.Rules;
using Tocsin.Model.Durations;
using Tocsin.Model.Labels;
using Tocsin.Rules.Files;
using Tocsin.Rules.Groups;
using Tocsin.Rules.Policies;

namespace Tocsin.Rules.Managed;

/// <summary>One thing by which two versions of a group differ.</summary>
/// <param name="Rule">The rule, by kind, name and labels; empty for the group itself.</param>
/// <param name="Field">The key; empty if the whole rule came or went.</param>
/// <param name="Before">What it was; null if it is new.</param>
/// <param name="After">What it is; null if it is gone.</param>
public sealed record GroupChange(string Rule, string Field, string? Before, string? After);

/// <summary>Tells by what two versions of a group differ, in the words of rule files.</summary>
public static class GroupDiff
{
    /// <summary>The differences, in the order of the new version; what is gone comes last.</summary>
    /// <param name="before">The group as it is; null if it is not yet.</param>
    /// <param name="after">The group as it is to be; null to remove it.</param>
    public static IReadOnlyList<GroupChange> Between(RuleGroupModel? before, RuleGroupModel? after)
    {
        var changes = new List<GroupChange>();
        Add(changes, "", FieldsOf(before), FieldsOf(after));
        Dictionary<string, RuleModel> old = RulesOf(before);
        Dictionary<string, RuleModel> now = RulesOf(after);
        foreach ((string key, RuleModel rule) in now)
        {
            if (old.TryGetValue(key, out RuleModel? was))
            {
                Add(changes, key, FieldsOf(was), FieldsOf(rule));
            }
            else
            {
                changes.Add(new GroupChange(key, "", null, rule.ExprText));
            }
        }

        changes.AddRange(old.Where(rule => !now.ContainsKey(rule.Key))
            .Select(rule => new GroupChange(rule.Key, "", rule.Value.ExprText, null)));
        return changes;
    }

    private static Dictionary<string, RuleModel> RulesOf(RuleGroupModel? group)
    {
        var rules = new Dictionary<string, RuleModel>(StringComparer.Ordinal);
        if (group is not null)
        {
            RuleKey[] keys = RuleKeys.Of(group);
            for (int i = 0; i < keys.Length; i++)
            {
                rules.Add(keys[i].Rule, group.Rules[i]);
            }
        }

        return rules;
    }

    private static void Add(
        List<GroupChange> changes, string rule, IEnumerable<(string, string)> before, IEnumerable<(string, string)> after)
    {
        var old = before.ToDictionary(StringComparer.Ordinal);
        foreach ((string field, string value) in after)
        {
            old.Remove(field, out string? was);
            if (was != value)
            {
                changes.Add(new GroupChange(rule, field, was, value));
            }
        }

        changes.AddRange(old.Select(gone => new GroupChange(rule, gone.Key, gone.Value, null)));
    }

    // What is as if nothing had been written is left out.
    private static IEnumerable<(string Field, string Value)> FieldsOf(RuleGroupModel? group)
    {
        if (group is null)
        {
            return [];
        }

        (string Field, string Value, bool IsSaid)[] fields =
        [
            ("interval", PrometheusDuration.Format(group.Interval), true),
            ("query_offset", PrometheusDuration.Format(group.QueryOffset), group.QueryOffset != TimeSpan.Zero),
            ("eval_delay", PrometheusDuration.Format(group.EvalDelay), group.EvalDelay != TimeSpan.Zero),
            ("timeout", PrometheusDuration.Format(group.Timeout), group.Timeout != TimeSpan.Zero),
            ("retries", $"{group.Retries}", group.Retries > 0),
            ("limit", $"{group.Limit}", group.Limit > 0),
            ("backend", group.Backend, group.Backend.Length > 0),
            ("evaluate", OwnKeysCheck.Here, group.EvaluatesHere),
            ("labels", group.Labels.ToString(), group.Labels.Count > 0),
        ];
        return fields.Where(field => field.IsSaid).Select(field => (field.Field, field.Value));
    }

    // Labels are part of the key, so they never differ here.
    private static List<(string Field, string Value)> FieldsOf(RuleModel rule)
    {
        List<(string, string)> fields = [("expr", rule.ExprText)];
        if (rule is AlertingRule alert)
        {
            Add(fields, "no_data", alert.NoData?.Text());
            Add(fields, "on_error", alert.OnError?.Text());
            Add(fields, "resolve_expr", alert.ResolveText);
            fields.Add(("for", PrometheusDuration.Format(alert.For)));
            fields.Add(("keep_firing_for", PrometheusDuration.Format(alert.KeepFiringFor)));
            foreach (LabelSet.Label annotation in alert.Annotations)
            {
                fields.Add(($"annotations.{annotation.NameText}", annotation.ValueText));
            }
        }

        return fields;
    }

    private static void Add(List<(string, string)> fields, string name, string? value)
    {
        if (value is { Length: > 0 })
        {
            fields.Add((name, value));
        }
    }
}
