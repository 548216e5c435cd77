using Tocsin.PromQL.Annotations;
using Tocsin.PromQL.Ast;
using Tocsin.PromQL.Evaluation.Selectors;
using Tocsin.PromQL.Evaluation.Series;
using Tocsin.PromQL.Functions;
using Tocsin.PromQL.Functions.Contracts;

namespace Tocsin.PromQL.Evaluation.Calls;

/// <summary>Evaluates calls of functions.</summary>
internal static class CallExpressions
{
    public static List<StepSeries> Evaluate(CallExpr call, Evaluator evaluator)
    {
        string name = call.Function.Name;
        if (name is "timestamp" or "start_timestamp" && call.Arguments[0] is VectorSelector selector)
        {
            return Timestamps(selector, evaluator, name == "timestamp" ? SampleAspect.Time : SampleAspect.Start);
        }

        if (FunctionLibrary.OfSeries.TryGetValue(name, out SeriesFunction? ofSeries))
        {
            return ofSeries(call, evaluator);
        }

        if (FunctionLibrary.OfRanges.TryGetValue(name, out RangeFunction? ofRanges))
        {
            return RangeCalls.Evaluate(call, ofRanges, evaluator);
        }

        return FunctionLibrary.OfVectors.TryGetValue(name, out VectorFunction? ofVectors)
            ? Stepwise(call, ofVectors, evaluator)
            : throw QueryFailure.Execution($"function \"{name}\" is not implemented");
    }

    // The samples' own times, which no other function sees: to all others a sample is as old as the step.
    private static List<StepSeries> Timestamps(VectorSelector selector, Evaluator evaluator, SampleAspect aspect)
    {
        QueryRun run = evaluator.Run;
        if (aspect == SampleAspect.Start && !run.Options.UsesStartTimes)
        {
            return [];
        }

        List<StepSeries> result = InstantSelectors.Evaluate(selector, run, evaluator.Grid, aspect);
        foreach (StepSeries series in result)
        {
            series.Labels = run.DelaysNameRemoval ? series.Labels : LabelEditor.DropReserved(series.Labels);
            series.DropsName = true;
        }

        return run.DelaysNameRemoval ? result : SeriesMerging.Merge(result);
    }

    private static List<StepSeries> Stepwise(CallExpr call, VectorFunction function, Evaluator evaluator)
    {
        QueryRun run = evaluator.Run;
        StepGrid grid = evaluator.Grid;
        if (call.Function.Name.StartsWith("sort", StringComparison.Ordinal) && !grid.IsOne)
        {
            run.Annotate(Notes.SortInRangeQuery(call.Span));
        }

        List<StepSeries>?[] arguments =
            [.. call.Arguments.Select(a => a.Type == ExpressionType.Text ? null : evaluator.Evaluate(a))];
        var step = new StepCall(call, run);
        var assembler = new StepAssembler(run, grid);
        for (int i = 0; i < grid.Count; i++)
        {
            run.Budget.CheckTime();
            step.TimeMs = grid.TimeOf(i);
            step.Output.Clear();
            for (int argument = 0; argument < arguments.Length; argument++)
            {
                Gather(arguments[argument], i, step.Vector(argument));
            }

            function(step);
            assembler.Add(i, step.Output);
        }

        foreach (List<StepSeries>? argument in arguments)
        {
            run.Budget.Release(argument ?? []);
        }

        return assembler.Finish();
    }

    private static void Gather(List<StepSeries>? from, int step, List<Element> into)
    {
        into.Clear();
        foreach (StepSeries series in from ?? [])
        {
            if (series.Has(step))
            {
                into.Add(new Element(series.Labels, series.Value(step), series.Histogram(step), series.DropsName));
            }
        }
    }
}
