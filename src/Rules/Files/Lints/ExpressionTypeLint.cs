using Tocsin.PromQL.Ast;

namespace Tocsin.Rules.Files.Lints;

/// <summary>Expressions that parse and can never be a rule's: every evaluation fails.</summary>
// Source: Prometheus rules, EngineQueryFunc.
internal static class ExpressionTypeLint
{
    public static RuleLint Lint { get; } =
        new("expression-type", "an expression gives neither a vector nor a number") { OnRule = Look };

    private static void Look(RuleLintSubject rule)
    {
        if (rule.Expr.Type is ExpressionType.Vector or ExpressionType.Scalar)
        {
            return;
        }

        bool isRange = rule.Expr.Type == ExpressionType.Matrix;
        rule.Tell(
            Lint,
            rule.Expr.Span,
            $"every evaluation fails: the expression gives {(isRange ? "a range vector" : "a text")}",
            isRange ? "wrap it in a function such as rate(…) or last_over_time(…)" : "give an instant vector");
    }
}
