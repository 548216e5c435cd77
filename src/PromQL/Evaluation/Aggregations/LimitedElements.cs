using Tocsin.PromQL.Annotations;
using Tocsin.PromQL.Ast;
using Tocsin.PromQL.Evaluation.Series;

namespace Tocsin.PromQL.Evaluation.Aggregations;

/// <summary><c>limitk</c> and <c>limit_ratio</c>: some of the elements, the same ones again and again.</summary>
internal static class LimitedElements
{
    /// <summary>The first elements of each group.</summary>
    public static List<StepSeries> First(
        AggregateExpr aggregate, Evaluator evaluator, List<StepSeries> input, double[] counts)
    {
        if (!RankedElements.CheckCounts(counts))
        {
            return [];
        }

        var grouping = new Grouping(aggregate, input, evaluator.Run.Labels);
        int[] taken = new int[grouping.Count];
        return Select(evaluator, input, step => Array.Clear(taken), (index, step) =>
            (long)counts[step] is var count && count >= 1 && taken[grouping.GroupOf(index)]++ < count);
    }

    /// <summary>A share of the elements, by a hash of their labels; a negative one is what that share leaves out.</summary>
    public static List<StepSeries> Share(
        AggregateExpr aggregate, Evaluator evaluator, List<StepSeries> input, double[] ratios)
    {
        ParameterRange range = ParameterRange.Of(ratios);
        if (range.HasNaN)
        {
            throw QueryFailure.Execution("Ratio value is NaN");
        }

        if (range.Max > 1)
        {
            evaluator.Run.Annotate(Notes.InvalidRatio(range.Max, 1, aggregate.Parameter!.Span));
        }

        if (range.Min < -1)
        {
            evaluator.Run.Annotate(Notes.InvalidRatio(range.Min, -1, aggregate.Parameter!.Span));
        }

        double[] places = [.. input.Select(s => SamplingPlace.Of(s.Labels))];
        return Select(evaluator, input, _ => { }, (index, step) =>
        {
            double ratio = Math.Clamp(ratios[step], -1, 1);
            return ratio >= 0 ? places[index] < ratio : places[index] >= 1 + ratio;
        });
    }

    private static List<StepSeries> Select(
        Evaluator evaluator, List<StepSeries> input, Action<int> begin, Func<int, int, bool> isWanted)
    {
        var assembler = new StepAssembler(evaluator.Run, evaluator.Grid);
        List<Element> elements = [];
        for (int step = 0; step < evaluator.Grid.Count; step++)
        {
            evaluator.Run.Budget.CheckTime();
            elements.Clear();
            begin(step);
            for (int i = 0; i < input.Count; i++)
            {
                StepSeries series = input[i];
                if (series.Has(step) && isWanted(i, step))
                {
                    elements.Add(new Element(series.Labels, series.Value(step), series.Histogram(step), series.DropsName));
                }
            }

            assembler.Add(step, elements);
        }

        return assembler.Finish();
    }
}
