using Tocsin.PromQL.Ast;
using Tocsin.PromQL.Evaluation.Binary;

namespace Tocsin.PromQL.Evaluation.Rounds;

/// <summary>A number as written.</summary>
internal sealed class NumberPart(double number) : ScalarPart
{
    protected override void Compute(RoundContext context) => Number = number;
}

/// <summary><c>time()</c>.</summary>
internal sealed class TimePart : ScalarPart
{
    protected override void Compute(RoundContext context) => Number = context.AtMs / 1000.0;
}

/// <summary>An operator between two numbers.</summary>
internal sealed class ScalarOperatorPart(BinaryOp op, ScalarPart left, ScalarPart right) : ScalarPart
{
    protected override void Compute(RoundContext context) =>
        Number = ScalarOperators.Apply(op, left.Value(context), right.Value(context));
}

/// <summary>An operator between a vector and a number.</summary>
/// <param name="binary">The operator.</param>
/// <param name="vector">The vector.</param>
/// <param name="scalar">The number.</param>
internal sealed class VectorScalarPart(BinaryExpr binary, VectorPart vector, ScalarPart scalar) : VectorPart
{
    private readonly bool _isLeftScalar = binary.Left.Type == ExpressionType.Scalar;
    private readonly bool _isComparison = binary.Op.IsComparison();
    private readonly bool _drops = ScalarOperators.IsArithmetic(binary.Op) || binary.IsBool;

    protected override void Compute(RoundContext context)
    {
        RoundVector input = vector.Value(context);
        double number = scalar.Value(context);
        Frame frame = _drops ? input.Frame.WithoutNames : input.Frame;
        if (_drops && frame.HasTwins)
        {
            throw new RoundFallback();
        }

        Output.Reset(frame);
        for (int i = 0; i < input.Count; i++)
        {
            if (!input.Has[i])
            {
                continue;
            }

            double value = input.Values[i];
            (double left, double right) = _isLeftScalar ? (number, value) : (value, number);
            if (!_isComparison)
            {
                Output.Set(i, ScalarOperators.Compute(binary.Op, left, right));
                continue;
            }

            bool holds = ScalarOperators.Holds(binary.Op, left, right);
            if (holds || binary.IsBool)
            {
                Output.Set(i, binary.IsBool ? (holds ? 1 : 0) : value);
            }
        }
    }
}
