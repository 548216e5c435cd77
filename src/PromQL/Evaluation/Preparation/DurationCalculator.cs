using System.Globalization;
using Tocsin.PromQL.Ast;

namespace Tocsin.PromQL.Evaluation.Preparation;

/// <summary>Computes the durations of ranges, steps and offsets, in milliseconds.</summary>
internal sealed class DurationCalculator(long stepMs, long rangeMs)
{
    // What the field's durations, 64-bit nanoseconds, can hold.
    private const double SecondsMax = (double)long.MaxValue / 1e9;

    /// <summary>A length, which must be above 0.</summary>
    public long Range(DurationValue duration) =>
        duration.Expression is { } expression ? Milliseconds(expression, mayBeNegative: false) : duration.Ms;

    /// <summary>A shift, which may go either way.</summary>
    public long Offset(OffsetModifier offset) =>
        offset.Expression is { } expression ? Milliseconds(expression, mayBeNegative: true) : offset.Ms;

    private long Milliseconds(DurationExpr expression, bool mayBeNegative)
    {
        double seconds = Evaluate(expression);
        if (!double.IsFinite(seconds))
        {
            throw Fault(expression, "duration is NaN or infinite");
        }

        if (seconds <= 0 && !mayBeNegative)
        {
            throw Fault(expression, "duration must be greater than 0");
        }

        return Math.Abs(seconds) > SecondsMax ? throw Fault(expression, "duration is out of range") : (long)(seconds * 1000);
    }

    private double Evaluate(Expr expression)
    {
        if (expression is NumberLiteral number)
        {
            return number.Value;
        }

        var duration = (DurationExpr)expression;
        double left = duration.Left is null ? 0 : Evaluate(duration.Left);
        double right = duration.Right is null ? 0 : Evaluate(duration.Right);
        return duration.Op switch
        {
            DurationOp.Step => stepMs / 1000.0,
            DurationOp.Range => rangeMs / 1000.0,
            DurationOp.MinOf => Math.Min(left, right),
            DurationOp.MaxOf => Math.Max(left, right),
            DurationOp.Add => left + right,
            DurationOp.Subtract => left - right,
            DurationOp.Multiply => left * right,
            DurationOp.Divide => right == 0 ? throw Fault(duration, "division by zero") : left / right,
            DurationOp.Modulo => right == 0 ? throw Fault(duration, "modulo by zero") : left % right,
            _ => Math.Pow(left, right),
        };
    }

    // Source: Prometheus promql, durationVisitor: both ends of the span, not line and column.
    private static QueryFailure Fault(DurationExpr expression, string message) => QueryFailure.Senseless(
        string.Create(CultureInfo.InvariantCulture, $"{expression.Span.From}:{expression.Span.To}: {message}"));
}
