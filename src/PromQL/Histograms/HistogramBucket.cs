namespace Tocsin.PromQL.Histograms;

/// <summary>One bucket with its bounds.</summary>
/// <param name="Lower">The lower bound.</param>
/// <param name="Upper">The upper bound.</param>
/// <param name="Count">The observations in it.</param>
/// <param name="Index">Its place in the schema, by the absolute value; 0 for the zero bucket.</param>
public readonly record struct HistogramBucket(double Lower, double Upper, double Count, int Index)
{
    /// <summary>
    /// The part of the bucket's width that lies at or below a value strictly inside it: on a linear scale, or on a
    /// logarithmic one.
    /// </summary>
    public double FractionBelow(double value, bool isLinear)
    {
        if (isLinear)
        {
            return (value - Lower) / (Upper - Lower);
        }

        double lower = Math.Log2(Math.Abs(Lower));
        double upper = Math.Log2(Math.Abs(Upper));
        double at = Math.Log2(Math.Abs(value));
        return value > 0 ? (at - lower) / (upper - lower) : 1 - ((at - upper) / (lower - upper));
    }
}
