using Tocsin.Model.Matching;
using Tocsin.PromQL.Printing;

namespace Tocsin.PromQL.Ast;

/// <summary>
/// A part of an expression's tree. Immutable and thread-safe. Two are equal if they mean the same and are written with
/// the same parentheses; where they stand in their text does not count.
/// </summary>
/// <remarks>
/// A type is found once, when the node is made; a rewriter that copies a node with <c>with</c> gives it operands of the
/// types that it had.
/// </remarks>
/// <param name="Span">Where it stands in the text.</param>
public abstract record Expr(SourceSpan Span)
{
    /// <summary>What it evaluates to.</summary>
    public abstract ExpressionType Type { get; }

    /// <inheritdoc/>
    public virtual bool Equals(Expr? other) => other is not null && EqualityContract == other.EqualityContract;

    /// <inheritdoc/>
    public override int GetHashCode() => EqualityContract.GetHashCode();

    /// <summary>The expression on one line, in the form that rules and the API show.</summary>
    public sealed override string ToString() => ExpressionPrinter.Print(this);
}

/// <summary>A number, or a duration that stands for its seconds.</summary>
/// <param name="Span">Where it stands, with its sign.</param>
/// <param name="Value">The number; for a duration, seconds.</param>
/// <param name="IsDuration">True if it was written as a duration, <c>5m</c>, and prints as one.</param>
public sealed record NumberLiteral(SourceSpan Span, double Value, bool IsDuration = false) : Expr(Span)
{
    /// <inheritdoc/>
    public override ExpressionType Type => ExpressionType.Scalar;
}

/// <summary>A text.</summary>
/// <param name="Span">Where it stands, with its quotes.</param>
/// <param name="Value">The text without quotes and escapes.</param>
public sealed record StringLiteral(SourceSpan Span, string Value) : Expr(Span)
{
    /// <inheritdoc/>
    public override ExpressionType Type => ExpressionType.Text;
}

/// <summary>Series, and of each the newest sample within the lookback delta.</summary>
/// <param name="Span">Where it stands, with its modifiers; inside a <see cref="MatrixSelector"/> without them.</param>
/// <param name="Name">The metric's name if it stands before the braces, else empty.</param>
/// <param name="Matchers">
/// All conditions in the order written; <paramref name="Name"/> is the last of them, as <c>__name__</c>.
/// </param>
public sealed record VectorSelector(SourceSpan Span, string Name, ValueList<LabelMatcher> Matchers) : Expr(Span)
{
    /// <inheritdoc/>
    public override ExpressionType Type => ExpressionType.Vector;

    /// <summary>How far it looks back.</summary>
    public OffsetModifier Offset { get; init; }

    /// <summary>The instant it is fixed to, or null; it applies before <see cref="Offset"/>.</summary>
    public AtModifier? At { get; init; }

    /// <summary>What happens at the edges of the range, or for an instant, <c>smoothed</c>.</summary>
    public RangeEdges Edges { get; init; }
}

/// <summary>Series, and of each the samples of a span of time.</summary>
/// <param name="Span">Where it stands, with its modifiers.</param>
/// <param name="Selector">Which series, and the modifiers.</param>
/// <param name="Range">How long the span is.</param>
public sealed record MatrixSelector(SourceSpan Span, VectorSelector Selector, DurationValue Range) : Expr(Span)
{
    /// <inheritdoc/>
    public override ExpressionType Type => ExpressionType.Matrix;
}

/// <summary>An instant vector, evaluated at the multiples of a step in a span of time.</summary>
/// <param name="Span">Where it stands, with its modifiers.</param>
/// <param name="Inner">What is evaluated.</param>
/// <param name="Range">How long the span is.</param>
/// <param name="Step">The step, or null for the one that the server has for this.</param>
public sealed record SubqueryExpr(SourceSpan Span, Expr Inner, DurationValue Range, DurationValue? Step) : Expr(Span)
{
    /// <inheritdoc/>
    public override ExpressionType Type => ExpressionType.Matrix;

