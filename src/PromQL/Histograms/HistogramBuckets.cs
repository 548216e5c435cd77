using System.Collections.Immutable;
using Tocsin.Model.Samples;

namespace Tocsin.PromQL.Histograms;

/// <summary>Lists the buckets of a histogram, empty ones that are written down among them.</summary>
public static class HistogramBuckets
{
    /// <summary>The buckets above zero, from the lowest to the highest.</summary>
    public static List<HistogramBucket> Positive(FloatHistogram histogram)
    {
        List<HistogramBucket> buckets = [];
        foreach ((int index, double count) in Walk(histogram.PositiveSpans, histogram.PositiveBuckets))
        {
            buckets.Add(new(Bound(histogram, index - 1), Bound(histogram, index), count, index));
        }

        return buckets;
    }

    /// <summary>The buckets below zero, from the one nearest to zero downwards.</summary>
    public static List<HistogramBucket> Negative(FloatHistogram histogram)
    {
        List<HistogramBucket> buckets = [];
        foreach ((int index, double count) in Walk(histogram.NegativeSpans, histogram.NegativeBuckets))
        {
            buckets.Add(new(-Bound(histogram, index), -Bound(histogram, index - 1), count, index));
        }

        return buckets;
    }

    /// <summary>The zero bucket.</summary>
    public static HistogramBucket Zero(FloatHistogram histogram) =>
        new(-histogram.ZeroThreshold, histogram.ZeroThreshold, histogram.ZeroCount, 0);

    /// <summary>
    /// All buckets in ascending order, the zero bucket among them unless it is empty. Buckets that overlap it end at the
    /// zero threshold.
    /// </summary>
    public static List<HistogramBucket> All(FloatHistogram histogram)
    {
        List<HistogramBucket> all = Negative(histogram);
        all.Reverse();
        if (histogram.ZeroCount > 0)
        {
            all.Add(Zero(histogram));
        }

        all.AddRange(Positive(histogram));
        for (int i = 0; i < all.Count; i++)
        {
            HistogramBucket bucket = all[i];
            if (bucket.Lower > 0 && bucket.Lower < histogram.ZeroThreshold)
            {
                all[i] = bucket with { Lower = histogram.ZeroThreshold };
            }
            else if (bucket.Upper < 0 && bucket.Upper > -histogram.ZeroThreshold)
            {
                all[i] = bucket with { Upper = -histogram.ZeroThreshold };
            }
        }

        return all;
    }

    private static IEnumerable<(int Index, double Count)> Walk(
        ImmutableArray<HistogramSpan> spans, ImmutableArray<double> buckets)
    {
        int index = 0;
        int at = 0;
        foreach (HistogramSpan span in spans)
        {
            index += span.Offset;
            for (int i = 0; i < span.Length && at < buckets.Length; i++)
            {
                yield return (index++, buckets[at++]);
            }
        }
    }

    private static double Bound(FloatHistogram histogram, int index) => histogram.HasCustomBounds
        ? BucketBounds.Custom(index, histogram.CustomBounds.AsSpan())
        : BucketBounds.Exponential(index, histogram.Schema);
}
