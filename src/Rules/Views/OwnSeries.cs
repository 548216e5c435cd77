using Tocsin.Model.Labels;
using Tocsin.Model.Matching;
using Tocsin.PromQL.Ast;

namespace Tocsin.Rules.Views;

/// <summary>
/// Narrows an expression to the elements with given labels: matchers go down to every selector that they can reach
/// without changing these elements. Where they cannot, the expression stays wider, and who reads the answer picks.
/// </summary>
/// <remarks>
/// A label reaches a selector through whatever hands it on: functions of series, aggregations that group by it, operators
/// that match on it. It stops at what makes labels or counts on all elements.
/// </remarks>
internal static class OwnSeries
{
    // These make an element out of what is or is not there, or make labels of their own.
    private static readonly HashSet<string> Opaque =
        ["absent", "absent_over_time", "scalar", "vector", "info", "histogram_quantiles"];

    private static readonly HashSet<string> Relabelling = ["label_replace", "label_join"];

    /// <summary>The expression, narrowed.</summary>
    public static Expr Of(Expr expression, LabelSet labels) => Narrow(expression, Known.Of(labels));

    /// <summary>The right side of a comparison, or its number's side, as far as it meets elements with the labels.</summary>
    public static Expr? Matched(BinaryExpr binary, LabelSet labels)
    {
        Known known = Known.Of(labels);
        return binary.Left.Type == ExpressionType.Scalar ? binary.Left
            : binary.Matching is { } matching ? Narrow(binary.Right, SidesOf(binary.Op, matching, known).Right)
            : binary.Right;
    }

    private static Expr Narrow(Expr expression, Known labels) => labels.IsEmpty ? expression : expression switch
    {
        VectorSelector selector => selector with { Matchers = With(selector.Matchers, labels) },
        MatrixSelector matrix => matrix with { Selector = (VectorSelector)Narrow(matrix.Selector, labels) },
        SubqueryExpr subquery => subquery with { Inner = Narrow(subquery.Inner, labels) },
        ParenExpr paren => paren with { Inner = Narrow(paren.Inner, labels) },
        UnaryExpr unary => unary with { Inner = Narrow(unary.Inner, labels) },
        CallExpr call => OfCall(call, labels),
        AggregateExpr aggregate => OfAggregate(aggregate, labels),
        BinaryExpr binary => OfBinary(binary, labels),
        _ => expression,
    };

    private static CallExpr OfCall(CallExpr call, Known labels)
    {
        if (Opaque.Contains(call.Function.Name))
        {
            return call;
        }

        bool isMade = Relabelling.Contains(call.Function.Name);
        Known passed = isMade ? labels.Without([call.Arguments[1] is StringLiteral made ? made.Value : ""]) : labels;
        ValueList<Expr> arguments = [];
        foreach (Expr argument in call.Arguments)
        {
            bool isSeries = argument.Type is ExpressionType.Vector or ExpressionType.Matrix;
            arguments = arguments.Add(isSeries ? Narrow(argument, passed) : argument);
        }

        return call with { Arguments = arguments };
    }

    private static AggregateExpr OfAggregate(AggregateExpr aggregate, Known labels)
    {
        Known passed = aggregate.IsWithout ? labels.Without(aggregate.Grouping) : labels.Only(aggregate.Grouping);
        if (aggregate is { Op: AggregateOp.CountValues, Parameter: StringLiteral made })
        {
            passed = passed.Without([made.Value]);
        }

        return aggregate with { Inner = Narrow(aggregate.Inner, passed) };
    }

    private static BinaryExpr OfBinary(BinaryExpr binary, Known labels)
    {
        if (binary.Matching is not { } matching)
        {
            return binary with
            {
                Left = binary.Left.Type == ExpressionType.Vector ? Narrow(binary.Left, labels) : binary.Left,
                Right = binary.Right.Type == ExpressionType.Vector ? Narrow(binary.Right, labels) : binary.Right,
            };
        }

        (Known left, Known right) = SidesOf(binary.Op, matching, labels);
        return binary with { Left = Narrow(binary.Left, left), Right = Narrow(binary.Right, right) };
    }

    // What both sides match on is the same on both. Beyond that a side has only those labels that the result takes from it.
    private static (Known Left, Known Right) SidesOf(BinaryOp op, VectorMatching matching, Known labels)
    {
        Known both = matching.IsOn ? labels.Only(matching.Labels) : labels.Without(matching.Labels);
        bool isFilled = matching.FillLeft is not null || matching.FillRight is not null;
        if (isFilled)
        {
            return (both, both);
        }

        return op switch
        {
            // An element of the left keeps away what it meets on the right, whatever its other labels are.
            BinaryOp.Or => (both, labels),
            BinaryOp.And or BinaryOp.Unless => (labels, both),
            _ => matching.Cardinality switch
            {
                MatchCardinality.ManyToOne => (labels.Without(matching.Include), both.Or(labels.Only(matching.Include))),
                MatchCardinality.OneToMany => (both.Or(labels.Only(matching.Include)), labels.Without(matching.Include)),
                _ => (both, both),
            },
        };
    }

    // A metric's name, which stands last, stays last.
    private static ValueList<LabelMatcher> With(ValueList<LabelMatcher> matchers, Known labels)
    {
        ValueList<LabelMatcher> list = [];
        foreach (LabelMatcher matcher in labels.Matchers)
        {
            bool isThere = false;
            foreach (LabelMatcher known in matchers)
            {
                isThere |= known.Equals(matcher);
            }

            list = isThere ? list : list.Add(matcher);
        }

        foreach (LabelMatcher matcher in matchers)
        {
            list = list.Add(matcher);
        }

        return list;
    }

    private readonly record struct Known(IReadOnlyList<LabelMatcher> Matchers)
    {
        public bool IsEmpty => Matchers.Count == 0;

        public static Known Of(LabelSet labels)
        {
            var matchers = new List<LabelMatcher>(labels.Count);
            foreach (LabelSet.Label label in labels)
            {
                matchers.Add(LabelMatcher.Create(MatchOp.Equal, label.NameText, label.ValueText));
            }

            return new Known(matchers);
        }

        public Known Only(IReadOnlyList<string> names) => new([.. Matchers.Where(one => names.Contains(one.Name))]);

        public Known Without(IReadOnlyList<string> names) => new([.. Matchers.Where(one => !names.Contains(one.Name))]);

        public Known Or(Known other) => new([.. Matchers.Union(other.Matchers)]);
    }
}
