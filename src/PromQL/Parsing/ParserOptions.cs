namespace Tocsin.PromQL.Parsing;

/// <summary>Which experimental parts of the language are allowed. The default is what a server allows without flags.</summary>
public sealed record ParserOptions
{
    /// <summary>What a server without feature flags allows.</summary>
    public static readonly ParserOptions Default = new();

    /// <summary>Everything.</summary>
    public static readonly ParserOptions Everything = new()
    {
        AllowExperimentalFunctions = true,
        AllowExtendedRangeSelectors = true,
        AllowFillModifiers = true,
    };

    /// <summary>Experimental functions and aggregations: <c>promql-experimental-functions</c>.</summary>
    public bool AllowExperimentalFunctions { get; init; }

    /// <summary><c>anchored</c> and <c>smoothed</c>: <c>promql-extended-range-selectors</c>.</summary>
    public bool AllowExtendedRangeSelectors { get; init; }

    /// <summary><c>fill</c>, <c>fill_left</c> and <c>fill_right</c>: <c>promql-binop-fill-modifiers</c>.</summary>
    public bool AllowFillModifiers { get; init; }

    /// <summary>Arithmetic in ranges, steps and offsets; on since Prometheus 3.14.</summary>
    public bool AllowDurationExpressions { get; init; } = true;
}
