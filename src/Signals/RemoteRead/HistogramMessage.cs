using System.Collections.Immutable;
using Tocsin.Model.Samples;
using Tocsin.Signals.Wire;

namespace Tocsin.Signals.RemoteRead;

/// <summary>Writes native histograms as remote read sends them among samples.</summary>
/// <remarks>
/// Counts that are all whole are written as such: nearly every histogram began so, readers expect it, and Prometheus 3.5
/// fails on samples with float counts.
/// </remarks>
// Source: Prometheus prompb/types.proto, message Histogram.
internal static class HistogramMessage
{
    // Every whole number up to here is a float, too.
    private const double WholeMax = 1L << 53;

    /// <summary>Writes one as the field <paramref name="field"/>.</summary>
    public static void Write(ProtoWriter output, int field, long timeMs, FloatHistogram histogram)
    {
        bool isWhole = IsWhole(histogram.Count) && IsWhole(histogram.ZeroCount)
            && AreWhole(histogram.PositiveBuckets) && AreWhole(histogram.NegativeBuckets);
        int begun = output.Begin(field);
        WriteCount(output, isWhole ? 1 : 2, histogram.Count, isWhole);
        output.Fixed(3, histogram.Sum);
        output.Zigzag(4, histogram.Schema);
        output.Fixed(5, histogram.ZeroThreshold);
        WriteCount(output, isWhole ? 6 : 7, histogram.ZeroCount, isWhole);
        WriteSpans(output, 8, histogram.NegativeSpans);
        WriteBuckets(output, isWhole ? 9 : 10, histogram.NegativeBuckets, isWhole);
        WriteSpans(output, 11, histogram.PositiveSpans);
        WriteBuckets(output, isWhole ? 12 : 13, histogram.PositiveBuckets, isWhole);
        output.Varint(14, (ulong)histogram.ResetHint);
        output.Varint(15, (ulong)timeMs);
        output.FixedPacked(16, histogram.CustomBounds.AsSpan());
        output.End(begun);
    }

    private static bool IsWhole(double count) => count is >= 0 and <= WholeMax && Math.Floor(count) == count;

    private static bool AreWhole(ImmutableArray<double> counts)
    {
        foreach (double count in counts)
        {
            if (!IsWhole(count))
            {
                return false;
            }
        }

        return true;
    }

    private static void WriteCount(ProtoWriter output, int field, double count, bool isWhole)
    {
        if (isWhole)
        {
            output.Varint(field, (ulong)count);
        }
        else
        {
            output.Fixed(field, count);
        }
    }

    // Whole counts are told by the difference to the bucket before.
    private static void WriteBuckets(ProtoWriter output, int field, ImmutableArray<double> buckets, bool isWhole)
    {
        if (!isWhole)
        {
            output.FixedPacked(field, buckets.AsSpan());
            return;
        }

        if (buckets.IsEmpty)
        {
            return;
        }

        int begun = output.Begin(field);
        long last = 0;
        foreach (double bucket in buckets)
        {
            long delta = (long)bucket - last;
            output.Varint((ulong)((delta << 1) ^ (delta >> 63)));
            last = (long)bucket;
        }

        output.End(begun);
    }

    private static void WriteSpans(ProtoWriter output, int field, ImmutableArray<HistogramSpan> spans)
    {
        foreach (HistogramSpan span in spans)
        {
            int begun = output.Begin(field);
            output.Zigzag(1, span.Offset);
            output.Varint(2, (ulong)span.Length);
            output.End(begun);
        }
    }
}
