using Tocsin.PromQL.Ast;

namespace Tocsin.Rules.Files.Lints;

/// <summary>Templates that read a label which the expression's result cannot have: they print nothing in its place.</summary>
internal static class DroppedLabelLint
{
    public static RuleLint Lint { get; } =
        new("dropped-label", "a template reads a label that the expression drops") { OnRule = Look };

    private static void Look(RuleLintSubject rule)
    {
        if (!rule.IsAlert || rule.Expr.Type is not (ExpressionType.Vector or ExpressionType.Scalar))
        {
            return;
        }

        var flow = LabelFlow.Of(rule.Expr);
        foreach ((string key, string name, Texts.RuleText text) in rule.Texts)
        {
            foreach ((string label, int offset) in LabelReads.Of(text).DistinctBy(read => read.Label))
            {
                if (!flow.CanHave(label))
                {
                    rule.Tell(
                        Lint,
                        (key, name, offset),
                        $"$labels.{label} is always empty: the expression drops the label {label}",
                        Advice(rule, label, flow));
                }
            }
        }
    }

    private static string Advice(RuleLintSubject rule, string label, LabelFlow flow) =>
        rule.Config.Labels.ContainsKey(label) || rule.GroupLabels.ContainsKey(label)
            ? "templates see the query's labels only; write the rule's own value out"
            : flow.IsExclusion ? $"take {label} out of without (…) or ignoring (…)"
            : HasAbsent(rule.Expr) ? $"absent has the labels that its selector names with =, such as {label}=\"…\""
            : flow.Names.IsEmpty ? $"keep it: by ({label})"
            : $"name {label} in by (…) or on (…) too, beside {string.Join(", ", flow.Names.Order(StringComparer.Ordinal))}";

    private static bool HasAbsent(Expr expr) =>
        expr is CallExpr { Function.Name: "absent" or "absent_over_time" } || expr.Children().Any(HasAbsent);
}
