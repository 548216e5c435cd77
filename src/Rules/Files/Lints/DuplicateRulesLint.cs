using Tocsin.Model.Labels;

namespace Tocsin.Rules.Files.Lints;

/// <summary>Rules of one file with one name and the same labels: their series, or alerts, are taken for one another.</summary>
// Source: promtool, checkDuplicates. An alert and a recording of one name count as duplicates there too.
public static class DuplicateRulesLint
{
    /// <summary>The lint.</summary>
    public static RuleLint Lint { get; } =
        new("duplicate-rules", "two rules of a file have one name and the same labels") { OnFile = Look };

    /// <summary>The name and the labels of every rule that is there more than once, each told once, in their order.</summary>
    public static IReadOnlyList<(string Name, LabelSet Labels)> Find(RuleFileResult file) =>
        [.. Repeated(file.Sources)
            .Select(same => same.Key)
            .OrderBy(key => key.Name, StringComparer.Ordinal)
            .ThenBy(key => key.Labels, Comparer<LabelSet>.Create(Compare))];

    private static IEnumerable<RuleLintFinding> Look(RuleLint lint, IReadOnlyList<ReadGroup> groups) =>
        from same in Repeated(groups)
        let first = same.First()
        from other in same.Skip(1)
        let told = other.Group.Fault(other.Rule, KeyOf(other.Group.Config.Rules[other.Rule]), TextFor(same.Key, first))
        select new RuleLintFinding(lint.Name, told with { Hint = "give one another name, or a label that tells them apart" });

    private static string KeyOf(RuleConfig rule) => rule.Alert.Length > 0 ? "alert" : "record";

    private static string TextFor((string Name, LabelSet Labels) key, (ReadGroup Group, int Rule) first) =>
        $"{key.Name} with the same labels is there already: group {GoQuote.Quote(first.Group.Config.Name)}, rule {first.Rule + 1}";

    private static IEnumerable<IGrouping<(string Name, LabelSet Labels), (ReadGroup Group, int Rule)>> Repeated(
        IReadOnlyList<ReadGroup> groups) =>
        groups.SelectMany(group => Enumerable.Range(0, group.Config.Rules.Count).Select(rule => (group, rule)))
            .GroupBy(at => (at.group.Config.Rules[at.rule].Name, LabelsOf(at.group.Config, at.group.Config.Rules[at.rule])))
            .Where(same => same.Count() > 1);

    private static LabelSet LabelsOf(RuleGroupConfig group, RuleConfig rule)
    {
        var labels = new LabelSetBuilder();
        foreach ((string name, string value) in group.Labels.Concat(rule.Labels))
        {
            labels.Add(name, value);
        }

        return labels.Build();
    }

    // Source: Prometheus model/labels, Compare: name by name, then the shorter one first.
    private static int Compare(LabelSet left, LabelSet right)
    {
        LabelSet.Enumerator ours = left.GetEnumerator();
        LabelSet.Enumerator theirs = right.GetEnumerator();
        while (ours.MoveNext() && theirs.MoveNext())
        {
            int order = ours.Current.Name.SequenceCompareTo(theirs.Current.Name);
            order = order != 0 ? order : ours.Current.Value.SequenceCompareTo(theirs.Current.Value);
            if (order != 0)
            {
                return order;
            }
        }

        return left.Count.CompareTo(right.Count);
    }
}
