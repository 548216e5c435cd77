using Tocsin.PromQL.Ast;

namespace Tocsin.Rules.Replay;

/// <summary>How far back an expression looks.</summary>
internal static class Reach
{
    /// <summary>Milliseconds before the instant of the evaluation; computed durations and <c>@</c> are left out.</summary>
    public static long MsOf(Expr expression, long lookbackMs) => expression switch
    {
        VectorSelector selector => lookbackMs + Math.Max(0, selector.Offset.Ms),
        MatrixSelector matrix => matrix.Range.Ms + MsOf(matrix.Selector, lookbackMs),
        SubqueryExpr subquery => subquery.Range.Ms + Math.Max(0, subquery.Offset.Ms) + (subquery.Step?.Ms ?? 0)
            + MsOf(subquery.Inner, lookbackMs),
        _ => OfChildren(expression, lookbackMs),
    };

    private static long OfChildren(Expr expression, long lookbackMs)
    {
        long most = 0;
        ValueList<Expr> children = expression.Children();
        for (int i = 0; i < children.Count; i++)
        {
            most = Math.Max(most, MsOf(children[i], lookbackMs));
        }

        return most;
    }
}
