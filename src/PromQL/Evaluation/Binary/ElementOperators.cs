using Tocsin.Model.Samples;
using Tocsin.PromQL.Annotations;
using Tocsin.PromQL.Ast;
using Tocsin.PromQL.Histograms;

namespace Tocsin.PromQL.Evaluation.Binary;

/// <summary>Operators on the samples of two elements, or of an element and a scalar.</summary>
internal static class ElementOperators
{
    /// <summary>Computes one pair.</summary>
    /// <param name="binary">The operator and where it stands.</param>
    /// <param name="left">The left operand.</param>
    /// <param name="right">The right operand.</param>
    public static OperatorResult Apply(BinaryExpr binary, Operand left, Operand right)
    {
        BinaryOp op = binary.Op;
        if (left.Histogram is null && right.Histogram is null && op is not (BinaryOp.TrimLower or BinaryOp.TrimUpper))
        {
            return op.IsComparison()
                ? new(ScalarOperators.Holds(op, left.Value, right.Value), left.Value)
                : new(true, ScalarOperators.Compute(op, left.Value, right.Value));
        }

        OperatorResult? result = (left.Histogram, right.Histogram) switch
        {
            ({ } histogram, null) => WithFloat(op, histogram, right.Value),
            (null, { } histogram) when op == BinaryOp.Multiply => Of(HistogramMath.Multiply(histogram, left.Value)),
            ({ } one, { } other) => OfHistograms(binary, one, other),
            _ => null,
        };
        return result ?? new(false, 0)
        {
            Note = Notes.IncompatibleTypes(left.TypeName, op, right.TypeName, binary.Span),
        };
    }

    private static OperatorResult? WithFloat(BinaryOp op, FloatHistogram histogram, double value) => op switch
    {
        BinaryOp.Multiply => Of(HistogramMath.Multiply(histogram, value)),
        BinaryOp.Divide => Of(HistogramMath.Divide(histogram, value)),
        BinaryOp.TrimUpper => Of(HistogramTrim.Above(histogram, value)),
        BinaryOp.TrimLower => Of(HistogramTrim.Below(histogram, value)),
        _ => null,
    };

    private static OperatorResult? OfHistograms(BinaryExpr binary, FloatHistogram left, FloatHistogram right)
    {
        switch (binary.Op)
        {
            case BinaryOp.Add:
                FloatHistogram? sum = HistogramMath.Add(left, right, out CombineOutcome added);
                return Combined(binary, sum, added, HistogramOperation.Addition);
            case BinaryOp.Subtract:
                FloatHistogram? difference = HistogramMath.Subtract(left, right, out CombineOutcome subtracted);
                return Combined(
                    binary,
                    difference is null ? null : difference with { ResetHint = CounterResetHint.Gauge },
                    subtracted,
                    HistogramOperation.Subtraction);
            case BinaryOp.Equal:
            case BinaryOp.NotEqual:
                return new(HistogramMath.AreSame(left, right) == (binary.Op == BinaryOp.Equal), 0) { Histogram = left };
            default:
                return null;
        }
    }

    private static OperatorResult Combined(
        BinaryExpr binary, FloatHistogram? histogram, CombineOutcome outcome, HistogramOperation operation)
    {
        if (histogram is null)
        {
            return new(false, 0) { Note = Notes.IncompatibleBucketLayout(binary.Op, binary.Span) };
        }

        Annotation? note = outcome.HasFlag(CombineOutcome.HintsCollide) ? Notes.ResetCollision(operation, binary.Span)
            : outcome.HasFlag(CombineOutcome.BoundsReconciled) ? Notes.BoundsReconciled(operation, binary.Span) : null;
        return Of(histogram) with { Note = note };
    }

    private static OperatorResult Of(FloatHistogram histogram) => new(true, 0) { Histogram = histogram };
}

/// <summary>One operand: a float or a histogram.</summary>
/// <param name="Value">The float; 0 if there is a histogram.</param>
/// <param name="Histogram">The histogram, or null.</param>
internal readonly record struct Operand(double Value, FloatHistogram? Histogram)
{
    /// <summary>What annotations call it.</summary>
    public string TypeName => Histogram is null ? "float" : "histogram";
}

/// <summary>What one pair gave.</summary>
/// <param name="IsKept">False if a comparison does not hold or the operator does not apply.</param>
/// <param name="Value">The float.</param>
internal readonly record struct OperatorResult(bool IsKept, double Value)
{
    /// <summary>The histogram, or null.</summary>
    public FloatHistogram? Histogram { get; init; }

    /// <summary>What is to be told of it, or null.</summary>
    public Annotation? Note { get; init; }

    /// <summary>True if the operator does not apply at all, so that not even <c>bool</c> gives a value.</summary>
    public bool IsRefused => !IsKept && Note is not null;
}
