using Tocsin.Journal.Events.Rules;

namespace Tocsin.Rules.Groups;

/// <summary>Names the rules of a group so that the names hold over edits of other rules.</summary>
internal static class RuleKeys
{
    /// <summary>The key of each rule of a group, in order.</summary>
    // Source: Prometheus rules, Group.CopyState: rules are the same by name and labels, and of those alike the n-th is
    // the n-th.
    public static RuleKey[] Of(RuleGroupModel group)
    {
        var seen = new Dictionary<string, int>(StringComparer.Ordinal);
        var keys = new RuleKey[group.Rules.Count];
        for (int i = 0; i < keys.Length; i++)
        {
            RuleModel rule = group.Rules[i];
            string kind = rule is AlertingRule ? "alert" : "record";
            string name = $"{kind} {rule.Name}{rule.Labels}";
            int earlier = seen.GetValueOrDefault(name);
            seen[name] = earlier + 1;
            keys[i] = new RuleKey(group.Key, earlier == 0 ? name : $"{name} #{earlier + 1}");
        }

        return keys;
    }
}
