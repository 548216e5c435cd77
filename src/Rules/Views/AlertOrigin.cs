using Tocsin.Model.Labels;
using Tocsin.Rules.Alerts;
using Tocsin.Rules.Groups;
using Tocsin.Rules.Texts;

namespace Tocsin.Rules.Views;

/// <summary>An alerting rule with its group.</summary>
/// <param name="Group">The group.</param>
/// <param name="Rule">The rule.</param>
public sealed record AlertOrigin(RuleGroupModel Group, AlertingRule Rule)
{
    /// <summary>
    /// The rule that an alert of the router came from; null if it came from elsewhere, or its rule is gone.
    /// </summary>
    /// <param name="groups">The groups in force.</param>
    /// <param name="labels">The alert's labels.</param>
    /// <param name="generatorUrl">Where the alert says that it comes from.</param>
    /// <param name="externalUrl">How the alerts of these rules begin that text.</param>
    /// <remarks>
    /// Name and labels alone do not tell: another Prometheus may run the same rule files. The expression stands in the
    /// address; one that was edited a moment ago is still found if no other rule fits.
    /// </remarks>
    public static AlertOrigin? Find(
        IEnumerable<RuleGroupModel> groups, LabelSet labels, string generatorUrl, string externalUrl)
    {
        if (!generatorUrl.StartsWith(externalUrl + "/graph?", StringComparison.Ordinal))
        {
            return null;
        }

        AlertOrigin[] fitting =
        [
            .. groups.SelectMany(group => group.Rules.OfType<AlertingRule>(), (group, rule) => new AlertOrigin(group, rule))
                .Where(origin => origin.Gives(labels)),
        ];
        return Array.Find(fitting, origin => generatorUrl == externalUrl + AlertLetters.GraphPath(origin.Rule.Expr.ToString()))
            ?? (fitting.Length == 1 ? fitting[0] : null);
    }

    // Labels that are templates may have become anything. An alert about the rule itself carries its name apart.
    private bool Gives(LabelSet labels)
    {
        bool isNamed = labels[LabelName.AlertName] == Rule.Name || labels["rulename"] == Rule.Name;
        foreach (RuleText label in Rule.LabelTexts)
        {
            isNamed &= !label.IsConstant || label.Text.Length == 0 || label.Name == LabelName.AlertName
                || labels[label.Name] == label.Text;
        }

        return isNamed;
    }
}
