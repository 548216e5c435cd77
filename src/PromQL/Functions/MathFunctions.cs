using Tocsin.PromQL.Functions.Contracts;
using Tocsin.PromQL.Numbers;

namespace Tocsin.PromQL.Functions;

/// <summary>Functions of one number. Histograms are left out.</summary>
internal static class MathFunctions
{
    public static readonly (string Name, VectorFunction Function)[] All =
    [
        ("abs", Of(Math.Abs)),
        ("ceil", Of(Math.Ceiling)),
        ("floor", Of(Math.Floor)),
        ("exp", Of(Math.Exp)),
        ("ln", Of(Math.Log)),
        ("log2", Of(Math.Log2)),
        ("log10", Of(Math.Log10)),
        ("sqrt", Of(Math.Sqrt)),
        ("sgn", Of(value => value < 0 ? -1 : value > 0 ? 1 : value)),
        ("deg", Of(value => value * 180 / Math.PI)),
        ("rad", Of(value => value * Math.PI / 180)),
        ("sin", Of(Math.Sin)),
        ("cos", Of(Math.Cos)),
        ("tan", Of(Math.Tan)),
        ("asin", Of(Math.Asin)),
        ("acos", Of(Math.Acos)),
        ("atan", Of(Math.Atan)),
        ("sinh", Of(value => Hyperbolic(value, Math.Sinh))),
        ("cosh", Of(value => Math.Abs(Hyperbolic(value, Math.Cosh)))),
        ("tanh", Of(Math.Tanh)),
        ("asinh", Of(Math.Asinh)),
        ("acosh", Of(Math.Acosh)),
        ("atanh", Of(Math.Atanh)),
        ("pi", call => call.Emit(Math.PI)),
        ("round", Round),
        ("clamp", call => Clamp(call, call.Scalar(1), call.Scalar(2))),
        ("clamp_min", call => Clamp(call, call.Scalar(1), double.PositiveInfinity)),
        ("clamp_max", call => Clamp(call, double.NegativeInfinity, call.Scalar(1))),
    ];

    private static VectorFunction Of(Func<double, double> function) => call => call.EmitFloats(0, function);

    // Source: Go math, Sinh and Cosh: from 21 on half of the exponential, so that both overflow together with it.
    private static double Hyperbolic(double value, Func<double, double> near) =>
        Math.Abs(value) > 21 ? Math.CopySign(Math.Exp(Math.Abs(value)) / 2, value) : near(value);

    // Ties go up. Multiplying by the reciprocal loses less than dividing.
    private static void Round(StepCall call)
    {
        double reciprocal = 1 / (call.ArgumentCount > 1 ? call.Scalar(1) : 1);
        call.EmitFloats(0, value => Math.Floor((value * reciprocal) + 0.5) / reciprocal);
    }

    private static void Clamp(StepCall call, double lowest, double highest)
    {
        if (!(highest < lowest))
        {
            call.EmitFloats(0, value => FloatLimits.Max(lowest, FloatLimits.Min(highest, value)));
        }
    }
}
