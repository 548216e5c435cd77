using Tocsin.PromQL.Annotations;
using Tocsin.PromQL.Ast;
using Tocsin.PromQL.Evaluation.Series;

namespace Tocsin.PromQL.Evaluation.Aggregations;

/// <summary><c>limitk</c> and <c>limit_ratio</c>: some of the elements, the same ones again and again.</summary>
/// <remarks>They come group by group, in the order of a heap of their values, which decides what a limit around it takes.</remarks>
// Source: Prometheus promql engine, aggregationK.
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
        return Select(evaluator, (input, grouping), step => Array.Clear(taken), (index, step) =>
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
        var grouping = new Grouping(aggregate, input, evaluator.Run.Labels);
        return Select(evaluator, (input, grouping), _ => { }, (index, step) =>
        {
            double ratio = Math.Clamp(ratios[step], -1, 1);
            return ratio >= 0 ? places[index] < ratio : places[index] >= 1 + ratio;
        });
    }

    private static List<StepSeries> Select(
        Evaluator evaluator, (List<StepSeries> Series, Grouping Grouping) input, Action<int> begin, Func<int, int, bool> isWanted)
    {
        RankHeap[] heaps = [.. Enumerable.Range(0, input.Grouping.Count).Select(_ => new RankHeap(wantsLargest: true))];
        var assembler = new StepAssembler(evaluator.Run, evaluator.Grid);
        List<Element> elements = [];
        for (int step = 0; step < evaluator.Grid.Count; step++)
        {
            evaluator.Run.Budget.CheckTime();
            elements.Clear();
            begin(step);
            for (int i = 0; i < input.Series.Count; i++)
            {
                StepSeries series = input.Series[i];
                if (series.Has(step) && isWanted(i, step))
                {
                    heaps[input.Grouping.GroupOf(i)].Offer(
                        new Element(series.Labels, series.Value(step), series.Histogram(step), series.DropsName), int.MaxValue);
                }
            }

            foreach (RankHeap heap in heaps)
            {
                heap.Spill(elements);
            }

            assembler.Add(step, elements);
        }

        return assembler.Finish();
    }
}
