namespace Tocsin.Model.Samples;

/// <summary>The value that ends a series: one NaN among the many, told from the others by its bits.</summary>
/// <remarks>Arithmetic never makes it. It is a float whatever the series held before, histograms too.</remarks>
// Source: Prometheus model/value, StaleNaN.
public static class StaleMarker
{
    /// <summary>The bits of the marker.</summary>
    public const long Bits = 0x7ff0000000000002;

    /// <summary>The NaN that everything else makes; Go's arithmetic and parsers give these bits.</summary>
    public const long NormalNaNBits = 0x7ff8000000000001;

    /// <summary>The marker.</summary>
    public static double Value => BitConverter.Int64BitsToDouble(Bits);

    /// <summary>True for the marker, false for every other NaN and for numbers.</summary>
    public static bool Is(double value) => BitConverter.DoubleToInt64Bits(value) == Bits;
}
