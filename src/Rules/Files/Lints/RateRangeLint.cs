using Tocsin.Model.Durations;
using Tocsin.PromQL.Ast;

namespace Tocsin.Rules.Files.Lints;

/// <summary>Ranges that hold too few samples for a slope, or that leave out what happens between two evaluations.</summary>
internal static class RateRangeLint
{
    public static RuleLint Lint { get; } =
        new("short-range", "the range of a rate holds fewer than two samples, or leaves gaps between evaluations")
        {
            OnRule = rule => Look(rule, rule.Expr),
        };

    private static void Look(RuleLintSubject rule, Expr expr)
    {
        if (expr is CallExpr { Function.Name: "rate" or "increase" or "irate" or "delta" or "idelta" or "deriv" } call
            && call.Arguments[0] is MatrixSelector { Range: { Expression: null, Ms: > 0 } range } selector)
        {
            Look(rule, call, (selector, TimeSpan.FromMilliseconds(range.Ms)));
        }

        foreach (Expr child in expr.Children())
        {
            Look(rule, child);
        }
    }

    private static void Look(RuleLintSubject rule, CallExpr call, (MatrixSelector Selector, TimeSpan Range) over)
    {
        string range = PrometheusDuration.Format(over.Range);
        if (rule.ScrapeInterval is { } scrape && over.Range < scrape * 2)
        {
            rule.Tell(
                Lint,
                over.Selector.Span,
                $"{call.Function.Name} over {range} finds fewer than two samples that are "
                    + $"{PrometheusDuration.Format(scrape)} apart: the result has gaps or is empty",
                $"take at least [{PrometheusDuration.Format(scrape * 4)}], so that a missed scrape does no harm");
        }
        else if (rule.Interval is { } interval && over.Range < interval
            && call.Function.Name is "rate" or "increase")
        {
            rule.Tell(
                Lint,
                over.Selector.Span,
                $"{call.Function.Name} over {range} is evaluated every {PrometheusDuration.Format(interval)}: what happens "
                    + "in between is never looked at",
                $"take at least [{PrometheusDuration.Format(interval)}]");
        }
    }
}
