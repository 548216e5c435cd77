using Tocsin.PromQL.Ast;

namespace Tocsin.PromQL.Evaluation.Binary;

/// <summary>Operators on floats.</summary>
internal static class ScalarOperators
{
    /// <summary>The result of arithmetic; of a comparison 1 or 0.</summary>
    public static double Apply(BinaryOp op, double left, double right) =>
        op.IsComparison() ? (Holds(op, left, right) ? 1 : 0) : Compute(op, left, right);

    /// <summary>The result of arithmetic. The remainder has the dividend's sign.</summary>
    public static double Compute(BinaryOp op, double left, double right) => op switch
    {
        BinaryOp.Add => left + right,
        BinaryOp.Subtract => left - right,
        BinaryOp.Multiply => left * right,
        BinaryOp.Divide => left / right,
        BinaryOp.Modulo => left % right,
        BinaryOp.Power => Math.Pow(left, right),
        BinaryOp.Atan2 => Math.Atan2(left, right),
        _ => throw new InvalidOperationException($"{op} is no arithmetic"),
    };

    /// <summary>True if a comparison holds; with NaN only inequality does.</summary>
    public static bool Holds(BinaryOp op, double left, double right) => op switch
    {
        BinaryOp.Equal => left == right,
        BinaryOp.NotEqual => left != right,
        BinaryOp.Less => left < right,
        BinaryOp.LessOrEqual => left <= right,
        BinaryOp.Greater => left > right,
        BinaryOp.GreaterOrEqual => left >= right,
        _ => throw new InvalidOperationException($"{op} is no comparison"),
    };

    /// <summary>True for arithmetic, whose result is another metric than its operands.</summary>
    public static bool IsArithmetic(BinaryOp op) => op >= BinaryOp.Add;
}
