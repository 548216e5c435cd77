using System.Runtime.CompilerServices;
using Tocsin.PromQL.Ast;
using Tocsin.PromQL.Evaluation.Aggregations;
using Tocsin.PromQL.Evaluation.Binary;
using Tocsin.PromQL.Evaluation.Calls;
using Tocsin.PromQL.Evaluation.Preparation;
using Tocsin.PromQL.Evaluation.Selectors;
using Tocsin.PromQL.Evaluation.Series;
using Tocsin.PromQL.Histograms;

namespace Tocsin.PromQL.Evaluation;

/// <summary>Evaluates the parts of a prepared expression on one grid of steps.</summary>
internal sealed class Evaluator(QueryRun run, StepGrid grid)
{
    public QueryRun Run { get; } = run;

    public StepGrid Grid { get; } = grid;

    /// <summary>The same on other steps.</summary>
    public Evaluator On(StepGrid other) => new(Run, other);

    /// <summary>Evaluates anything but a range vector and a text, at every step.</summary>
    // On the stack once for each level of an expression, and optimised code takes a third of the room there.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public List<StepSeries> Evaluate(Expr expression)
    {
        Run.Budget.CheckTime();
        Run.Budget.CheckSteps(Grid);
        if (Grid.Steps == 0)
        {
            return [];
        }

        if (Run.Known is not null && FindKnown(expression) is { } known)
        {
            return known;
        }

        Run.Tally?.Enter(expression, Grid);
        List<StepSeries> result = expression switch
        {
            NumberLiteral number => Constant(number.Value),
            VectorSelector { Edges: RangeEdges.Smoothed } selector => SmoothedSelectors.Evaluate(selector, Run, Grid),
            VectorSelector selector => InstantSelectors.Evaluate(selector, Run, Grid),
            ParenExpr paren => Evaluate(paren.Inner),
            UnaryExpr unary => Evaluate(unary),
            StepInvariantExpr invariant => Evaluate(invariant),
            BinaryExpr binary => BinaryExpressions.Evaluate(binary, this),
            AggregateExpr aggregate => AggregateExpressions.Evaluate(aggregate, this),
            CallExpr call => CallExpressions.Evaluate(call, this),
            _ => throw new InvalidOperationException($"{expression.GetType().Name} has no value at a step"),
        };
        Run.Tally?.Exit(expression, result);
        return result;
    }

    /// <summary>Evaluates a range vector that is itself the result, at the first step.</summary>
    public List<WindowSeries> EvaluateWindows(Expr expression)
    {
        Run.Budget.CheckTime();
        WindowSource source = Windows(expression);
        var buffer = new SampleBuffer();
        List<WindowSeries> result = [];
        for (int i = 0; i < source.Count; i++)
        {
            Run.Budget.CheckTime();
            source.Load(i, buffer);
            WindowSeries? series = ExtendedWindows.Cut(source, i, buffer);
            if (series is not null)
            {
                Run.Budget.TakeSamples(buffer.Weight);
                if (source is SelectorWindows)
                {
                    Run.Tally?.TakeWindow(buffer.Weight);
                }

                result.Add(series);
            }
        }

        Run.Tally?.Count(0, source.SamplesApart);
        return result;
    }

    /// <summary>The windows of a range selector or a subquery.</summary>
    public WindowSource Windows(Expr expression) => expression switch
    {
        MatrixSelector matrix => new SelectorWindows(matrix, Run, Grid),
        SubqueryExpr subquery => new SubqueryWindows(subquery, this),
        ParenExpr paren => Windows(paren.Inner),
        StepInvariantExpr invariant => Windows(invariant.Inner),
        _ => throw new InvalidOperationException($"{expression.GetType().Name} is no range vector"),
    };

    /// <summary>The values of a scalar expression, one per step.</summary>
    public double[] Scalars(Expr expression)
    {
        List<StepSeries> series = Evaluate(expression);
        double[] values = new double[Grid.Count];
        for (int step = 0; step < values.Length; step++)
        {
            values[step] = series[0].Value(step);
        }

        Run.Budget.Release(series);
        return values;
    }

    // Apart, because the method above is on the stack once for each level of an expression.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private List<StepSeries>? FindKnown(Expr expression) =>
        Grid == Run.Known!.Grid ? Run.Known.Find(expression) : null;

    private List<StepSeries> Constant(double value)
    {
        var series = new StepSeries(Model.Labels.LabelSet.Empty, Grid.Count);
        for (int step = 0; step < Grid.Count; step++)
        {
            series.Set(step, value);
        }

        Run.Budget.Hold(series);
        return [series];
    }

    private List<StepSeries> Evaluate(UnaryExpr unary)
    {
        List<StepSeries> operand = Evaluate(unary.Inner);
        if (unary.Op == UnaryOp.Plus)
        {
            return operand;
        }

        foreach (StepSeries series in operand)
        {
            series.Labels = Run.DelaysNameRemoval ? series.Labels : LabelEditor.DropReserved(series.Labels);
            series.DropsName = true;
            for (int step = 0; step < series.Steps; step++)
            {
                if (series.Histogram(step) is { } histogram)
                {
                    series.Set(step, 0, HistogramMath.Multiply(histogram, -1));
                }
                else if (series.Has(step))
                {
                    series.Set(step, -series.Value(step));
                }
            }
        }

        return Run.DelaysNameRemoval ? operand : SeriesMerging.Merge(operand);
    }

    private List<StepSeries> Evaluate(StepInvariantExpr invariant)
    {
        if (Grid.IsOne)
        {
            return Evaluate(invariant.Inner);
        }

        List<StepSeries> once = On(Grid with { EndMs = Grid.StartMs }).Evaluate(invariant.Inner);
        List<StepSeries> repeated = [];
        foreach (StepSeries series in once)
        {
            var copy = new StepSeries(series.Labels, Grid.Count) { DropsName = series.DropsName };
            for (int step = 0; step < Grid.Count; step++)
            {
                copy.Set(step, series.Value(0), series.Histogram(0));
            }

            Run.Budget.Hold(copy);
            repeated.Add(copy);
        }

        Run.Budget.Release(once);
        return repeated;
    }
}
