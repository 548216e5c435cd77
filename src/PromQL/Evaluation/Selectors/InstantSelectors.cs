using Tocsin.Model.Samples;
using Tocsin.Model.Seams;
using Tocsin.PromQL.Ast;
using Tocsin.PromQL.Evaluation.Series;

namespace Tocsin.PromQL.Evaluation.Selectors;

/// <summary>What an instant selector gives of a sample.</summary>
internal enum SampleAspect : byte
{
    /// <summary>Its value.</summary>
    Value,

    /// <summary>The second at which it was taken.</summary>
    Time,

    /// <summary>The second at which its counter started.</summary>
    Start,
}

/// <summary>Evaluates instant selectors: of each series the newest sample within the lookback delta.</summary>
internal static class InstantSelectors
{
    public static List<StepSeries> Evaluate(
        VectorSelector selector, QueryRun run, StepGrid grid, SampleAspect aspect = SampleAspect.Value)
    {
        SelectorTimes times = SelectorTimes.Of(selector, grid);
        ISeriesSelection selection = run.View.Select(QueryOf(selector, grid, (run.LookbackMs, aspect)), run.Cancellation);
        List<StepSeries> result = [];
        var columns = new SampleColumns();
        for (int i = 0; i < selection.Count; i++)
        {
            run.Budget.CheckTime();
            selection.Read(i, columns);
            CountedHistograms? counted = run.CountedOnly.Contains(selector) ? new CountedHistograms(columns) : null;
            var series = new StepSeries(selection.Labels(i), grid.Count);
            Walk(columns, times, (run.LookbackMs, counted), (series, aspect));
            if (series.Points > 0)
            {
                run.Budget.Hold(series);
                result.Add(series);
            }
        }

        return result;
    }

    /// <summary>What a selector asks of the store.</summary>
    public static SeriesQuery QueryOf(VectorSelector selector, StepGrid grid, (long LookbackMs, SampleAspect Aspect) how)
    {
        SelectorTimes times = SelectorTimes.Of(selector, grid);
        return new SeriesQuery
        {
            Matchers = selector.Matchers,
            FromMs = times.FirstMs - how.LookbackMs + 1,
            ToMs = times.LastMs,
            StepMs = grid.IsOne ? 0 : grid.StepMs,
            Function = how.Aspect == SampleAspect.Time ? "timestamp" : "",
        };
    }

    private static void Walk(
        SampleColumns columns,
        SelectorTimes times,
        (long LookbackMs, CountedHistograms? Counted) how,
        (StepSeries Series, SampleAspect Aspect) into)
    {
        int next = 0;
        for (int step = 0; step < times.Grid.Count; step++)
        {
            long reference = times.At(step);
            while (next < columns.Count && columns.Times[next] <= reference)
            {
                next++;
            }

            int at = next - 1;
            if (at < 0 || columns.Times[at] <= reference - how.LookbackMs)
            {
                continue;
            }

            FloatHistogram? histogram = columns.Histograms.IsEmpty ? null : columns.Histograms[at];
            if (StaleMarker.Is(histogram?.Sum ?? columns.Values[at]))
            {
                continue;
            }

            switch (into.Aspect)
            {
                case SampleAspect.Value:
                    into.Series.Set(step, columns.Values[at], how.Counted?.At(at) ?? histogram);
                    break;
                case SampleAspect.Time:
                    into.Series.Set(step, columns.Times[at] / 1000.0);
                    break;
                default:
                    into.Series.Set(step, (columns.Starts.IsEmpty ? 0 : columns.Starts[at]) / 1000.0);
                    break;
            }
        }
    }
}
