using System.Collections.Immutable;
using Tocsin.Model.Samples;

namespace Tocsin.Tsdb.Head;

/// <summary>Whether a native histogram can be stored and computed with.</summary>
internal static class HistogramCheck
{
    private const int BucketsMax = 10_000;

    /// <summary>True if its parts agree with each other.</summary>
    // Source: Prometheus model/histogram, FloatHistogram.Validate.
    public static bool IsSound(FloatHistogram histogram)
    {
        bool custom = histogram.HasCustomBounds;
        if (!custom && histogram.Schema is < FloatHistogram.SchemaMin or > FloatHistogram.SchemaMax
            && histogram.Schema is not (> FloatHistogram.SchemaMax and <= 52))
        {
            return false;
        }

        return Agree(histogram.PositiveSpans, histogram.PositiveBuckets)
            && Agree(histogram.NegativeSpans, histogram.NegativeBuckets)
            && (custom ? IsCustomSound(histogram) : histogram.CustomBounds.IsEmpty)
            && !(histogram.ZeroCount < 0) && !(histogram.Count < 0);
    }

    private static bool IsCustomSound(FloatHistogram histogram)
    {
        int highest = -1;
        foreach (HistogramSpan span in histogram.PositiveSpans)
        {
            highest += span.Offset + span.Length;
        }

        for (int i = 1; i < histogram.CustomBounds.Length; i++)
        {
            if (!(histogram.CustomBounds[i] > histogram.CustomBounds[i - 1]))
            {
                return false;
            }
        }

        return histogram.NegativeSpans.IsEmpty && histogram.ZeroCount == 0 && histogram.ZeroThreshold == 0
            && highest <= histogram.CustomBounds.Length;
    }

    private static bool Agree(ImmutableArray<HistogramSpan> spans, ImmutableArray<double> buckets)
    {
        long count = 0;
        for (int i = 0; i < spans.Length; i++)
        {
            count += spans[i].Length;
            if (spans[i].Length < 0 || (i > 0 && spans[i].Offset < 0))
            {
                return false;
            }
        }

        foreach (double bucket in buckets)
        {
            if (bucket < 0)
            {
                return false;
            }
        }

        return count == buckets.Length && count <= BucketsMax;
    }
}
