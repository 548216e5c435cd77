using System.Collections.Immutable;
using Tocsin.Model.Samples;

namespace Tocsin.Signals.Scrape;

/// <summary>Gives up resolution of native histograms until they keep the limits of a configuration.</summary>
// Source: Prometheus scrape, bucketLimitAppender and maxSchemaAppender.
internal static class NativeReduction
{
    /// <summary>What is said of one that cannot be brought within them.</summary>
    public const string Fault = "histogram bucket limit exceeded";

    /// <summary>The histogram within the limits; null if no resolution is coarse enough.</summary>
    public static FloatHistogram? Apply(FloatHistogram histogram, ScrapePoolModel pool)
    {
        if (histogram.Schema is < FloatHistogram.SchemaMin or > FloatHistogram.SchemaMax)
        {
            return histogram;
        }

        int finest = pool.NativeBucketFactorMin > 1 ? FinestFor(pool.NativeBucketFactorMin) : FloatHistogram.SchemaMax;
        while (histogram.Schema > finest || IsOver(histogram, pool.NativeBucketsMax))
        {
            if (histogram.Schema <= FloatHistogram.SchemaMin)
            {
                return null;
            }

            histogram = Halve(histogram);
        }

        return histogram;
    }

    private static bool IsOver(FloatHistogram histogram, ulong most) =>
        most > 0 && (ulong)(histogram.PositiveBuckets.Length + histogram.NegativeBuckets.Length) > most;

    private static int FinestFor(double factor) =>
        -(int)Math.Clamp(Math.Floor(Math.Log2(Math.Log2(factor))), -FloatHistogram.SchemaMax, -FloatHistogram.SchemaMin);

    private static FloatHistogram Halve(FloatHistogram histogram)
    {
        (ImmutableArray<HistogramSpan> positiveSpans, ImmutableArray<double> positive) =
            Halve(histogram.PositiveSpans, histogram.PositiveBuckets);
        (ImmutableArray<HistogramSpan> negativeSpans, ImmutableArray<double> negative) =
            Halve(histogram.NegativeSpans, histogram.NegativeBuckets);
        return histogram with
        {
            Schema = histogram.Schema - 1,
            PositiveSpans = positiveSpans,
            PositiveBuckets = positive,
            NegativeSpans = negativeSpans,
            NegativeBuckets = negative,
        };
    }

    // Two neighbours, of which the upper has an even index, become one.
    private static (ImmutableArray<HistogramSpan> Spans, ImmutableArray<double> Counts) Halve(
        ImmutableArray<HistogramSpan> spans, ImmutableArray<double> counts)
    {
        var merged = new List<(int Index, double Count)>();
        int index = 0;
        int at = 0;
        foreach (HistogramSpan span in spans)
        {
            index += span.Offset;
            for (int i = 0; i < span.Length && at < counts.Length; i++, index++, at++)
            {
                int half = (index + 1) >> 1;
                if (merged.Count > 0 && merged[^1].Index == half)
                {
                    merged[^1] = (half, merged[^1].Count + counts[at]);
                }
                else
                {
                    merged.Add((half, counts[at]));
                }
            }
        }

        var joined = new List<HistogramSpan>();
        int next = 0;
        foreach ((int place, double _) in merged)
        {
            if (joined.Count > 0 && place == next)
            {
                joined[^1] = joined[^1] with { Length = joined[^1].Length + 1 };
            }
            else
            {
                joined.Add(new HistogramSpan(place - next, 1));
            }

            next = place + 1;
        }

        return ([.. joined], [.. merged.Select(bucket => bucket.Count)]);
    }
}
