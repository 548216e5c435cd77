namespace Tocsin.PromQL.Histograms;

/// <summary>Where the buckets of native histograms end.</summary>
internal static class BucketBounds
{
    private const int SchemaMax = 8;

    // What two to the power of i/256 is, halved, for i in [0, 256): the bounds between 0.5 and 1 at the finest schema.
    private static readonly double[] Fractions = ComputeFractions();

    /// <summary>The upper bound of an exponential bucket; that of the bucket before is its lower bound.</summary>
    // The last bucket of finite numbers would end at 2^1024, which is no float; it ends at the largest one instead, so
    // that only infinity lies beyond. Source: Prometheus native histogram specification, "Boundaries".
    public static double Exponential(int index, int schema)
    {
        if (schema < 0)
        {
            long power = (long)index << -schema;
            return power == 1024 ? double.MaxValue : Math.ScaleB(1, (int)Math.Clamp(power, -4096, 4096));
        }

        int fraction = (index & ((1 << schema) - 1)) << (SchemaMax - schema);
        int exponent = (index >> schema) + 1;
        return fraction == 0 && exponent == 1025 ? double.MaxValue : Math.ScaleB(Fractions[fraction], exponent);
    }

    /// <summary>The upper bound of a bucket of a histogram with its own bounds; index -1 stands for -Inf.</summary>
    public static double Custom(int index, ReadOnlySpan<double> bounds) => index < 0
        ? double.NegativeInfinity
        : index < bounds.Length ? bounds[index] : double.PositiveInfinity;

    // Upstream's table is one unit in the last place below the correctly rounded values in places, since it was computed
    // as a product of square roots that begins with a root of 2 rounded down. Doing the same gives the same bits.
    private static double[] ComputeFractions()
    {
        double[] roots = new double[SchemaMax];
        roots[0] = Math.BitDecrement(Math.Sqrt(2));
        for (int i = 1; i < roots.Length; i++)
        {
            roots[i] = Math.Sqrt(roots[i - 1]);
        }

        double[] fractions = new double[1 << SchemaMax];
        for (int i = 0; i < fractions.Length; i++)
        {
            double product = 0.5;
            for (int bit = 0; bit < SchemaMax; bit++)
            {
                product *= ((i >> (SchemaMax - 1 - bit)) & 1) == 1 ? roots[bit] : 1;
            }

            fractions[i] = product;
        }

        return fractions;
    }
}
