using Tocsin.Model.Labels;
using Tocsin.Model.Samples;
using Tocsin.Model.Seams;
using Tocsin.PromQL.Ast;
using Tocsin.PromQL.Evaluation.Series;
using Tocsin.PromQL.Evaluation.Statistics;

namespace Tocsin.PromQL.Evaluation.Selectors;

/// <summary>The series of a range selector or of a subquery, read one after the other.</summary>
internal abstract class WindowSource(SelectorTimes times, long rangeMs)
{
    /// <summary>Where the window ends at each step.</summary>
    public SelectorTimes Times { get; } = times;

    /// <summary>How long the window is.</summary>
    public long RangeMs { get; } = rangeMs;

    /// <summary>How much further back the samples reach than the window.</summary>
    public long ReachBackMs { get; protected init; }

    /// <summary>How much further ahead the samples reach than the window.</summary>
    public long ReachAheadMs { get; protected init; }

    public RangeEdges Edges { get; protected init; }

    /// <summary>What was looked at to make the series, where that is counted.</summary>
    public long SamplesApart { get; protected init; }

    /// <summary>What the series count for while they are held.</summary>
    public virtual long SamplesHeld => 0;

    public abstract int Count { get; }

    public abstract LabelSet Labels(int index);

    /// <summary>True if the name goes at the end, where names are dropped late.</summary>
    public abstract bool DropsName(int index);

    /// <summary>Replaces the buffer's content by the samples of a series.</summary>
    public abstract void Load(int index, SampleBuffer into);

    /// <summary>The series are not needed any more.</summary>
    public virtual void Release(QueryBudget budget)
    {
    }
}

/// <summary>The series of a range selector.</summary>
internal sealed class SelectorWindows : WindowSource
{
    private readonly ISeriesSelection _selection;
    private readonly SampleColumns _columns = new();
    private readonly bool _areCounted;

    public SelectorWindows(MatrixSelector matrix, QueryRun run, StepGrid grid)
        : base(SelectorTimes.Of(matrix.Selector, grid), matrix.Range.Ms)
    {
        Edges = matrix.Selector.Edges;
        _areCounted = run.CountedOnly.Contains(matrix.Selector);
        ReachBackMs = Edges == RangeEdges.Plain ? 0 : run.LookbackMs;
        ReachAheadMs = Edges == RangeEdges.Smoothed ? run.LookbackMs : 0;
        _selection = run.View.Select(QueryOf(matrix, grid, run.LookbackMs), run.Cancellation);
    }

    /// <summary>What a selector asks of the store.</summary>
    public static SeriesQuery QueryOf(MatrixSelector matrix, StepGrid grid, long lookbackMs)
    {
        SelectorTimes times = SelectorTimes.Of(matrix.Selector, grid);
        RangeEdges edges = matrix.Selector.Edges;
        return new SeriesQuery
        {
            Matchers = matrix.Selector.Matchers,
            FromMs = times.FirstMs - matrix.Range.Ms - (edges == RangeEdges.Plain ? 0 : lookbackMs) + 1,
            ToMs = times.LastMs + (edges == RangeEdges.Smoothed ? lookbackMs : 0),
            StepMs = grid.IsOne ? 0 : grid.StepMs,
            RangeMs = matrix.Range.Ms,
        };
    }

    public override int Count => _selection.Count;

    public override LabelSet Labels(int index) => _selection.Labels(index);

    public override bool DropsName(int index) => false;

    public override void Load(int index, SampleBuffer into)
    {
        _selection.Read(index, _columns);
        into.Fill(_columns, _areCounted);
    }
}

/// <summary>The series of a subquery, evaluated before.</summary>
internal sealed class SubqueryWindows : WindowSource
{
    private readonly List<StepSeries> _series;
    private readonly StepGrid _inner;

    public SubqueryWindows(SubqueryExpr subquery, Evaluator outer)
        : base(SelectorTimes.Of(subquery, outer.Grid), subquery.Range.Ms)
    {
        _inner = GridOf(subquery, outer.Grid, (long)outer.Run.Options.SubqueryStep.TotalMilliseconds);
        SampleTally? tally = outer.Run.Tally;
        tally?.BeginApart();
        _series = outer.On(_inner).Evaluate(subquery.Inner);
        SamplesApart = tally?.EndApart() ?? 0;
    }

    public override int Count => _series.Count;

    public override long SamplesHeld => SampleTally.Weight(_series);

    /// <summary>The grid is absolute: multiples of the step, so that results do not depend on when one asks.</summary>
    public static StepGrid GridOf(SubqueryExpr subquery, StepGrid outer, long stepMsOtherwise)
    {
        SelectorTimes times = SelectorTimes.Of(subquery, outer);
        long step = subquery.Step?.Ms ?? stepMsOtherwise;
        long after = times.FirstMs - subquery.Range.Ms;
        long start = step * (after / step);
        return new StepGrid(start <= after ? start + step : start, times.LastMs, step);
    }

    public override LabelSet Labels(int index) => _series[index].Labels;

    public override bool DropsName(int index) => _series[index].DropsName;

    public override void Load(int index, SampleBuffer into)
    {
        into.Clear();
        StepSeries series = _series[index];
        for (int step = 0; step < series.Steps; step++)
        {
            if (series.Histogram(step) is { } histogram)
            {
                into.Add(_inner.TimeOf(step), WithoutHint(histogram), 0);
            }
            else if (series.Has(step))
            {
                into.Add(_inner.TimeOf(step), series.Value(step), 0);
            }
        }
    }

    public override void Release(QueryBudget budget) => budget.Release(_series);

    // What is known of a sample and the one before it does not hold for the samples that the steps pick.
    private static FloatHistogram WithoutHint(FloatHistogram histogram) =>
        histogram.ResetHint is CounterResetHint.CounterReset or CounterResetHint.NotCounterReset
            ? histogram with { ResetHint = CounterResetHint.Unknown }
            : histogram;
}
