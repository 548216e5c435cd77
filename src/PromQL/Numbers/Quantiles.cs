using Tocsin.Model.Samples;

namespace Tocsin.PromQL.Numbers;

/// <summary>Quantiles of plain values.</summary>
internal static class Quantiles
{
    /// <summary>The quantile of values, between the two nearest ones in proportion; sorts them, NaN first.</summary>
    // Both neighbours take part even with weight 0, so that an infinite one makes NaN, as upstream.
    public static double Of(double quantile, Span<double> values)
    {
        if (values.IsEmpty || double.IsNaN(quantile))
        {
            return BitConverter.Int64BitsToDouble(StaleMarker.NormalNaNBits);
        }

        if (quantile is < 0 or > 1)
        {
            return quantile < 0 ? double.NegativeInfinity : double.PositiveInfinity;
        }

        values.Sort();
        double rank = quantile * (values.Length - 1);
        int lower = (int)Math.Max(0, Math.Floor(rank));
        int upper = Math.Min(values.Length - 1, lower + 1);
        double weight = rank - Math.Floor(rank);
        return (values[lower] * (1 - weight)) + (values[upper] * weight);
    }
}
