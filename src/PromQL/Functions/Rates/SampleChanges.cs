using Tocsin.Model.Samples;
using Tocsin.PromQL.Functions.Contracts;
using Tocsin.PromQL.Histograms;

namespace Tocsin.PromQL.Functions.Rates;

/// <summary><c>changes</c> and <c>resets</c>: how often a sample differs from the one before it.</summary>
internal static class SampleChanges
{
    public static RangeResult Changes(RangeCall call)
    {
        var walk = new SampleWalk(call);
        if (!walk.HasAny || !walk.MoveNext())
        {
            return RangeResult.None;
        }

        int changes = 0;
        (double value, FloatHistogram? histogram) = (walk.Value, walk.Histogram);
        while (walk.MoveNext())
        {
            bool isSame = walk.Histogram is { } after && histogram is { } before
                ? HistogramMath.AreSame(after, before)
                : walk.Histogram is null && histogram is null
                    && (walk.Value == value || (double.IsNaN(walk.Value) && double.IsNaN(value)));
            changes += isSame ? 0 : 1;
            (value, histogram) = (walk.Value, walk.Histogram);
        }

        return changes;
    }

    public static RangeResult Resets(RangeCall call)
    {
        var walk = new SampleWalk(call);
        if (!walk.HasAny || !walk.MoveNext())
        {
            return RangeResult.None;
        }

        int resets = 0;
        (double value, FloatHistogram? histogram, TimedStart start) = (walk.Value, walk.Histogram, walk.Start);
        while (walk.MoveNext())
        {
            bool isRestarted = call.Run.Options.UsesStartTimes && StartTimes.IsReset(start, walk.Start);
            bool isReset = walk.Histogram is { } after && histogram is { } before
                ? isRestarted || HistogramResets.IsReset(after, before)
                : walk.Histogram is not null || histogram is not null || isRestarted || walk.Value < value;
            resets += isReset ? 1 : 0;
            (value, histogram, start) = (walk.Value, walk.Histogram, walk.Start);
        }

        return resets;
    }
}
