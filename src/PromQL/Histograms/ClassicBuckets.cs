using Tocsin.PromQL.Numbers;

namespace Tocsin.PromQL.Histograms;

/// <summary>One bucket of a classic histogram.</summary>
/// <param name="Bound">Its upper bound, <c>le</c>.</param>
/// <param name="Count">The observations up to the bound.</param>
internal readonly record struct ClassicBucket(double Bound, double Count);

/// <summary>What had to be put right before a quantile could be found.</summary>
/// <param name="IsForced">A count decreased from one bucket to the next by more than rounding explains.</param>
/// <param name="BucketMin">The lowest bound of such a bucket.</param>
/// <param name="BucketMax">The highest bound of such a bucket.</param>
/// <param name="DifferenceMax">The largest decrease.</param>
internal readonly record struct ClassicRepair(bool IsForced, double BucketMin, double BucketMax, double DifferenceMax);

/// <summary>Quantiles and fractions of classic histograms: linear inside a bucket.</summary>
// Source: Prometheus documentation, histogram_quantile and histogram_fraction.
internal static class ClassicBuckets
{
    // Relative differences below this come from rounding, not from the target.
    private const double Tolerance = 1e-12;
    private const double SmallestNormal = 2.2250738585072014e-308;

    /// <summary>The quantile; sorts, joins and repairs the buckets.</summary>
    public static double Quantile(double quantile, List<ClassicBucket> buckets, out ClassicRepair repair)
    {
        repair = default;
        if (double.IsNaN(quantile) || quantile is < 0 or > 1)
        {
            return double.IsNaN(quantile) ? double.NaN
                : quantile < 0 ? double.NegativeInfinity : double.PositiveInfinity;
        }

        if (!TrySort(buckets))
        {
            return double.NaN;
        }

        repair = Repair(buckets);
        double observations = buckets[^1].Count;
        if (buckets.Count < 2 || observations == 0)
        {
            return double.NaN;
        }

        double rank = quantile * observations;
        int at = buckets.FindIndex(0, buckets.Count - 1, bucket => bucket.Count >= rank);
        if (at < 0)
        {
            return buckets[^2].Bound;
        }

        if (at == 0 && buckets[0].Bound <= 0)
        {
            return buckets[0].Bound;
        }

        (double start, double below) = at > 0 ? (buckets[at - 1].Bound, buckets[at - 1].Count) : (0, 0);
        return start + ((buckets[at].Bound - start) * ((rank - below) / (buckets[at].Count - below)));
    }

    /// <summary>The share of the observations between two values; sorts and joins the buckets.</summary>
    public static double Fraction(double lower, double upper, List<ClassicBucket> buckets)
    {
        if (!TrySort(buckets))
        {
            return double.NaN;
        }

        double count = buckets[^1].Count;
        if (count == 0 || double.IsNaN(lower) || double.IsNaN(upper))
        {
            return double.NaN;
        }

        return lower >= upper ? 0 : (Rank(upper, buckets, count) - Rank(lower, buckets, count)) / count;
    }

    // How many observations are below a value.
    private static double Rank(double value, List<ClassicBucket> buckets, double count)
    {
        double below = 0;
        double start = buckets[0].Bound <= 0 ? double.NegativeInfinity : 0;
        foreach (ClassicBucket bucket in buckets)
        {
            if (start >= value)
            {
                return FloatLimits.Min(below, count);
            }

            if (bucket.Bound > value)
            {
                // Nothing can be said about where observations lie in a bucket without a lower bound.
                double rank = double.IsNegativeInfinity(start)
                    ? bucket.Count
                    : below + ((bucket.Count - below) * (value - start) / (bucket.Bound - start));
                return rank > count ? count : rank;
            }

            (below, start) = (bucket.Count, bucket.Bound);
        }

        return count;
    }

    // Ascending, one bucket per bound; false unless the last one is open.
    private static bool TrySort(List<ClassicBucket> buckets)
    {
        buckets.Sort((left, right) => left.Bound.CompareTo(right.Bound));
        int last = 0;
        for (int i = 1; i < buckets.Count; i++)
        {
            if (buckets[i].Bound == buckets[last].Bound)
            {
                buckets[last] = buckets[last] with { Count = buckets[last].Count + buckets[i].Count };
            }
            else
            {
                buckets[++last] = buckets[i];
            }
        }

        buckets.RemoveRange(last + 1, buckets.Count - last - 1);
        return double.IsPositiveInfinity(buckets[^1].Bound);
    }

    // Counts must not decrease. Small differences are rounding's; others are told.
    private static ClassicRepair Repair(List<ClassicBucket> buckets)
    {
        var repair = new ClassicRepair(false, double.PositiveInfinity, double.NegativeInfinity, 0);
        double before = buckets[0].Count;
        for (int i = 1; i < buckets.Count; i++)
        {
            (double bound, double count) = buckets[i];
            bool isRounding = IsAlmost(before, count);
            if (!isRounding && !(count < before))
            {
                before = count;
                continue;
            }

            buckets[i] = new ClassicBucket(bound, before);
            if (!isRounding)
            {
                repair = new ClassicRepair(
                    true,
                    Math.Min(repair.BucketMin, bound),
                    Math.Max(repair.BucketMax, bound),
                    Math.Max(repair.DifferenceMax, before - count));
            }
        }

        return repair;
    }

    private static bool IsAlmost(double left, double right)
    {
        if (left == right)
        {
            return true;
        }

        double sum = Math.Abs(left) + Math.Abs(right);
        double difference = Math.Abs(left - right);
        return left == 0 || right == 0 || sum < SmallestNormal
            ? difference < Tolerance * SmallestNormal
            : difference / Math.Min(sum, double.MaxValue) < Tolerance;
    }
}
