using Tocsin.Model.Samples;
using Tocsin.PromQL.Ast;
using Tocsin.PromQL.Evaluation.Preparation;
using Tocsin.PromQL.Evaluation.Series;

namespace Tocsin.PromQL.Evaluation.Statistics;

/// <summary>
/// Counts samples as upstream's evaluator would hold them. The plain evaluator tells it when an expression begins and ends,
/// and of the windows of ranges; all else follows from the sizes of results. One owner.
/// </summary>
// Source: Prometheus promql, evaluator: currentSamples, and util/stats, QuerySamples.
internal sealed class SampleTally
{
    private readonly Stack<Node> _nodes = new();
    private readonly Stack<long> _totals = new();
    private readonly StepGrid _grid;
    private readonly long[]? _perStep;
    private long _current;
    private long _peak;
    private long _total;

    /// <summary>Begins with nothing counted.</summary>
    /// <param name="grid">The steps of the query.</param>
    /// <param name="detail">What is wanted.</param>
    /// <param name="stepsMax">With more steps the evaluation will be refused.</param>
    public SampleTally(StepGrid grid, StatisticsDetail detail, long stepsMax)
    {
        _grid = grid;
        _perStep = detail == StatisticsDetail.Steps && grid.Steps <= stepsMax ? new long[grid.Count] : null;
    }

    /// <summary>How many samples were looked at so far.</summary>
    public long Total => _total;

    /// <summary>What was counted.</summary>
    public QueryStatistics Finish(QueryTimings timings) => new(_total, _peak, timings)
    {
        Steps = _perStep is null ? null : [.. _perStep.Select((samples, step) => new StepSamples(_grid.TimeOf(step), samples))],
    };

    /// <summary>An expression begins.</summary>
    public void Enter(Expr expression, StepGrid grid)
    {
        _nodes.Push(new Node(grid, _current));
        if (expression is StepInvariantExpr)
        {
            BeginApart();
        }
    }

    /// <summary>The expression ends that began last.</summary>
    public void Exit(Expr expression, List<StepSeries> result)
    {
        Node node = _nodes.Pop();
        switch (expression)
        {
            case VectorSelector:
                Select(result, node.Grid);
                break;
            case AggregateExpr { Op: not AggregateOp.CountValues }:
                Hold(node.Before + Weight(result));
                break;
            case StepInvariantExpr:
                Repeat(result, node.Grid);
                break;
            case CallExpr { Function.Name: "timestamp" or "start_timestamp", Arguments: [VectorSelector] }:
                long[] found = Counts(result, node.Grid.Count);
                CountSteps(found);
                EvaluateSteps(node, found, result);
                break;
            case CallExpr { Function.Name: "label_replace" or "label_join" }:
            case CallExpr call when call.Arguments.Any(a => a.Type == ExpressionType.Matrix):
            case UnaryExpr or ParenExpr:
                break;
            default:
                EvaluateSteps(node, node.Operands, result);
                break;
        }

        if (_nodes.TryPeek(out Node? outer) && outer.Grid == node.Grid)
        {
            outer.Add(Counts(result, node.Grid.Count));
        }
    }

    /// <summary>What is counted from here on is not the query's own: a subquery's samples are counted where windows read them.</summary>
    public void BeginApart()
    {
        _totals.Push(_total);
        _total = 0;
    }

    /// <summary>What was counted since.</summary>
    public long EndApart()
    {
        long apart = _total;
        _total = _totals.Pop();
        return apart;
    }

    /// <summary>A step of a function looks at a window.</summary>
    public void Look(int step, long samples)
    {
        Count(step, samples);
        _peak = Math.Max(_peak, _current + samples);
    }

    /// <summary>A function is through with a series; the last window is let go of when the next series begins.</summary>
    public void FinishSeries(long lastWindow, long results)
    {
        _current += results;
        _peak = Math.Max(_peak, _current + (results > 0 ? lastWindow : 0));
    }

    /// <summary>A range vector is the result, with this series.</summary>
    public void TakeWindow(long samples)
    {
        Count(0, samples);
        Hold(_current + samples);
    }

    /// <summary>Samples count for a step.</summary>
    public void Count(int step, long samples)
    {
        _total += samples;
        if (_perStep is not null && _totals.Count == 0)
        {
            _perStep[step] += samples;
        }
    }

    /// <summary>A subquery's result is held no longer.</summary>
    public void Return(long samples) => _current -= samples;

    /// <summary>What series count for.</summary>
    public static long Weight(IReadOnlyList<StepSeries> series)
    {
        long weight = 0;
        foreach (StepSeries one in series)
        {
            weight += one.Weight;
        }

        return weight;
    }

    private void Select(List<StepSeries> result, StepGrid grid)
    {
        CountSteps(Sum(result, grid.Count, QueryBudget.WeightOf));
        Hold(_current + Weight(result));
    }

    // A part that is the same at every step counts for each of them, though it is evaluated once.
    private void Repeat(List<StepSeries> result, StepGrid grid)
    {
        long once = EndApart();
        for (int step = 0; step < grid.Count; step++)
        {
            Count(step, once);
        }

        long weight = Weight(result);
        Hold(_current + weight - (weight / grid.Count));
    }

    // At each step the operands' elements and the results are held besides what the operands are.
    private void EvaluateSteps(Node node, long[] operands, List<StepSeries> result)
    {
        long[] results = Sum(result, node.Grid.Count, QueryBudget.WeightInFlight);
        long held = _current;
        for (int step = 0; step < results.Length; step++)
        {
            _peak = Math.Max(_peak, held + operands[step] + results[step]);
            held += results[step];
        }

        Hold(node.Before + Weight(result));
    }

    private void CountSteps(long[] samples)
    {
        for (int step = 0; step < samples.Length; step++)
        {
            Count(step, samples[step]);
        }
    }

    private void Hold(long samples)
    {
        _current = samples;
        _peak = Math.Max(_peak, samples);
    }

    // A float counts for one sample.
    private static long[] Sum(List<StepSeries> series, int steps, Func<FloatHistogram, int> weightOf)
    {
        long[] sums = new long[steps];
        foreach (StepSeries one in series)
        {
            for (int step = 0; step < steps; step++)
            {
                sums[step] += !one.Has(step) ? 0 : one.Histogram(step) is { } histogram ? weightOf(histogram) : 1;
            }
        }

        return sums;
    }

    private static long[] Counts(List<StepSeries> series, int steps) => Sum(series, steps, static _ => 1);

    /// <summary>An expression under way.</summary>
    private sealed class Node(StepGrid grid, long before)
    {
        /// <summary>The steps that it is evaluated on.</summary>
        public StepGrid Grid { get; } = grid;

        /// <summary>What was held when it began.</summary>
        public long Before { get; } = before;

        /// <summary>How many elements its operands have at each step.</summary>
        public long[] Operands { get; } = new long[grid.Count];

        public void Add(long[] counts)
        {
            for (int step = 0; step < counts.Length; step++)
            {
                Operands[step] += counts[step];
            }
        }
    }
}
