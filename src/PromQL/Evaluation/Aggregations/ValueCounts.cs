using Tocsin.Model.Labels;
using Tocsin.PromQL.Ast;
using Tocsin.PromQL.Evaluation.Series;
using Tocsin.PromQL.Histograms;
using Tocsin.PromQL.Numbers;
using Tocsin.PromQL.Printing;

namespace Tocsin.PromQL.Evaluation.Aggregations;

/// <summary><c>count_values</c>: how many elements of a group have each value, which becomes a label.</summary>
internal static class ValueCounts
{
    public static List<StepSeries> Evaluate(AggregateExpr aggregate, Evaluator evaluator)
    {
        string label = ((StringLiteral)aggregate.Parameter!).Value;
        if (!LabelName.IsUtf8(label))
        {
            throw QueryFailure.Execution($"invalid label name {QuotedText.Quote(label)}");
        }

        List<StepSeries> input = evaluator.Evaluate(aggregate.Inner);
        QueryRun run = evaluator.Run;
        var key = new GroupKey(
            aggregate.IsWithout ? aggregate.Grouping : aggregate.Grouping.Add(label), aggregate.IsWithout, run.Labels);
        var assembler = new StepAssembler(run, evaluator.Grid);
        var counts = new OrderedDictionary<LabelSet, double>();
        List<Element> elements = [];
        for (int step = 0; step < evaluator.Grid.Count; step++)
        {
            run.Budget.CheckTime();
            counts.Clear();
            foreach (StepSeries series in input)
            {
                if (series.Has(step))
                {
                    LabelSet group = key.Of(run.Labels.With(series.Labels, label, TextOf(series, step)));
                    counts[group] = counts.GetValueOrDefault(group) + 1;
                }
            }

            elements.Clear();
            elements.AddRange(counts.Select(c => new Element(c.Key, c.Value, null, false)));
            assembler.Add(step, elements);
        }

        run.Budget.Release(input);
        return assembler.Finish();
    }

    private static string TextOf(StepSeries series, int step) => series.Histogram(step) is { } histogram
        ? HistogramText.Of(histogram)
        : FloatText.Fixed(series.Value(step));
}
