using Tocsin.Model.Samples;
using Tocsin.PromQL.Annotations;
using Tocsin.PromQL.Evaluation.Selectors;
using Tocsin.PromQL.Functions.Contracts;
using Tocsin.PromQL.Histograms;

namespace Tocsin.PromQL.Functions.Rates;

/// <summary><c>rate</c>, <c>increase</c> and <c>delta</c> of native histograms.</summary>
internal static class HistogramRate
{
    public static RangeResult Compute(RangeCall call, RateKind kind)
    {
        TimedSpan<FloatHistogram> histograms = call.Histograms;
        FloatHistogram? change = null;
        if (histograms.Count > 1)
        {
            change = Change(call, histograms, kind);
            if (change is null)
            {
                return RangeResult.None;
            }
        }

        bool usesStarts = kind.IsCounter() && call.Run.Options.UsesStartTimes;
        long start = usesStarts ? histograms.Starts[0] : 0;
        bool startsInside = start != 0 && start > call.StartMs && start < histograms.Times[0];
        FloatHistogram first = histograms.Values[0];
        if (startsInside)
        {
            change = change is null ? first : HistogramSteps.Add(call, change, first);
        }

        if (change is null)
        {
            return RangeResult.None;
        }

        bool mayBeginAtZero = kind.IsCounter() && change.Count > 0 && first.Count >= 0;
        var extrapolation = new Extrapolation(histograms.Times[0], histograms.Times[^1], histograms.Count - 1)
        {
            CounterStartMs = startsInside ? start : null,
            ValueAtStartPerChange = mayBeginAtZero ? first.Count / change.Count : double.NaN,
        };
        return HistogramMath.Multiply(change, extrapolation.Factor(call.Bounds, kind));
    }

    // The last less the first, and of a counter what it had reached before each reset.
    private static FloatHistogram? Change(RangeCall call, TimedSpan<FloatHistogram> histograms, RateKind kind)
    {
        FloatHistogram first = histograms.Values[0];
        if (kind.IsCounter())
        {
            // What the first sample holds does not matter if the counter was reset right after it.
            FloatHistogram second = histograms.Values[1];
            first = IsReset(call, histograms, 1, first)
                ? new FloatHistogram { Schema = second.Schema, CustomBounds = second.CustomBounds }
                : first;
        }

        TellGauges(call, histograms, kind);
        if (!AreAlike(histograms, first, kind))
        {
            call.Annotate(Notes.MixedExponentialCustom(call.Metric, call.RangeSpan));
            return null;
        }

        var change = new WorkingHistogram(histograms.Values[^1]);
        change.CoarsenTo(SchemaMin(histograms, first, kind));
        HistogramSteps.Tell(call, change.Subtract(first), HistogramOperation.Subtraction);
        if (kind.IsCounter())
        {
            AddResets(call, histograms, first, change);
        }

        change.Hint = CounterResetHint.Gauge;
        return change.ToHistogram();
    }

    private static void AddResets(
        RangeCall call, TimedSpan<FloatHistogram> histograms, FloatHistogram first, WorkingHistogram change)
    {
        bool toldOverlap = false;
        FloatHistogram previous = first;
        for (int i = 1; i < histograms.Count; i++)
        {
            if (call.Run.Options.UsesStartTimes && !toldOverlap
                && StartTimes.Overlap(StartOf(histograms, i - 1), StartOf(histograms, i)))
            {
                call.Annotate(Notes.StartOverlap(call.Metric, call.RangeSpan));
                toldOverlap = true;
            }

            if (IsReset(call, histograms, i, previous))
            {
                HistogramSteps.Tell(call, change.Add(previous), HistogramOperation.Addition);
            }

            previous = histograms.Values[i];
        }
    }

    private static bool IsReset(RangeCall call, TimedSpan<FloatHistogram> histograms, int at, FloatHistogram previous) =>
        (call.Run.Options.UsesStartTimes && StartTimes.IsReset(StartOf(histograms, at - 1), StartOf(histograms, at)))
        || HistogramResets.IsReset(histograms.Values[at], previous);

    private static TimedStart StartOf(TimedSpan<FloatHistogram> histograms, int at) =>
        new(histograms.Times[at], histograms.Starts[at]);

    private static void TellGauges(RangeCall call, TimedSpan<FloatHistogram> histograms, RateKind kind)
    {
        if (!kind.IsCounter())
        {
            if (histograms.Values[0].ResetHint != CounterResetHint.Gauge || histograms.Values[^1].ResetHint != CounterResetHint.Gauge)
            {
                call.Annotate(Notes.HistogramNotGauge(call.Metric, call.RangeSpan));
            }

            return;
        }

        foreach (FloatHistogram histogram in histograms.Values)
        {
            if (histogram.ResetHint == CounterResetHint.Gauge)
            {
                call.Annotate(Notes.HistogramNotCounter(call.Metric, call.RangeSpan));
            }
        }
    }

    private static bool AreAlike(TimedSpan<FloatHistogram> histograms, FloatHistogram first, RateKind kind)
    {
        bool alike = histograms.Values[^1].HasCustomBounds == first.HasCustomBounds;
        for (int i = 1; i < histograms.Count - 1 && kind.IsCounter(); i++)
        {
            alike &= histograms.Values[i].HasCustomBounds == first.HasCustomBounds;
        }

        return alike;
    }

    private static int SchemaMin(TimedSpan<FloatHistogram> histograms, FloatHistogram first, RateKind kind)
    {
        int schema = Math.Min(histograms.Values[^1].Schema, first.Schema);
        for (int i = 1; i < histograms.Count - 1 && kind.IsCounter(); i++)
        {
            schema = Math.Min(schema, histograms.Values[i].Schema);
        }

        return schema;
    }
}
