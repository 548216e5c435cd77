using Tocsin.Rules.Texts;

namespace Tocsin.Rules.Files.Lints;

/// <summary>Labels of groups that are no templates: upstream looks at those of rules only, and then every alert has the error.</summary>
internal static class GroupLabelLint
{
    public static RuleLint Lint { get; } =
        new("group-label", "a label of a group is no template, so that alerts carry the error in its place") { OnRule = Look };

    private static void Look(RuleLintSubject rule)
    {
        foreach ((string name, string value) in rule.GroupLabels)
        {
            if (rule.IsAlert && !rule.Config.Labels.ContainsKey(name)
                && RuleText.Compile(name, value, rule.Config.Alert).ParseError is { } error)
            {
                rule.Tell(Lint, "alert", $"the group's label {name}: {error.Message}", "correct the group's label");
            }
        }
    }
}
