using Tocsin.Model.Samples;

namespace Tocsin.PromQL.Histograms;

/// <summary>
/// Cuts observations above or below a value off a histogram: <c>&lt;/</c> and <c>&gt;/</c>. In the bucket that is cut
/// the observations are taken to be spread evenly; the sum is estimated anew from the middles of the buckets.
/// </summary>
internal static class HistogramTrim
{
    /// <summary>Without what is above the value.</summary>
    public static FloatHistogram Above(FloatHistogram histogram, double value) => Trim(histogram, value, true);

    /// <summary>Without what is below the value.</summary>
    public static FloatHistogram Below(FloatHistogram histogram, double value) => Trim(histogram, value, false);

    private static FloatHistogram Trim(FloatHistogram histogram, double value, bool keepsLower)
    {
        var total = new Total(histogram, value, keepsLower);
        double[] positive = total.Side(HistogramBuckets.Positive(histogram), true);
        double[] negative = total.Side(HistogramBuckets.Negative(histogram), false);
        double zero = total.Zero();
        if (!total.IsTrimmed)
        {
            return histogram;
        }

        return HistogramMath.Compact(histogram with
        {
            Count = total.Count,
            Sum = total.Sum,
            ZeroCount = zero,
            PositiveBuckets = [.. positive],
            NegativeBuckets = [.. negative],
        });
    }

    private sealed class Total(FloatHistogram histogram, double value, bool keepsLower)
    {
        private bool _hasPositive;
        private bool _hasNegative;

        public double Count { get; private set; }

        public double Sum { get; private set; }

        public bool IsTrimmed { get; private set; }

        public double[] Side(List<HistogramBucket> buckets, bool isPositive)
        {
            double[] kept = new double[buckets.Count];
            for (int i = 0; i < kept.Length; i++)
            {
                HistogramBucket bucket = buckets[i];
                if (bucket.Count == 0)
                {
                    continue;
                }

                _hasPositive |= isPositive;
                _hasNegative |= !isPositive;
                Part part = bucket.Count == 0 ? default : Keep(bucket, isPositive);
                kept[i] = part.Count;
                Add(part);
                IsTrimmed |= part.Count != bucket.Count;
            }

            return kept;
        }

        public double Zero()
        {
            if (!(histogram.ZeroCount > 0))
            {
                return histogram.ZeroCount;
            }

            // With observations on one side only, those near zero are on that side too.
            double lower = _hasPositive && !_hasNegative ? 0 : -histogram.ZeroThreshold;
            double upper = _hasNegative && !_hasPositive ? 0 : histogram.ZeroThreshold;
            Part part = ZeroPart(lower, upper);
            IsTrimmed |= part.Count != histogram.ZeroCount;
            Add(part);
            return part.Count;
        }

        private Part ZeroPart(double lower, double upper)
        {
            bool isWhole = keepsLower ? value >= upper && value > lower : value <= lower;
            bool isNone = keepsLower ? value <= lower : value >= upper;
            if (isWhole || isNone)
            {
                return isWhole ? new(histogram.ZeroCount, (lower + upper) / 2) : default;
            }

            return keepsLower
                ? new(histogram.ZeroCount * ((value - lower) / (upper - lower)), (lower + value) / 2)
                : new(histogram.ZeroCount * ((upper - value) / (upper - lower)), (value + upper) / 2);
        }

        private Part Keep(HistogramBucket bucket, bool isPositive)
        {
            bool isWhole = keepsLower ? bucket.Upper <= value : bucket.Lower >= value;
            if (isWhole)
            {
                return new(bucket.Count, Middle(bucket.Lower, bucket.Upper, isPositive));
            }

            bool isCut = keepsLower ? bucket.Lower < value : bucket.Upper > value;
            if (!isCut)
            {
                return default;
            }

            if (double.IsNegativeInfinity(bucket.Lower))
            {
                return CutLowest(bucket);
            }

            if (double.IsPositiveInfinity(bucket.Upper))
            {
                // Nobody knows how far up the observations are: all go, or all stay and count as the value.
                return !keepsLower && value >= bucket.Lower ? new(bucket.Count, value) : default;
            }

            double below = value <= bucket.Lower ? 0
                : value >= bucket.Upper ? bucket.Count
                : bucket.Count * bucket.FractionBelow(value, histogram.HasCustomBounds);
            return keepsLower
                ? new(below, Middle(bucket.Lower, value, isPositive))
                : new(bucket.Count - below, Middle(value, bucket.Upper, isPositive));
        }

        // The lowest bucket is open to -Inf; if it ends above 0 it is taken to begin at 0.
        private Part CutLowest(HistogramBucket bucket)
        {
            bool endsAboveZero = bucket.Upper > 0 && !double.IsPositiveInfinity(bucket.Upper);
            if (keepsLower)
            {
                return value >= bucket.Upper ? new(bucket.Count, 0)
                    : value > 0 && endsAboveZero ? new(bucket.Count * value / bucket.Upper, value / 2)
                    : bucket.Upper <= 0 ? new(bucket.Count, value) : default;
            }

            return value <= bucket.Lower ? new(bucket.Count, 0)
                : value >= 0 && bucket.Upper > value && endsAboveZero
                    ? new(bucket.Count * (1 - (value / bucket.Upper)), (value + bucket.Upper) / 2)
                    : default;
        }

        // The geometric middle, as buckets grow exponentially; the arithmetic one where the bounds are the histogram's own.
        private double Middle(double lower, double upper, bool isPositive)
        {
            if (double.IsInfinity(lower))
            {
                return double.IsInfinity(upper) ? 0 : upper > 0 ? upper / 2 : upper;
            }

            if (double.IsInfinity(upper))
            {
                return lower;
            }

            double middle = Math.Sqrt(Math.Abs(lower * upper));
            return histogram.HasCustomBounds ? (lower + upper) / 2 : isPositive ? middle : -middle;
        }

        private void Add(Part part)
        {
            Count += part.Count;
            Sum += part.Middle * part.Count;
        }
    }

    private readonly record struct Part(double Count, double Middle);
}
