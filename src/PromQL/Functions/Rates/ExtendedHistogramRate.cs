using Tocsin.Model.Samples;
using Tocsin.PromQL.Annotations;
using Tocsin.PromQL.Ast;
using Tocsin.PromQL.Evaluation.Selectors;
using Tocsin.PromQL.Functions.Contracts;
using Tocsin.PromQL.Histograms;

namespace Tocsin.PromQL.Functions.Rates;

/// <summary>
/// <c>rate</c>, <c>increase</c> and <c>delta</c> of histograms in anchored and smoothed windows: from edge to edge.
/// </summary>
internal static class ExtendedHistogramRate
{
    public static RangeResult Compute(RangeCall call, RateKind kind)
    {
        TimedSpan<FloatHistogram> histograms = call.Histograms;
        bool isSmoothed = call.Edges == RangeEdges.Smoothed;
        EdgeIndexes edges = EdgeIndexes.Of(histograms.Times, call.StartMs, call.EndMs, isSmoothed);
        if (histograms.Times[edges.Last] <= call.StartMs
            || (isSmoothed && histograms.Times[edges.First] > call.EndMs)
            || !AreAlike(call, histograms, edges, kind))
        {
            return RangeResult.None;
        }

        FloatHistogram? left = isSmoothed && histograms.Times[edges.First] < call.StartMs
            ? Between(call, histograms, edges.First, (call.StartMs, kind))
            : histograms.Values[edges.First];
        FloatHistogram? right = isSmoothed && edges.Last > 0 && histograms.Times[edges.Last] > call.EndMs
            ? Between(call, histograms, edges.Last - 1, (call.EndMs, kind))
            : histograms.Values[edges.Last];
        FloatHistogram? change = left is null || right is null ? null : Change(call, (left, right), edges, kind);
        if (change is null)
        {
            return RangeResult.None;
        }

        change = kind == RateKind.Rate ? HistogramMath.Divide(change, call.RangeSeconds) : change;
        return change with { ResetHint = CounterResetHint.Gauge };
    }

    private static FloatHistogram? Change(
        RangeCall call, (FloatHistogram Left, FloatHistogram Right) values, EdgeIndexes edges, RateKind kind)
    {
        (FloatHistogram left, FloatHistogram right) = values;
        if (!kind.IsCounter() && (left.ResetHint != CounterResetHint.Gauge || right.ResetHint != CounterResetHint.Gauge))
        {
            call.Annotate(Notes.HistogramNotGauge(call.Metric, call.RangeSpan));
        }

        FloatHistogram? change = HistogramSteps.Subtract(call, right, left);
        if (change is null || !kind.IsCounter())
        {
            return change;
        }

        bool isWhole = TryFindLost(call, values, edges, out FloatHistogram? lost);
        return !isWhole ? null : lost is null ? change : HistogramSteps.Add(call, change, lost);
    }

    // The sum of what the counter had reached before each reset between the edges.
    private static bool TryFindLost(
        RangeCall call, (FloatHistogram Left, FloatHistogram Right) values, EdgeIndexes edges, out FloatHistogram? lost)
    {
        TimedSpan<FloatHistogram> histograms = call.Histograms;
        lost = null;
        FloatHistogram previous = values.Left;
        int next = edges.First + 1;
        if (call.Edges == RangeEdges.Smoothed && histograms.Times[edges.First] < call.StartMs
            && HistogramResets.IsReset(histograms.Values[edges.First + 1], histograms.Values[edges.First]))
        {
            // The line to the left edge has taken account of this reset.
            previous = histograms.Values[edges.First + 1];
            next++;
        }

        if (next > edges.Last)
        {
            return true;
        }

        for (; next < edges.Last; next++)
        {
            if (HistogramResets.IsReset(histograms.Values[next], previous) && !TryAdd(call, ref lost, previous))
            {
                return false;
            }

            previous = histograms.Values[next];
        }

        return !HistogramResets.IsReset(values.Right, previous) || TryAdd(call, ref lost, previous);
    }

    private static bool TryAdd(RangeCall call, ref FloatHistogram? sum, FloatHistogram histogram)
    {
        sum = sum is null ? histogram : HistogramSteps.Add(call, sum, histogram);
        return sum is not null;
    }

    private static FloatHistogram? Between(
        RangeCall call, TimedSpan<FloatHistogram> histograms, int index, (long TimeMs, RateKind Kind) at)
    {
        FloatHistogram? value = Interpolation.At(
            at.TimeMs,
            new(histograms.Times[index], histograms.Values[index]),
            new(histograms.Times[index + 1], histograms.Values[index + 1]),
            at.Kind.IsCounter(),
            out InterpolationOutcome outcome);
        if (value is null)
        {
            call.Annotate(Notes.MixedExponentialCustom(call.Metric, call.RangeSpan));
        }

        if (outcome.InSubtraction)
        {
            call.Annotate(Notes.BoundsReconciled(HistogramOperation.Subtraction, call.RangeSpan));
        }

        if (outcome.InAddition)
        {
            call.Annotate(Notes.BoundsReconciled(HistogramOperation.Addition, call.RangeSpan));
        }

        return value;
    }

    private static bool AreAlike(RangeCall call, TimedSpan<FloatHistogram> histograms, EdgeIndexes edges, RateKind kind)
    {
        bool custom = histograms.Values[edges.First].HasCustomBounds;
        for (int i = edges.First; i <= edges.Last; i++)
        {
            if (histograms.Values[i].HasCustomBounds != custom)
            {
                call.Annotate(Notes.MixedExponentialCustom(call.Metric, call.RangeSpan));
                return false;
            }

            if (kind.IsCounter() && histograms.Values[i].ResetHint == CounterResetHint.Gauge)
            {
                call.Annotate(Notes.HistogramNotCounter(call.Metric, call.RangeSpan));
            }
        }

        return true;
    }
}
