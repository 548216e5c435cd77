namespace Tocsin.PromQL.Numbers;

/// <summary>The larger and the smaller of two floats as Go has them.</summary>
// Source: Go math, Max and Min: an infinity that decides the matter decides it against NaN too, which .NET sees otherwise.
internal static class FloatLimits
{
    public static double Max(double left, double right) =>
        double.IsPositiveInfinity(left) || double.IsPositiveInfinity(right)
            ? double.PositiveInfinity
            : Math.Max(left, right);

    public static double Min(double left, double right) =>
        double.IsNegativeInfinity(left) || double.IsNegativeInfinity(right)
            ? double.NegativeInfinity
            : Math.Min(left, right);
}
