namespace Tocsin.PromQL.Ast;

/// <summary>What <c>@</c> refers to.</summary>
public enum AtKind : byte
{
    /// <summary>An instant.</summary>
    Timestamp,

    /// <summary>The first instant of the query, <c>start()</c>.</summary>
    Start,

    /// <summary>The last instant of the query, <c>end()</c>.</summary>
    End,
}

/// <summary>The modifier <c>@</c>: evaluate there, whatever the evaluation's own instant.</summary>
/// <param name="Kind">What it refers to.</param>
/// <param name="TimestampMs">Unix milliseconds; 0 unless <see cref="AtKind.Timestamp"/>.</param>
public readonly record struct AtModifier(AtKind Kind, long TimestampMs = 0);

/// <summary>
/// The modifier <c>offset</c>: look that far back. The default is none; a written 0 counts as none, as it does upstream.
/// </summary>
/// <param name="Ms">Milliseconds, negative to look ahead; 0 where <paramref name="Expression"/> is set.</param>
/// <param name="Expression">What to compute it from, in seconds, or null.</param>
public readonly record struct OffsetModifier(long Ms, DurationExpr? Expression = null)
{
    /// <summary>True if there is nothing to shift by.</summary>
    public bool IsNone => Ms == 0 && Expression is null;
}

/// <summary>A length of time that a selector or subquery needs.</summary>
/// <param name="Ms">Milliseconds; 0 where <paramref name="Expression"/> is set, or where the literal is below 1 ms.</param>
/// <param name="Expression">What to compute it from, in seconds, or null.</param>
public readonly record struct DurationValue(long Ms, DurationExpr? Expression = null);

/// <summary>What a range does at its edges.</summary>
public enum RangeEdges : byte
{
    /// <summary>Nothing: the samples in the range are all there is.</summary>
    Plain,

    /// <summary><c>anchored</c>: it reaches to the last sample at or before its beginning, and nothing is extrapolated.</summary>
    Anchored,

    /// <summary><c>smoothed</c>: the values at both edges are interpolated linearly.</summary>
    Smoothed,
}

/// <summary>The operations of duration expressions.</summary>
public enum DurationOp : byte
{
    /// <summary><c>+</c>, with one operand or two.</summary>
    Add,

    /// <summary><c>-</c>, with one operand or two.</summary>
    Subtract,

    /// <summary><c>*</c></summary>
    Multiply,

    /// <summary><c>/</c></summary>
    Divide,

    /// <summary><c>%</c></summary>
    Modulo,

    /// <summary><c>^</c></summary>
    Power,

    /// <summary><c>step()</c>: the query's step.</summary>
    Step,

    /// <summary><c>range()</c>: from the query's first instant to its last.</summary>
    Range,

    /// <summary><c>max_of(a, b)</c></summary>
    MaxOf,

    /// <summary><c>min_of(a, b)</c></summary>
    MinOf,
}

/// <summary>How duration operations are written.</summary>
public static class DurationOps
{
    private static readonly string[] Signs = ["+", "-", "*", "/", "%", "^", "step", "range", "max_of", "min_of"];

    /// <summary>The operation as written, without parentheses.</summary>
    public static string Sign(this DurationOp op) => Signs[(int)op];
}
