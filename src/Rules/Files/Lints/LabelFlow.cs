using System.Collections.Immutable;
using Tocsin.Model.Labels;
using Tocsin.Model.Matching;
using Tocsin.PromQL.Ast;

namespace Tocsin.Rules.Files.Lints;

/// <summary>
/// The labels that an expression's result can have: those of a list, or any but those of a list. It never leaves out one
/// that the result may have.
/// </summary>
/// <param name="Names">The list.</param>
/// <param name="IsExclusion">True if the list is of those that it cannot have.</param>
internal readonly record struct LabelFlow(ImmutableHashSet<string> Names, bool IsExclusion)
{
    private static readonly LabelFlow Any = new([], true);
    private static readonly LabelFlow None = new([], false);

    /// <summary>True if the result can have the label.</summary>
    public bool CanHave(string label) => Names.Contains(label) != IsExclusion;

    /// <summary>The labels of an expression's result.</summary>
    public static LabelFlow Of(Expr expr) => expr switch
    {
        AggregateExpr aggregate => OfAggregate(aggregate),
        BinaryExpr binary => OfBinary(binary),
        CallExpr call => OfCall(call),
        ParenExpr paren => Of(paren.Inner),
        UnaryExpr unary => Of(unary.Inner),
        SubqueryExpr subquery => Of(subquery.Inner),
        NumberLiteral or StringLiteral => None,
        _ => Any,
    };

    // Source: Prometheus promql engine, the labels of aggregations.
    private static LabelFlow OfAggregate(AggregateExpr aggregate)
    {
        LabelFlow inner = Of(aggregate.Inner);
        if (aggregate.Op is AggregateOp.TopK or AggregateOp.BottomK or AggregateOp.LimitK or AggregateOp.LimitRatio)
        {
            return inner;
        }

        LabelFlow grouped = aggregate.IsWithout ? inner.Without(aggregate.Grouping) : inner.Only(aggregate.Grouping);
        return aggregate is { Op: AggregateOp.CountValues, Parameter: StringLiteral label }
            ? grouped.With([label.Value])
            : grouped;
    }

    // Source: Prometheus promql engine, resultMetric and the set operators.
    private static LabelFlow OfBinary(BinaryExpr binary)
    {
        LabelFlow left = Of(binary.Left);
        LabelFlow right = Of(binary.Right);
        if (binary.Matching is not { } matching)
        {
            return binary.Left.Type == ExpressionType.Scalar ? right : left;
        }

        return binary.Op switch
        {
            BinaryOp.Or => left.Or(right),
            BinaryOp.And or BinaryOp.Unless => left,
            _ => matching.Cardinality switch
            {
                MatchCardinality.ManyToOne => left.With(matching.Include),
                MatchCardinality.OneToMany => right.With(matching.Include),
                _ => matching.IsOn ? left.Only(matching.Labels) : left.Without(matching.Labels),
            },
        };
    }

    private static LabelFlow OfCall(CallExpr call)
    {
        switch (call.Function.Name)
        {
            case "absent" or "absent_over_time":
                return OfAbsent(call.Arguments[0]);
            case "label_replace" or "label_join":
                LabelFlow inner = Of(call.Arguments[0]);
                return call.Arguments[1] is StringLiteral target ? inner.With([target.Value]) : Any;
            case "histogram_quantile":
                return Of(call.Arguments[1]).Without(["le"]);
            case "info":
                return Any;
        }

        Expr? vector = call.Arguments.FirstOrDefault(a => a.Type is ExpressionType.Vector or ExpressionType.Matrix);
        return vector is null ? None : Of(vector);
    }

    // Source: Prometheus promql, createLabelsForAbsentFunction: what the selector says for sure.
    private static LabelFlow OfAbsent(Expr argument)
    {
        VectorSelector? selector = argument switch
        {
            VectorSelector vector => vector,
            MatrixSelector matrix => matrix.Selector,
            _ => null,
        };
        return selector is null
            ? None
            : None.With(
                selector.Matchers.Where(m => m.Op == MatchOp.Equal && m.Name != LabelName.MetricName).Select(m => m.Name));
    }

    private LabelFlow With(IEnumerable<string> labels) =>
        new(IsExclusion ? Names.Except(labels) : Names.Union(labels), IsExclusion);

    private LabelFlow Without(IEnumerable<string> labels) =>
        new(IsExclusion ? Names.Union(labels) : Names.Except(labels), IsExclusion);

    private LabelFlow Only(IEnumerable<string> labels)
    {
        LabelFlow all = this;
        return new([.. labels.Where(label => all.CanHave(label))], false);
    }

    private LabelFlow Or(LabelFlow other) => (IsExclusion, other.IsExclusion) switch
    {
        (true, true) => new(Names.Intersect(other.Names), true),
        (true, false) => new(Names.Except(other.Names), true),
        (false, true) => new(other.Names.Except(Names), true),
        _ => new(Names.Union(other.Names), false),
    };
}
