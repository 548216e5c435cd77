using Tocsin.PromQL.Ast;
using Tocsin.PromQL.Printing;

namespace Tocsin.Conformance.PromQL;

/// <summary>The same expression with <c>@</c> on every selector, so that it gives the same whenever it is evaluated.</summary>
internal static class PinnedExpression
{
    // Their values depend on when they are evaluated, so that pinning the selectors is not enough.
    private static readonly HashSet<string> Unpinnable = new(StringComparer.Ordinal)
    {
        "days_in_month", "day_of_month", "day_of_week", "day_of_year", "end", "hour", "minute", "month", "year",
        "predict_linear", "range", "start", "step", "time", "timestamp",
    };

    /// <summary>The pinned expression's text; null if it cannot be pinned.</summary>
    public static string? Of(Expr expression, long atMs) =>
        HasUnpinnable(expression) ? null : ExpressionPrinter.Print(Pin(expression, new AtModifier(AtKind.Timestamp, atMs)));

    private static bool HasUnpinnable(Expr expression)
    {
        // What is below a pinned subquery is not looked at.
        if (expression is SubqueryExpr { At: not null })
        {
            return false;
        }

        bool found = expression is CallExpr call && Unpinnable.Contains(call.Function.Name);
        foreach (Expr child in expression.Children())
        {
            found |= HasUnpinnable(child);
        }

        return found;
    }

    private static Expr Pin(Expr expression, AtModifier at) => expression switch
    {
        VectorSelector selector => selector with { At = selector.At ?? at },
        MatrixSelector matrix => matrix with { Selector = (VectorSelector)Pin(matrix.Selector, at) },
        SubqueryExpr { At: null } subquery => subquery with { At = at },
        CallExpr call => call with { Arguments = Pin(call.Arguments, at) },
        AggregateExpr aggregate => aggregate with
        {
            Inner = Pin(aggregate.Inner, at),
            Parameter = aggregate.Parameter is { } parameter ? Pin(parameter, at) : null,
        },
        BinaryExpr binary => binary with { Left = Pin(binary.Left, at), Right = Pin(binary.Right, at) },
        UnaryExpr unary => unary with { Inner = Pin(unary.Inner, at) },
        ParenExpr paren => paren with { Inner = Pin(paren.Inner, at) },
        _ => expression,
    };

    private static ValueList<Expr> Pin(ValueList<Expr> expressions, AtModifier at)
    {
        ReadOnlySpan<Expr> pinned = [.. expressions.Select(e => Pin(e, at))];
        return ValueList.Create(pinned);
    }
}
