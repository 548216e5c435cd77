using Tocsin.Model.Samples;
using Tocsin.PromQL.Annotations;
using Tocsin.PromQL.Evaluation.Selectors;
using Tocsin.PromQL.Functions.Contracts;
using Tocsin.PromQL.Histograms;
using Tocsin.PromQL.Numbers;

namespace Tocsin.PromQL.Functions.OverTime;

/// <summary>Sums and means over a window.</summary>
internal static class Sums
{
    public static RangeResult Sum(RangeCall call)
    {
        TimedSpan<double> floats = call.Floats;
        if (IsMixed(call))
        {
            return RangeResult.None;
        }

        if (floats.IsEmpty)
        {
            return OfHistograms(call, isMean: false);
        }

        (double sum, double lost) = (0, 0);
        foreach (double value in floats.Values)
        {
            CompensatedSum.Add(value, ref sum, ref lost);
        }

        return double.IsInfinity(sum) ? sum : sum + lost;
    }

    public static RangeResult Average(RangeCall call)
    {
        if (IsMixed(call))
        {
            return RangeResult.None;
        }

        if (call.Floats.IsEmpty)
        {
            return OfHistograms(call, isMean: true);
        }

        var mean = default(RunningMean);
        foreach (double value in call.Floats.Values)
        {
            mean.Add(value);
        }

        return mean.Value;
    }

    private static bool IsMixed(RangeCall call)
    {
        bool isMixed = !call.Floats.IsEmpty && !call.Histograms.IsEmpty;
        if (isMixed)
        {
            call.Annotate(Notes.MixedFloatsHistograms(call.Metric, call.RangeSpan));
        }

        return isMixed;
    }

    private static RangeResult OfHistograms(RangeCall call, bool isMean)
    {
        var total = new HistogramTotal(isMean);
        CombineOutcome outcome = CombineOutcome.None;
        foreach (FloatHistogram histogram in call.Histograms.Values)
        {
            outcome |= total.Add(histogram);
        }

        if (outcome.HasFlag(CombineOutcome.Incompatible))
        {
            call.Annotate(Notes.MixedExponentialCustom(call.Metric, call.RangeSpan));
            return RangeResult.None;
        }

        if (total.HintsCollide)
        {
            call.Annotate(Notes.ResetCollision(HistogramOperation.Aggregation, call.RangeSpan));
        }

        if (outcome.HasFlag(CombineOutcome.BoundsReconciled))
        {
            call.Annotate(Notes.BoundsReconciled(HistogramOperation.Aggregation, call.RangeSpan));
        }

        return total.Value;
    }
}
