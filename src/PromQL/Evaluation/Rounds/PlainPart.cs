using Tocsin.PromQL.Ast;
using Tocsin.PromQL.Evaluation.Series;
using Tocsin.PromQL.Evaluation.Statistics;

namespace Tocsin.PromQL.Evaluation.Rounds;

/// <summary>
/// A vector that the plain evaluator computes, because there is no faster way; those of its operands that have one are
/// handed to it.
/// </summary>
internal sealed class PlainPart(Expr expression, IReadOnlyDictionary<Expr, RoundPart> operands) : VectorPart
{
    private Frame _frame = Frame.Empty;

    protected override void Compute(RoundContext context)
    {
        List<StepSeries> series = PlainParts.Evaluate(expression, operands, context);
        bool isSame = series.Count == _frame.Count;
        for (int i = 0; i < series.Count && isSame; i++)
        {
            isSame = series[i].Labels.Equals(_frame.Labels[i]);
        }

        _frame = isSame ? _frame : new Frame([.. series.Select(s => s.Labels)]);
        Output.Reset(_frame);
        for (int i = 0; i < series.Count; i++)
        {
            Output.Set(i, series[i].Value(0));
        }
    }
}

/// <summary>A number that the plain evaluator computes.</summary>
internal sealed class PlainScalarPart(Expr expression, IReadOnlyDictionary<Expr, RoundPart> operands) : ScalarPart
{
    protected override void Compute(RoundContext context) =>
        Number = PlainParts.Evaluate(expression, operands, context)[0].Value(0);
}

/// <summary>Lets the plain evaluator compute parts.</summary>
internal static class PlainParts
{
    /// <summary>The series at the instant, floats only.</summary>
    public static List<StepSeries> Evaluate(
        Expr expression, IReadOnlyDictionary<Expr, RoundPart> operands, RoundContext context)
    {
        var grid = new StepGrid(context.AtMs, context.AtMs, 1);
        var tally = new SampleTally(grid, StatisticsDetail.Totals, context.Options.SamplesMax);
        QueryRun run = context.Plain(new KnownParts(grid, operands, context), tally);
        List<StepSeries> series = new Evaluator(run, grid).Evaluate(expression);
        context.Samples += tally.Total;
        bool isPlain = run.Annotations.All.Count == 0;
        foreach (StepSeries one in series)
        {
            isPlain &= one.Histogram(0) is null && one.Has(0);
        }

        return isPlain ? series : throw new RoundFallback();
    }
}
