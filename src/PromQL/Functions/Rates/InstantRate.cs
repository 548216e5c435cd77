using Tocsin.Model.Samples;
using Tocsin.PromQL.Annotations;
using Tocsin.PromQL.Evaluation.Selectors;
using Tocsin.PromQL.Functions.Contracts;
using Tocsin.PromQL.Histograms;

namespace Tocsin.PromQL.Functions.Rates;

/// <summary><c>irate</c> and <c>idelta</c>: the change between the last two samples.</summary>
internal static class InstantRate
{
    public static RangeResult Compute(RangeCall call, bool isRate)
    {
        if (!TryFindLastTwo(call, out Last before, out Last after) || before.Start.TimeMs == after.Start.TimeMs)
        {
            return RangeResult.None;
        }

        double seconds = (after.Start.TimeMs - before.Start.TimeMs) / 1000.0;
        bool isRestarted = isRate && call.Run.Options.UsesStartTimes && StartTimes.IsReset(before.Start, after.Start);
        if (before.Histogram is null && after.Histogram is null)
        {
            bool isReset = isRate && (after.Value < before.Value || isRestarted);
            double change = isReset ? after.Value : after.Value - before.Value;
            return isRate ? change / seconds : change;
        }

        if (before.Histogram is null || after.Histogram is null)
        {
            call.Annotate(Notes.MixedFloatsHistograms(call.Metric, call.RangeSpan));
            return RangeResult.None;
        }

        FloatHistogram? histogram = Change(call, before.Histogram, after.Histogram, (isRate, isRestarted));
        return histogram is null || !isRate ? histogram : HistogramMath.Divide(histogram, seconds);
    }

    private static FloatHistogram? Change(
        RangeCall call, FloatHistogram before, FloatHistogram after, (bool IsRate, bool IsRestarted) how)
    {
        bool hasGauge = before.ResetHint == CounterResetHint.Gauge || after.ResetHint == CounterResetHint.Gauge;
        bool areGauges = before.ResetHint == CounterResetHint.Gauge && after.ResetHint == CounterResetHint.Gauge;
        if (how.IsRate && hasGauge)
        {
            call.Annotate(Notes.HistogramNotCounter(call.Metric, call.ArgumentsSpan));
        }

        if (!how.IsRate && !areGauges)
        {
            call.Annotate(Notes.HistogramNotGauge(call.Metric, call.ArgumentsSpan));
        }

        bool isReset = how.IsRate && (how.IsRestarted || HistogramResets.IsReset(after, before));
        FloatHistogram? change = isReset ? HistogramMath.Compact(after) : HistogramSteps.Subtract(call, after, before);
        return change is null ? null : change with { ResetHint = CounterResetHint.Gauge };
    }

    // The last two of floats and histograms together, the older one first.
    private static bool TryFindLastTwo(RangeCall call, out Last before, out Last after)
    {
        TimedSpan<double> floats = call.Floats;
        TimedSpan<FloatHistogram> histograms = call.Histograms;
        (int f, int h) = (floats.Count - 1, histograms.Count - 1);
        (before, after) = (default, default);
        if (f + h < 0)
        {
            return false;
        }

        after = Take(floats, histograms, ref f, ref h);
        before = Take(floats, histograms, ref f, ref h);
        return true;
    }

    private static Last Take(TimedSpan<double> floats, TimedSpan<FloatHistogram> histograms, ref int f, ref int h)
    {
        if (h >= 0 && (f < 0 || histograms.Times[h] > floats.Times[f]))
        {
            return new(0, histograms.Values[h], new(histograms.Times[h], histograms.Starts[h--]));
        }

        return new(floats.Values[f], null, new(floats.Times[f], floats.Starts[f--]));
    }

    private readonly record struct Last(double Value, FloatHistogram? Histogram, TimedStart Start);
}
