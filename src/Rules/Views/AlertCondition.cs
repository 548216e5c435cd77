using Tocsin.Model.Labels;
using Tocsin.PromQL.Ast;
using Tocsin.Rules.Groups;
using Tocsin.Rules.Policies;

namespace Tocsin.Rules.Views;

/// <summary>What an alert's rule compares with what, for a picture of it over time.</summary>
/// <param name="Query">The value: asked as far as the expression allows for the alert's own series alone.</param>
public sealed record AlertCondition(string Query)
{
    /// <summary>How the value is compared, as written; empty if the expression compares nothing at its top.</summary>
    public string Op { get; init; } = "";

    /// <summary>The number that it is compared with; null if it is none.</summary>
    public double? Threshold { get; init; }

    /// <summary>The expression that it is compared with; empty if that is a number, or nothing is compared.</summary>
    public string ThresholdQuery { get; init; } = "";

    /// <summary>The labels that the alert's series have for certain; the answer may have others beside.</summary>
    public required LabelSet OwnLabels { get; init; }

    /// <summary>Takes an alert's condition apart.</summary>
    /// <param name="rule">The alert's rule.</param>
    /// <param name="labels">The alert's labels.</param>
    /// <param name="external">The labels that alerts got beside those of their series and their rule.</param>
    public static AlertCondition Of(AlertingRule rule, LabelSet labels, LabelSet external)
    {
        LabelSet own = OwnOf(rule, labels, external);
        Expr condition = ConditionIn(rule.Expr);
        if (condition is not BinaryExpr { IsBool: false } compared || !compared.Op.IsComparison())
        {
            return new AlertCondition(Ask(DataExpression.Of(condition), own)) { OwnLabels = own };
        }

        bool isTurned = compared.Left.Type == ExpressionType.Scalar;
        (Expr value, Expr level) = isTurned ? (compared.Right, compared.Left) : (compared.Left, compared.Right);
        double? number = Constant(level);
        bool isForeign = compared.Matching is { Cardinality: MatchCardinality.OneToMany };
        return new AlertCondition(Ask(value, own))
        {
            Op = (isTurned ? Turned(compared.Op) : compared.Op).Sign(),
            Threshold = number,

            // What the other side has of the alert's labels depends on how the two match; where many of the right meet
            // one of the left, the left stands for several alerts.
            ThresholdQuery = number is null && !isForeign ? OwnSeries.Matched(compared, own)?.ToString() ?? "" : "",
            OwnLabels = own,
        };
    }

    // The condition proper: what stands behind `and` and `unless` only says when it counts.
    private static Expr ConditionIn(Expr expression) => expression switch
    {
        ParenExpr paren => ConditionIn(paren.Inner),
        BinaryExpr { Op: BinaryOp.And or BinaryOp.Unless } set => ConditionIn(set.Left),
        _ => expression,
    };

    private static LabelSet OwnOf(AlertingRule rule, LabelSet labels, LabelSet external)
    {
        var builder = new LabelSetBuilder();
        foreach (LabelSet.Label label in labels)
        {
            string name = label.NameText;
            bool isAdded = name == LabelName.AlertName || rule.LabelTexts.Any(text => text.Name == name)
                || external[name] == label.ValueText;
            if (!isAdded)
            {
                builder.Add(name, label.ValueText);
            }
        }

        return builder.Build();
    }

    private static string Ask(Expr value, LabelSet own) => OwnSeries.Of(value, own).ToString();

    private static BinaryOp Turned(BinaryOp op) => op switch
    {
        BinaryOp.Less => BinaryOp.Greater,
        BinaryOp.LessOrEqual => BinaryOp.GreaterOrEqual,
        BinaryOp.Greater => BinaryOp.Less,
        BinaryOp.GreaterOrEqual => BinaryOp.LessOrEqual,
        _ => op,
    };

    private static double? Constant(Expr expression) => expression switch
    {
        NumberLiteral number => number.Value,
        ParenExpr paren => Constant(paren.Inner),
        UnaryExpr { Op: UnaryOp.Minus } minus => -Constant(minus.Inner),
        UnaryExpr plus => Constant(plus.Inner),
        BinaryExpr binary => binary.Op switch
        {
            BinaryOp.Add => Constant(binary.Left) + Constant(binary.Right),
            BinaryOp.Subtract => Constant(binary.Left) - Constant(binary.Right),
            BinaryOp.Multiply => Constant(binary.Left) * Constant(binary.Right),
            BinaryOp.Divide => Constant(binary.Left) / Constant(binary.Right),
            _ => null,
        },
        _ => null,
    };
}
