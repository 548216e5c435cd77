using Tocsin.Model.Samples;

namespace Tocsin.TestKit.Series;

/// <summary>A sample in memory.</summary>
/// <param name="TimeMs">When it was taken, in Unix milliseconds.</param>
/// <param name="Value">The float; 0 for a histogram.</param>
/// <param name="Histogram">The histogram, or null.</param>
/// <param name="StartMs">When the counter started, in Unix milliseconds, or 0.</param>
public readonly record struct MemorySample(long TimeMs, double Value, FloatHistogram? Histogram = null, long StartMs = 0)
{
    /// <summary>True if the other has the same value, bit by bit.</summary>
    public bool HasValueOf(MemorySample other) =>
        BitConverter.DoubleToInt64Bits(Value) == BitConverter.DoubleToInt64Bits(other.Value)
        && Equals(Histogram, other.Histogram);
}
