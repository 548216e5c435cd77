using Tocsin.PromQL.Ast;
using Tocsin.PromQL.Evaluation.Selectors;
using Tocsin.PromQL.Functions.Contracts;

namespace Tocsin.PromQL.Functions.Rates;

/// <summary><c>rate</c>, <c>increase</c> and <c>delta</c> of floats in anchored and smoothed windows: from edge to edge.</summary>
internal static class ExtendedRate
{
    public static RangeResult Compute(RangeCall call, RateKind kind)
    {
        TimedSpan<double> floats = call.Floats;
        if (floats.IsEmpty)
        {
            return RangeResult.None;
        }

        bool isSmoothed = call.Edges == RangeEdges.Smoothed;
        (int first, int last) = EdgeIndexes.Of(floats.Times, call.StartMs, call.EndMs, isSmoothed);
        if (floats.Times[last] <= call.StartMs || (isSmoothed && floats.Times[first] > call.EndMs))
        {
            return RangeResult.None;
        }

        double left = EdgeValues.Left(floats, first, call.StartMs, isSmoothed, kind.IsCounter());
        double right = EdgeValues.Right(floats, last, call.EndMs, isSmoothed, kind.IsCounter());
        double change = right - left;
        if (kind.IsCounter())
        {
            // The edges have taken account of resets next to them.
            first += floats.Times[first] <= call.StartMs ? 1 : 0;
            last -= floats.Times[last] >= call.EndMs ? 1 : 0;
            change += LostInResets(left, right, last < first ? default : floats.Values[first..(last + 1)]);
        }

        return kind == RateKind.Rate ? change / call.RangeSeconds : change;
    }

    private static double LostInResets(double left, double right, ReadOnlySpan<double> between)
    {
        double lost = 0;
        double previous = left;
        foreach (double value in between)
        {
            lost += value < previous ? previous : 0;
            previous = value;
        }

        return right < previous ? lost + previous : lost;
    }
}
