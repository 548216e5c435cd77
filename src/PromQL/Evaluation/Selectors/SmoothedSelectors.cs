using Tocsin.Model.Samples;
using Tocsin.Model.Seams;
using Tocsin.PromQL.Annotations;
using Tocsin.PromQL.Ast;
using Tocsin.PromQL.Evaluation.Series;

namespace Tocsin.PromQL.Evaluation.Selectors;

/// <summary>
/// Evaluates <c>smoothed</c> instant selectors: the value on the line between the sample before the instant and the one
/// after it, both within the lookback delta.
/// </summary>
internal static class SmoothedSelectors
{
    public static List<StepSeries> Evaluate(VectorSelector selector, QueryRun run, StepGrid grid)
    {
        SelectorTimes times = SelectorTimes.Of(selector, grid);
        ISeriesSelection selection = run.View.Select(QueryOf(selector, grid, run.LookbackMs), run.Cancellation);
        List<StepSeries> result = [];
        var columns = new SampleColumns();
        var buffer = new SampleBuffer();
        for (int i = 0; i < selection.Count; i++)
        {
            run.Budget.CheckTime();
            selection.Read(i, columns);
            buffer.Fill(columns);
            var series = new StepSeries(selection.Labels(i), grid.Count);
            for (int step = 0; step < grid.Count; step++)
            {
                Smooth(series, step, times.At(step), new(buffer, run, selector));
            }

            if (series.Points > 0)
            {
                run.Budget.Hold(series);
                result.Add(series);
            }
        }

        return result;
    }

    /// <summary>What a selector asks of the store: all samples about the instants, as for a range.</summary>
    public static SeriesQuery QueryOf(VectorSelector selector, StepGrid grid, long lookbackMs)
    {
        SelectorTimes times = SelectorTimes.Of(selector, grid);
        return new SeriesQuery
        {
            Matchers = selector.Matchers,
            FromMs = times.FirstMs - lookbackMs + 1,
            ToMs = times.LastMs + lookbackMs,
            StepMs = grid.IsOne ? 0 : grid.StepMs,
            RangeMs = lookbackMs,
        };
    }

    private static void Smooth(StepSeries into, int step, long at, Source source)
    {
        long lookback = source.Run.LookbackMs;
        TimedSpan<double> floats = source.Buffer.Floats.Between(at - lookback, at + lookback);
        TimedSpan<FloatHistogram> histograms = source.Buffer.Histograms.Between(at - lookback, at + lookback);
        if (!floats.IsEmpty && !histograms.IsEmpty)
        {
            source.Run.Annotate(Notes.MixedFloatsHistograms(LabelEditor.NameOf(into.Labels), source.Selector.Span));
        }
        else if (!histograms.IsEmpty)
        {
            FloatHistogram? value = SmoothHistogram(histograms, at, LabelEditor.NameOf(into.Labels), source);
            if (value is not null)
            {
                into.Set(step, 0, value);
            }
        }
        else if (!floats.IsEmpty)
        {
            int after = IndexFrom(floats.Times, at);
            if (after < floats.Count && floats.Times[after] == at)
            {
                into.Set(step, floats.Values[after]);
            }
            else if (after > 0)
            {
                var before = new FloatAt(floats.Times[after - 1], floats.Values[after - 1]);
                into.Set(step, after == floats.Count
                    ? before.Value
                    : Interpolation.At(at, before, new(floats.Times[after], floats.Values[after]), false));
            }
        }
    }

    private static FloatHistogram? SmoothHistogram(
        TimedSpan<FloatHistogram> histograms, long at, string metric, Source source)
    {
        int after = IndexFrom(histograms.Times, at);
        if (after < histograms.Count && histograms.Times[after] == at)
        {
            return histograms.Values[after];
        }

        if (after == 0)
        {
            return null;
        }

        var before = new HistogramAt(histograms.Times[after - 1], histograms.Values[after - 1]);
        if (after == histograms.Count)
        {
            // What is known of this sample and the one before it says nothing of the value here.
            return before.Value with { ResetHint = CounterResetHint.Unknown };
        }

        var next = new HistogramAt(histograms.Times[after], histograms.Values[after]);
        bool isCounter = before.Value.ResetHint != CounterResetHint.Gauge || next.Value.ResetHint != CounterResetHint.Gauge;
        FloatHistogram? value = before.Value.HasCustomBounds == next.Value.HasCustomBounds
            ? Interpolation.At(at, before, next, isCounter, out InterpolationOutcome outcome)
            : Mixed(out outcome);
        if (value is null)
        {
            source.Run.Annotate(Notes.MixedExponentialCustom(metric, source.Selector.Span));
        }

        if (outcome.InSubtraction)
        {
            source.Run.Annotate(Notes.BoundsReconciled(HistogramOperation.Subtraction, source.Selector.Span));
        }

        if (outcome.InAddition)
        {
            source.Run.Annotate(Notes.BoundsReconciled(HistogramOperation.Addition, source.Selector.Span));
        }

        return value;
    }

    private static FloatHistogram? Mixed(out InterpolationOutcome outcome)
    {
        outcome = default;
        return null;
    }

    // The first that is at the instant or after it.
    private static int IndexFrom(ReadOnlySpan<long> times, long at)
    {
        int index = times.BinarySearch(at);
        return index < 0 ? ~index : index;
    }

    private readonly record struct Source(SampleBuffer Buffer, QueryRun Run, VectorSelector Selector);
}
