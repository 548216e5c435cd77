using Tocsin.Model.Samples;

namespace Tocsin.PromQL.SeriesNotation;

/// <summary>One value of a written series: a gap, a float, the stale marker or a histogram.</summary>
/// <param name="IsGap">There is no sample at this place.</param>
/// <param name="Value">The float; 0 for a gap and a histogram.</param>
/// <param name="Histogram">The histogram, or null.</param>
/// <param name="HasHint">The histogram's reset hint was written, so a comparison must look at it.</param>
public readonly record struct NotedValue(bool IsGap, double Value, FloatHistogram? Histogram = null, bool HasHint = false)
{
    /// <summary>No sample.</summary>
    public static readonly NotedValue Gap = new(true, 0);
}
