using Tocsin.Model.Samples;

namespace Tocsin.PromQL.Functions.Contracts;

/// <summary>A function of a range vector: at each step and for each series, one value of its window or none.</summary>
/// <remarks>It is called only where the window has a sample.</remarks>
internal delegate RangeResult RangeFunction(RangeCall call);

/// <summary>What a window gave.</summary>
/// <param name="HasValue">False for nothing.</param>
/// <param name="Value">The float; 0 for a histogram.</param>
/// <param name="Histogram">The histogram, or null.</param>
internal readonly record struct RangeResult(bool HasValue, double Value, FloatHistogram? Histogram)
{
    /// <summary>The series has no value at this step.</summary>
    public static RangeResult None => default;

    public static implicit operator RangeResult(double value) => new(true, value, null);

    public static implicit operator RangeResult(FloatHistogram? histogram) => new(histogram is not null, 0, histogram);
}
