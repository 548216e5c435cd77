using Tocsin.PromQL.Ast;

namespace Tocsin.Rules.Policies;

/// <summary>
/// Takes the conditions out of an expression, so that what is left gives elements as long as there is data to ask the
/// conditions of: an alert's expression gives nothing both when all is well and when nothing is known.
/// </summary>
/// <remarks>
/// A comparison with a number is its vector; one of two vectors, the elements that meet; <c>and</c> and <c>unless</c> are
/// their left side. <c>absent</c> asks for the lack of data and always has an answer.
/// </remarks>
public static class DataExpression
{
    private static readonly CallExpr Always = new(default, Function("vector"), [new NumberLiteral(default, 1)]);

    /// <summary>The expression without its conditions; itself if it has none.</summary>
    public static Expr Of(Expr expression) => expression switch
    {
        BinaryExpr binary => OfBinary(binary),
        ParenExpr paren => Changed(paren.Inner, inner => paren with { Inner = inner }, paren),
        UnaryExpr unary => Changed(unary.Inner, inner => unary with { Inner = inner }, unary),
        AggregateExpr aggregate => Changed(aggregate.Inner, inner => aggregate with { Inner = inner }, aggregate),
        SubqueryExpr subquery => Changed(subquery.Inner, inner => subquery with { Inner = inner }, subquery),
        CallExpr { Function.Name: "absent" or "absent_over_time" } => Always,
        CallExpr call => OfCall(call),
        _ => expression,
    };

    private static Expr OfBinary(BinaryExpr binary)
    {
        (Expr left, Expr right) = (Of(binary.Left), Of(binary.Right));
        if (binary.Op is BinaryOp.And or BinaryOp.Unless)
        {
            return left;
        }

        if (!binary.Op.IsComparison() || binary.IsBool)
        {
            bool isSame = ReferenceEquals(left, binary.Left) && ReferenceEquals(right, binary.Right);
            return isSame ? binary : binary with { Left = left, Right = right };
        }

        if (binary.Matching is { } matching)
        {
            // What meets, without the labels of the other side and without a complaint about elements of one name. Where
            // a number stands in for a side that lacks, one of both is enough.
            bool isFilled = matching.FillLeft is not null || matching.FillRight is not null;
            return new BinaryExpr(binary.Span, isFilled ? BinaryOp.Or : BinaryOp.And, left, right)
            {
                Matching = new VectorMatching(MatchCardinality.ManyToMany, matching.Labels, matching.IsOn, []),
            };
        }

        return left.Type == ExpressionType.Vector ? left : right;
    }

    private static CallExpr OfCall(CallExpr call)
    {
        ValueList<Expr> arguments = [];
        bool isSame = true;
        foreach (Expr argument in call.Arguments)
        {
            Expr plain = Of(argument);
            arguments = arguments.Add(plain);
            isSame &= ReferenceEquals(plain, argument);
        }

        return isSame ? call : call with { Arguments = arguments };
    }

    private static Expr Changed(Expr inner, Func<Expr, Expr> with, Expr whole)
    {
        Expr plain = Of(inner);
        return ReferenceEquals(plain, inner) ? whole : with(plain);
    }

    private static FunctionSignature Function(string name) =>
        FunctionTable.TryGet(name, out FunctionSignature? function)
            ? function
            : throw new InvalidOperationException($"there is no function {name}");
}
