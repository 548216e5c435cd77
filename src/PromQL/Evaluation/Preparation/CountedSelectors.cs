using Tocsin.PromQL.Ast;

namespace Tocsin.PromQL.Evaluation.Preparation;

/// <summary>Finds the selectors of whose histograms only counts and sums are used, so that buckets need not be looked at.</summary>
internal static class CountedSelectors
{
    // Anywhere above a selector, these need its buckets. A subquery does because it picks samples, so that resets have to be
    // looked for anew.
    private static readonly HashSet<string> NeedBuckets = new(StringComparer.Ordinal)
    {
        "histogram_quantile", "histogram_quantiles", "histogram_fraction",
    };

    public static void Find(Expr expression, HashSet<VectorSelector> into) => Visit(expression, false, into);

    private static void Visit(Expr expression, bool isCounted, HashSet<VectorSelector> into)
    {
        switch (expression)
        {
            case SubqueryExpr:
            case BinaryExpr { Op: BinaryOp.TrimLower or BinaryOp.TrimUpper }:
            case CallExpr call when NeedBuckets.Contains(call.Function.Name):
                return;
            case CallExpr { Function.Name: "histogram_count" or "histogram_sum" or "histogram_avg" }:
                isCounted = true;
                break;
            case VectorSelector selector when isCounted:
                into.Add(selector);
                break;
            case StepInvariantExpr invariant:
                Visit(invariant.Inner, isCounted, into);
                break;
        }

        foreach (Expr child in expression.Children())
        {
            Visit(child, isCounted, into);
        }
    }
}
