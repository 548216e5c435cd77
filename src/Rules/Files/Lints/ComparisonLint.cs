using Tocsin.PromQL.Ast;

namespace Tocsin.Rules.Files.Lints;

/// <summary>Alerts without a condition: each series that the expression gives fires, whatever its value.</summary>
internal static class ComparisonLint
{
    public static RuleLint Lint { get; } =
        new("missing-comparison", "an alert's expression compares nothing, so that every series fires") { OnRule = Look };

    private static void Look(RuleLintSubject rule)
    {
        if (!rule.IsAlert || rule.Expr.Type is not (ExpressionType.Vector or ExpressionType.Scalar) || Filters(rule.Expr))
        {
            return;
        }

        bool hasBool = HasBool(rule.Expr);
        rule.Tell(
            Lint,
            rule.Expr.Span,
            hasBool
                ? "the comparison has bool, so that the alert fires for every series, also where it gives 0"
                : "nothing is compared: the alert fires for every series that the expression gives, whatever the value",
            hasBool ? "leave bool out" : "compare it: … > 0; use vector(1) if it is to fire always");
    }

    // Whether series may be missing from the result on account of their values, or are there on purpose.
    private static bool Filters(Expr expr) => expr switch
    {
        BinaryExpr { Op: BinaryOp.Or } or => Filters(or.Left) && Filters(or.Right),
        BinaryExpr { Op: BinaryOp.And or BinaryOp.Unless } => true,
        BinaryExpr binary => (binary.Op.IsComparison() && !binary.IsBool) || Filters(binary.Left) || Filters(binary.Right),
        CallExpr { Function.Name: "absent" or "absent_over_time" or "vector" } => true,
        CallExpr call => call.Arguments.Any(Filters),
        VectorSelector selector => selector.Name is "ALERTS" or "ALERTS_FOR_STATE",
        _ => expr.Children().Any(Filters),
    };

    private static bool HasBool(Expr expr) => expr is BinaryExpr { IsBool: true } || expr.Children().Any(HasBool);
}
