using Tocsin.PromQL.Ast;
using Tocsin.PromQL.Evaluation.Series;

namespace Tocsin.PromQL.Evaluation.Aggregations;

/// <summary>Evaluates aggregations: groups the series once, then goes step by step.</summary>
internal static class AggregateExpressions
{
    public static List<StepSeries> Evaluate(AggregateExpr aggregate, Evaluator evaluator)
    {
        if (aggregate.Op == AggregateOp.CountValues)
        {
            return ValueCounts.Evaluate(aggregate, evaluator);
        }

        QueryBudget budget = evaluator.Run.Budget;
        double[]? parameters = aggregate.Parameter is { } parameter ? evaluator.Scalars(parameter) : null;
        List<StepSeries> input = evaluator.Evaluate(aggregate.Inner);
        List<StepSeries> result = aggregate.Op switch
        {
            AggregateOp.TopK or AggregateOp.BottomK => RankedElements.Evaluate(aggregate, evaluator, input, parameters!),
            AggregateOp.LimitK => LimitedElements.First(aggregate, evaluator, input, parameters!),
            AggregateOp.LimitRatio => LimitedElements.Share(aggregate, evaluator, input, parameters!),
            _ => Reduce(aggregate, evaluator, input, parameters),
        };
        budget.Release(input);
        return result;
    }

    private static List<StepSeries> Reduce(
        AggregateExpr aggregate, Evaluator evaluator, List<StepSeries> input, double[]? parameters)
    {
        if (aggregate.Op == AggregateOp.Quantile)
        {
            QuantileReducer.TellInvalid(aggregate, evaluator.Run, parameters!);
        }

        var grouping = new Grouping(aggregate, input, evaluator.Run.Labels);
        var output = new StepSeries[grouping.Count];
        var reducers = new Reducer[grouping.Count];
        for (int group = 0; group < output.Length; group++)
        {
            output[group] = new StepSeries(grouping.LabelsOf(group), evaluator.Grid.Count);
            reducers[group] = Reducer.For(aggregate, evaluator.Run);
        }

        for (int step = 0; step < evaluator.Grid.Count; step++)
        {
            evaluator.Run.Budget.CheckTime();
            ReduceStep(input, grouping, reducers, step);
            for (int group = 0; group < output.Length; group++)
            {
                if (reducers[group].TryFinish(parameters?[step] ?? 0, out Element element))
                {
                    output[group].Set(step, element.Value, element.Histogram);
                    output[group].DropsName = reducers[group].DropsName;
                }
            }
        }

        List<StepSeries> result = [.. output.Where(s => s.Points > 0)];
        result.ForEach(evaluator.Run.Budget.Hold);
        return result;
    }

    private static void ReduceStep(List<StepSeries> input, Grouping grouping, Reducer[] reducers, int step)
    {
        foreach (Reducer reducer in reducers)
        {
            reducer.Begin();
        }

        for (int i = 0; i < input.Count; i++)
        {
            StepSeries series = input[i];
            if (series.Has(step))
            {
                reducers[grouping.GroupOf(i)].Add(
                    new Element(series.Labels, series.Value(step), series.Histogram(step), series.DropsName));
            }
        }
    }
}
