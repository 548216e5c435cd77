using Tocsin.PromQL.Ast;
using Tocsin.PromQL.Evaluation.Statistics;

namespace Tocsin.PromQL.Evaluation;

/// <summary>An expression and when to evaluate it. Immutable.</summary>
/// <param name="Text">The expression as written; annotations name places in it.</param>
/// <param name="Expression">The expression, parsed.</param>
/// <param name="StartMs">The first instant, in Unix milliseconds.</param>
/// <param name="EndMs">The last instant, not before the first.</param>
/// <param name="StepMs">How far the instants are apart; 0 for an instant query.</param>
public sealed record Query(string Text, Expr Expression, long StartMs, long EndMs, long StepMs)
{
    /// <summary>How far instant selectors look back, in place of the engine's setting.</summary>
    public TimeSpan? Lookback { get; init; }

    /// <summary>What to tell of the query's cost; telling it takes longer.</summary>
    public StatisticsDetail Statistics { get; init; }

    /// <summary>True if there is one instant only, and the result is not a matrix of steps.</summary>
    public bool IsInstant => StepMs == 0;

    /// <summary>Evaluate at one instant.</summary>
    public static Query Instant(string text, Expr expression, long atMs) => new(text, expression, atMs, atMs, 0);
}
