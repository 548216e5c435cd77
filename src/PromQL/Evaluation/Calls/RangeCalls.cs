using Tocsin.Model.Labels;
using Tocsin.Model.Samples;
using Tocsin.PromQL.Annotations;
using Tocsin.PromQL.Ast;
using Tocsin.PromQL.Evaluation.Preparation;
using Tocsin.PromQL.Evaluation.Selectors;
using Tocsin.PromQL.Evaluation.Series;
using Tocsin.PromQL.Functions;
using Tocsin.PromQL.Functions.Contracts;

namespace Tocsin.PromQL.Evaluation.Calls;

/// <summary>Evaluates functions of range vectors: series by series, and for each of them window by window.</summary>
internal static class RangeCalls
{
    // So many samples are looked at in some milliseconds; then it is time to ask for the time.
    private const long LooksBetweenChecks = 1 << 20;

    // Only these know what to do with samples beyond the window.
    private static readonly string[] TakeAnchored = ["changes", "delta", "increase", "rate", "resets"];
    private static readonly string[] TakeSmoothed = ["delta", "increase", "rate"];

    public static List<StepSeries> Evaluate(CallExpr call, RangeFunction function, Evaluator evaluator)
    {
        QueryRun run = evaluator.Run;
        int rangeAt = call.Arguments.ToList().FindIndex(a => a.Type == ExpressionType.Matrix);
        WindowSource source = evaluator.Windows(call.Arguments[rangeAt]);
        RefuseEdges(call.Function.Name, source.Edges);
        var range = new RangeCall(call, rangeAt, run)
        {
            Edges = source.Edges,
            Reach = (source.ReachBackMs, source.ReachAheadMs),
            Scalars = [.. call.Arguments.Select((a, i) => i == rangeAt ? null : evaluator.Scalars(a))],
        };
        List<StepSeries> result = [];
        bool keepsName = call.Function.Name is "last_over_time" or "first_over_time";
        for (int i = 0; i < source.Count; i++)
        {
            run.Budget.CheckTime();
            source.Load(i, range.Samples);
            run.Budget.TakeSamples(range.Samples.Weight);
            range.Labels = source.Labels(i);
            bool drops = !keepsName || source.DropsName(i);
            LabelSet labels = drops && !run.DelaysNameRemoval ? LabelEditor.DropReserved(range.Labels) : range.Labels;
            var series = new StepSeries(labels, evaluator.Grid.Count) { DropsName = drops };
            Walk(range, source, function, series);
            run.Tally?.FinishSeries(WindowWeight(range), series.Weight);
            run.Budget.ReturnSamples(range.Samples.Weight);
            if (series.Points > 0)
            {
                run.Budget.Hold(series);
                result.Add(series);
                TellNonCounter(call, range, series);
            }
        }

        run.Tally?.Return(run.Tally is null ? 0 : source.SamplesHeld);
        source.Release(run.Budget);
        if (call.Function.Name == "absent_over_time")
        {
            return Absent(call, result, evaluator);
        }

        if (!run.DelaysNameRemoval)
        {
            SeriesMerging.RefuseSameLabels(result);
        }

        return result;
    }

    private static void Walk(RangeCall range, WindowSource source, RangeFunction function, StepSeries into)
    {
        // One series may have more windows, and longer ones, than a query has time for: those of a fine subquery.
        long looks = 0;
        for (int step = 0; step < into.Steps; step++)
        {
            range.Step = step;
            range.TimeMs = source.Times.Grid.TimeOf(step);
            range.EndMs = source.Times.At(step);
            range.StartMs = range.EndMs - source.RangeMs;
            int samples = range.Floats.Count + range.Histograms.Count;
            if (samples == 0)
            {
                continue;
            }

            looks += samples;
            if (looks > LooksBetweenChecks)
            {
                range.Run.Budget.CheckTime();
                looks = 0;
            }

            range.Run.Tally?.Look(step, WindowWeight(range));
            RangeResult value = function(range);
            if (value.HasValue)
            {
                into.Set(step, value.Value, value.Histogram);
            }
        }
    }

    // Of the step at hand.
    private static long WindowWeight(RangeCall range)
    {
        long weight = range.Floats.Count;
        foreach (FloatHistogram histogram in range.Histograms.Values)
        {
            weight += QueryBudget.WeightOf(histogram);
        }

        return weight;
    }

    private static void RefuseEdges(string function, RangeEdges edges)
    {
        string[]? takers = edges switch
        {
            RangeEdges.Anchored => TakeAnchored,
            RangeEdges.Smoothed => TakeSmoothed,
            _ => null,
        };
        if (takers is not null && !takers.Contains(function))
        {
            string modifier = edges == RangeEdges.Anchored ? "anchored" : "smoothed";
            throw QueryFailure.Execution(
                $"{modifier} modifier can only be used with: {string.Join(", ", takers)} - not with {function}");
        }
    }

    private static void TellNonCounter(CallExpr call, RangeCall range, StepSeries series)
    {
        if (call.Function.Name is not ("rate" or "increase") || IsNoMetricOrCounter(range) || !HasFloats(series))
        {
            return;
        }

        string metric = range.Metric;
        SourceSpan span = call.Arguments[0].Span;
        if (range.Run.Options.UsesTypeLabels)
        {
            string type = range.Labels["__type__"] ?? "";
            if (type is not ("counter" or "histogram"))
            {
                range.Annotate(Notes.PossibleNonCounterByType(metric, type, span));
            }
        }
        else
        {
            range.Annotate(Notes.PossibleNonCounter(metric, span));
        }
    }

    // Looks at bytes, since this is asked of every series.
    private static bool IsNoMetricOrCounter(RangeCall range)
    {
        ReadOnlySpan<byte> name = range.Labels.ValueOrEmpty("__name__"u8);
        return name.IsEmpty || (!range.Run.Options.UsesTypeLabels && (name.EndsWith("_total"u8) || name.EndsWith("_sum"u8)
            || name.EndsWith("_count"u8) || name.EndsWith("_bucket"u8)));
    }

    private static bool HasFloats(StepSeries series)
    {
        for (int step = 0; step < series.Steps; step++)
        {
            if (series.Has(step) && series.Histogram(step) is null)
            {
                return true;
            }
        }

        return false;
    }

    // 1 at every step at which no series has a sample.
    private static List<StepSeries> Absent(CallExpr call, List<StepSeries> present, Evaluator evaluator)
    {
        LabelSet labels = ScalarFunctions.LabelsOfAbsent(Bare(call.Arguments[0]));
        var absent = new StepSeries(labels, evaluator.Grid.Count) { DropsName = true };
        for (int step = 0; step < absent.Steps; step++)
        {
            if (!present.Exists(s => s.Has(step)))
            {
                absent.Set(step, 1);
            }
        }

        evaluator.Run.Budget.Release(present);
        return absent.Points == 0 ? [] : [absent];
    }

    private static Expr Bare(Expr expression) =>
        expression is StepInvariantExpr invariant ? Bare(invariant.Inner) : expression;
}
