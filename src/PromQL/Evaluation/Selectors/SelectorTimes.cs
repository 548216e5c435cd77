using Tocsin.PromQL.Ast;
using Tocsin.PromQL.Evaluation.Series;

namespace Tocsin.PromQL.Evaluation.Selectors;

/// <summary>Where a selector or subquery looks at each step.</summary>
/// <param name="Grid">The steps.</param>
/// <param name="AtMs">The instant it is fixed to, or null.</param>
/// <param name="OffsetMs">How far it looks back.</param>
internal readonly record struct SelectorTimes(StepGrid Grid, long? AtMs, long OffsetMs)
{
    public static SelectorTimes Of(VectorSelector selector, StepGrid grid) =>
        new(grid, selector.At?.TimestampMs, selector.Offset.Ms);

    public static SelectorTimes Of(SubqueryExpr subquery, StepGrid grid) =>
        new(grid, subquery.At?.TimestampMs, subquery.Offset.Ms);

    /// <summary>The earliest of the instants looked at.</summary>
    public long FirstMs => At(0);

    /// <summary>The latest of the instants looked at.</summary>
    public long LastMs => At(Grid.Count - 1);

    /// <summary>The instant looked at in a step: the newest sample may be as new as this.</summary>
    public long At(int step) => (AtMs ?? Grid.TimeOf(step)) - OffsetMs;
}
