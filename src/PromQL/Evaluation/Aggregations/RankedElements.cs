using System.Globalization;
using Tocsin.PromQL.Annotations;
using Tocsin.PromQL.Ast;
using Tocsin.PromQL.Evaluation.Series;
using Tocsin.PromQL.Numbers;

namespace Tocsin.PromQL.Evaluation.Aggregations;

/// <summary><c>topk</c> and <c>bottomk</c>: the elements themselves, best first; NaN ranks last.</summary>
internal static class RankedElements
{
    public static List<StepSeries> Evaluate(
        AggregateExpr aggregate, Evaluator evaluator, List<StepSeries> input, double[] counts)
    {
        if (!CheckCounts(counts))
        {
            return [];
        }

        var grouping = new Grouping(aggregate, input, evaluator.Run.Labels);
        var heaps = new RankHeap[grouping.Count];
        for (int group = 0; group < heaps.Length; group++)
        {
            heaps[group] = new RankHeap(aggregate.Op == AggregateOp.TopK);
        }

        var assembler = new StepAssembler(evaluator.Run, evaluator.Grid);
        List<Element> elements = [];
        for (int step = 0; step < evaluator.Grid.Count; step++)
        {
            evaluator.Run.Budget.CheckTime();
            elements.Clear();
            long count = Math.Min((long)counts[step], input.Count);
            if (count >= 1)
            {
                Rank(aggregate, (evaluator.Run, input, grouping), heaps, (step, (int)count));
                foreach (RankHeap heap in heaps)
                {
                    heap.Drain(elements);
                }
            }

            assembler.Add(step, elements);
        }

        return assembler.Finish();
    }

    /// <summary>False if no step asks for an element.</summary>
    public static bool CheckCounts(double[] counts)
    {
        ParameterRange range = ParameterRange.Of(counts);
        if (range.HasNaN)
        {
            throw QueryFailure.Execution("Parameter value is NaN");
        }

        if (range.Max < 1)
        {
            return false;
        }

        if (range.Min <= long.MinValue)
        {
            throw QueryFailure.Execution(
                string.Create(CultureInfo.InvariantCulture, $"Scalar value {FloatText.General(range.Min)} underflows int64"));
        }

        return range.Max < long.MaxValue ? true : throw QueryFailure.Execution(
            string.Create(CultureInfo.InvariantCulture, $"Scalar value {FloatText.General(range.Max)} overflows int64"));
    }

    private static void Rank(
        AggregateExpr aggregate,
        (QueryRun Run, List<StepSeries> Series, Grouping Grouping) input,
        RankHeap[] heaps,
        (int Step, int Count) at)
    {
        for (int i = 0; i < input.Series.Count; i++)
        {
            StepSeries series = input.Series[i];
            if (!series.Has(at.Step))
            {
                continue;
            }

            if (series.Histogram(at.Step) is not null)
            {
                input.Run.Annotate(Notes.HistogramIgnoredInAggregation(aggregate.Op.Name(), aggregate.Span));
                continue;
            }

            heaps[input.Grouping.GroupOf(i)].Offer(
                new Element(series.Labels, series.Value(at.Step), null, series.DropsName), at.Count);
        }
    }
}
