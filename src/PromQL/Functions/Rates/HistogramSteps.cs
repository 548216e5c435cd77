using Tocsin.Model.Samples;
using Tocsin.PromQL.Annotations;
using Tocsin.PromQL.Functions.Contracts;
using Tocsin.PromQL.Histograms;

namespace Tocsin.PromQL.Functions.Rates;

/// <summary>Sums and differences of histograms, told of where they are not what they seem.</summary>
internal static class HistogramSteps
{
    /// <summary>The sum; null and a warning if the two cannot be combined.</summary>
    public static FloatHistogram? Add(RangeCall call, FloatHistogram left, FloatHistogram right)
    {
        FloatHistogram? sum = HistogramMath.Add(left, right, out CombineOutcome outcome);
        Tell(call, outcome, HistogramOperation.Addition);
        return sum;
    }

    /// <summary>The difference; null and a warning if the two cannot be combined.</summary>
    public static FloatHistogram? Subtract(RangeCall call, FloatHistogram left, FloatHistogram right)
    {
        FloatHistogram? difference = HistogramMath.Subtract(left, right, out CombineOutcome outcome);
        Tell(call, outcome, HistogramOperation.Subtraction);
        return difference;
    }

    /// <summary>Tells of what happened; colliding hints are no news where resets are looked for anyway.</summary>
    public static void Tell(RangeCall call, CombineOutcome outcome, HistogramOperation operation)
    {
        if (outcome.HasFlag(CombineOutcome.Incompatible))
        {
            call.Annotate(Notes.MixedExponentialCustom(call.Metric, call.RangeSpan));
        }

        if (outcome.HasFlag(CombineOutcome.BoundsReconciled))
        {
            call.Annotate(Notes.BoundsReconciled(operation, call.RangeSpan));
        }
    }
}
