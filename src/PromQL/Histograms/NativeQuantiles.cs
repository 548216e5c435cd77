using Tocsin.Model.Samples;

namespace Tocsin.PromQL.Histograms;

/// <summary>What observations of NaN do to a result: they are in no bucket.</summary>
internal enum NaNEffect : byte
{
    /// <summary>There are none.</summary>
    None,

    /// <summary>They count as above everything, which moves the result up; or they are left out of it.</summary>
    Skewed,

    /// <summary>The result lies among them.</summary>
    Reached,
}

/// <summary>
/// Quantiles and fractions of native histograms. Inside a bucket observations are taken to be spread evenly: on a
/// logarithmic scale, or linearly around zero and with bounds of the histogram's own.
/// </summary>
// Source: Prometheus native histogram specification, "Interpolation within a bucket".
internal static class NativeQuantiles
{
    /// <summary>The quantile.</summary>
    public static double Quantile(double quantile, FloatHistogram histogram, out NaNEffect effect)
    {
        effect = NaNEffect.None;
        if (quantile is < 0 or > 1)
        {
            return quantile < 0 ? double.NegativeInfinity : double.PositiveInfinity;
        }

        if (histogram.Count == 0 || double.IsNaN(quantile))
        {
            return double.NaN;
        }

        // From the nearer end, since then less is added up. Only from below are there no NaNs in between.
        bool fromBelow = double.IsNaN(histogram.Sum) || quantile < 0.5;
        List<HistogramBucket> buckets = HistogramBuckets.All(histogram);
        if (!fromBelow)
        {
            buckets.Reverse();
        }

        double rank = (fromBelow ? quantile : 1 - quantile) * histogram.Count;
        int at = Find(buckets, rank, out double count);
        HistogramBucket bucket = at < 0 ? default : buckets[at];
        if (histogram.HasCustomBounds && EndOfOpenBucket(bucket) is double end)
        {
            return end;
        }

        bucket = WithNaturalBounds(bucket, histogram);

        count = Math.Min(count, histogram.Count);
        if (count < rank)
        {
            effect = double.IsNaN(histogram.Sum) ? NaNEffect.Reached : NaNEffect.None;
            return double.IsNaN(histogram.Sum) ? double.NaN : bucket.Upper;
        }

        if (double.IsNaN(histogram.Sum))
        {
            double inBuckets = count + buckets.Skip(at + 1).Sum(b => b.Count);
            effect = inBuckets < histogram.Count ? NaNEffect.Skewed : NaNEffect.None;
        }

        rank = fromBelow ? rank - (count - bucket.Count) : count - rank;
        return Inside(bucket, rank / bucket.Count, histogram.HasCustomBounds);
    }

    /// <summary>The share of the observations between two values.</summary>
    public static double Fraction(double lower, double upper, FloatHistogram histogram, out NaNEffect effect)
    {
        effect = NaNEffect.None;
        if (histogram.Count == 0 || double.IsNaN(lower) || double.IsNaN(upper))
        {
            return double.NaN;
        }

        if (lower >= upper)
        {
            return 0;
        }

        List<HistogramBucket> buckets = HistogramBuckets.All(histogram);
        double count = histogram.Count;
        if (double.IsNaN(histogram.Sum))
        {
            count = buckets.Sum(bucket => bucket.Count);
            effect = count < histogram.Count ? NaNEffect.Skewed : NaNEffect.None;
        }

        return (Rank(upper, buckets, histogram, count) - Rank(lower, buckets, histogram, count)) / histogram.Count;
    }

    // The first bucket with which so many are reached; else the last one. Of those before, the sum.
    private static int Find(List<HistogramBucket> buckets, double rank, out double count)
    {
        count = 0;
        for (int i = 0; i < buckets.Count; i++)
        {
            count += buckets[i].Count;
            if (buckets[i].Count != 0 && count >= rank)
            {
                return i;
            }
        }

        return buckets.Count - 1;
    }

    // Where nothing is negative the bucket around zero begins at zero, and where nothing is positive it ends there. With
    // bounds of the histogram's own, the first bucket begins at zero.
    private static HistogramBucket WithNaturalBounds(HistogramBucket bucket, FloatHistogram histogram)
    {
        if (histogram.HasCustomBounds)
        {
            return double.IsNegativeInfinity(bucket.Lower) ? bucket with { Lower = 0 } : bucket;
        }

        bool isAroundZero = bucket.Lower < 0 && bucket.Upper > 0;
        bool hasNegative = !histogram.NegativeBuckets.IsEmpty;
        return !isAroundZero || hasNegative != histogram.PositiveBuckets.IsEmpty ? bucket
            : hasNegative ? bucket with { Upper = 0 }
            : bucket with { Lower = 0 };
    }

    // In a bucket without one of its bounds there is nothing to be spread over.
    private static double? EndOfOpenBucket(HistogramBucket bucket) => double.IsNegativeInfinity(bucket.Lower)
        ? bucket.Upper <= 0 ? bucket.Upper : null
        : double.IsPositiveInfinity(bucket.Upper) ? bucket.Lower : null;

    private static double Inside(HistogramBucket bucket, double fraction, bool isLinear)
    {
        if (isLinear || (bucket.Lower <= 0 && bucket.Upper >= 0))
        {
            return bucket.Lower + ((bucket.Upper - bucket.Lower) * fraction);
        }

        double lower = Math.Log2(Math.Abs(bucket.Lower));
        double upper = Math.Log2(Math.Abs(bucket.Upper));
        return bucket.Lower > 0
            ? Math.Pow(2, lower + ((upper - lower) * fraction))
            : -Math.Pow(2, upper + ((lower - upper) * (1 - fraction)));
    }

    // How many observations are below a value.
    private static double Rank(double value, List<HistogramBucket> buckets, FloatHistogram histogram, double count)
    {
        double below = 0;
        foreach (HistogramBucket each in buckets)
        {
            HistogramBucket bucket = each;
            bool isAroundZero = bucket.Lower <= 0 && bucket.Upper >= 0;
            if (isAroundZero && histogram.NegativeBuckets.IsEmpty && !histogram.PositiveBuckets.IsEmpty)
            {
                bucket = bucket with { Lower = 0 };
            }
            else if (isAroundZero && histogram.PositiveBuckets.IsEmpty && !histogram.NegativeBuckets.IsEmpty)
            {
                bucket = bucket with { Upper = 0 };
            }

            if (bucket.Lower >= value)
            {
                return Math.Min(below, count);
            }

            if (bucket.Upper > value)
            {
                bool isLinear = histogram.HasCustomBounds || isAroundZero;
                double rank = isLinear && double.IsNegativeInfinity(bucket.Lower)
                    ? bucket.Count
                    : below + (bucket.Count * bucket.FractionBelow(value, isLinear));
                return rank > count ? count : rank;
            }

            below += bucket.Count;
        }

        return count;
    }
}
