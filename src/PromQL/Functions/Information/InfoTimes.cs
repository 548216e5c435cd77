using Tocsin.PromQL.Ast;
using Tocsin.PromQL.Evaluation.Preparation;

namespace Tocsin.PromQL.Functions.Information;

/// <summary>When info series are looked at: when the first selector of the described series is.</summary>
internal static class InfoTimes
{
    /// <summary>The instant it is fixed to, or null, and how far it looks back.</summary>
    // An instant fixes whatever is inside it, so that offsets of subqueries around it do not count.
    public static (long? AtMs, long OffsetMs) Of(Expr expression) => Find(expression) ?? (null, 0);

    private static (long? AtMs, long OffsetMs)? Find(Expr expression)
    {
        switch (expression)
        {
            case VectorSelector selector:
                return (selector.At?.TimestampMs, selector.Offset.Ms);
            case StepInvariantExpr invariant:
                return Find(invariant.Inner);
            case SubqueryExpr subquery:
                return Find(subquery.Inner) is not { } inner ? null
                    : inner.AtMs is not null ? inner : (subquery.At?.TimestampMs, inner.OffsetMs + subquery.Offset.Ms);
        }

        foreach (Expr child in expression.Children())
        {
            if (Find(child) is { } found)
            {
                return found;
            }
        }

        return null;
    }
}