    /// <summary>How far it looks back.</summary>
    public OffsetModifier Offset { get; init; }

    /// <summary>The instant it is fixed to, or null; it applies before <see cref="Offset"/>.</summary>
    public AtModifier? At { get; init; }
}

/// <summary>A call of a function.</summary>
/// <param name="Span">Where it stands.</param>
/// <param name="Function">What is called.</param>
/// <param name="Arguments">With what; their number and types suit the function.</param>
public sealed record CallExpr(SourceSpan Span, FunctionSignature Function, ValueList<Expr> Arguments) : Expr(Span)
{
    /// <inheritdoc/>
    public override ExpressionType Type => Function.ReturnType;
}

/// <summary>An aggregation of a vector's elements.</summary>
/// <param name="Span">Where it stands.</param>
/// <param name="Op">Which.</param>
/// <param name="Inner">The vector.</param>
/// <param name="Parameter">What <c>topk</c> and its like take before the vector, else null.</param>
public sealed record AggregateExpr(SourceSpan Span, AggregateOp Op, Expr Inner, Expr? Parameter) : Expr(Span)
{
    /// <inheritdoc/>
    public override ExpressionType Type => ExpressionType.Vector;

    /// <summary>The labels of <c>by</c> or <c>without</c>, in the order written.</summary>
    public ValueList<string> Grouping { get; init; }

    /// <summary>Group by all labels but those.</summary>
    public bool IsWithout { get; init; }
}

/// <summary>An operator with two operands.</summary>
/// <param name="Span">Where it stands.</param>
/// <param name="Op">The operator.</param>
/// <param name="Left">The left operand.</param>
/// <param name="Right">The right operand.</param>
public sealed record BinaryExpr(SourceSpan Span, BinaryOp Op, Expr Left, Expr Right) : Expr(Span)
{
    /// <inheritdoc/>
    public override ExpressionType Type { get; } =
        Left.Type == ExpressionType.Scalar && Right.Type == ExpressionType.Scalar
            ? ExpressionType.Scalar
            : ExpressionType.Vector;

    /// <summary>How two vectors match; null unless both operands are vectors.</summary>
    public VectorMatching? Matching { get; init; }

    /// <summary>A comparison gives 0 or 1 instead of filtering.</summary>
    public bool IsBool { get; init; }
}

/// <summary>A sign before an expression that is not a number.</summary>
/// <param name="Span">Where it stands.</param>
/// <param name="Op">The sign.</param>
/// <param name="Inner">The operand.</param>
public sealed record UnaryExpr(SourceSpan Span, UnaryOp Op, Expr Inner) : Expr(Span)
{
    /// <inheritdoc/>
    public override ExpressionType Type { get; } = Inner.Type;
}

/// <summary>An expression in parentheses.</summary>
/// <param name="Span">Where it stands, with the parentheses.</param>
/// <param name="Inner">What is inside.</param>
public sealed record ParenExpr(SourceSpan Span, Expr Inner) : Expr(Span)
{
    /// <inheritdoc/>
    public override ExpressionType Type { get; } = Inner.Type;
}

/// <summary>
/// A computed duration, in seconds, in a range, a step or an offset. Its operands are numbers and duration expressions.
/// </summary>
/// <param name="Span">Where it stands.</param>
/// <param name="Op">The operation.</param>
/// <param name="Left">The left operand; null with a sign, <c>step()</c> and <c>range()</c>.</param>
/// <param name="Right">The right or only operand; null with <c>step()</c> and <c>range()</c>.</param>
public sealed record DurationExpr(SourceSpan Span, DurationOp Op, Expr? Left, Expr? Right) : Expr(Span)
{
    /// <inheritdoc/>
    public override ExpressionType Type => ExpressionType.Scalar;

    /// <summary>Written in parentheses. A number in parentheses is a plus sign before the number.</summary>
    public bool IsWrapped { get; init; }
}
