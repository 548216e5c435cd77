using System.Collections.Immutable;
using Tocsin.Model.Samples;

namespace Tocsin.Signals.RemoteRead;

/// <summary>Writes native histograms as Prometheus's chunks of encoding FLOAT_HISTOGRAM.</summary>
/// <remarks>
/// <code>
/// +--------+-------+----------------+--------+----------------+----------------+--------+
/// | count  | flags | zero threshold | schema | positive spans | negative spans | bounds |
/// | u16 BE | u8    | u8, or FF and  | varbit | count, then    | the same       | schema |
/// |        |       | 64 bits        |        | length, offset |                | -53    |
/// +--------+-------+----------------+--------+----------------+----------------+--------+
/// </code>
/// Then each histogram: time, count, zero count, sum, positive buckets, negative buckets. In the first one the time is a
/// varbit and the others 64 bits; in the following the time is the change of its distance as a varbit, and each float is
/// an <see cref="XorValue"/> of its own. A reader takes it that no counter of a chunk has been reset.
/// </remarks>
// Source: Prometheus tsdb/chunkenc, float_histogram.go and histogram_meta.go.
internal static class FloatHistogramChunk
{
    // The upper two bits of the flags.
    private const int CounterReset = 0b1000_0000;
    private const int Gauge = 0b1100_0000;

    // Custom bounds up to here, if they have three decimals at most, are told as thousandths.
    private const double ThousandthsMax = 33_554_430;

    /// <summary>How many of some histograms can share a chunk: those of the same buckets, without a reset among them.</summary>
    /// <param name="histograms">None is null; at least one.</param>
    public static int CountTogether(ReadOnlySpan<FloatHistogram?> histograms)
    {
        int count = 1;
        while (count < histograms.Length && GoOn(histograms[count - 1]!, histograms[count]!))
        {
            count++;
        }

        return count;
    }

    /// <summary>Replaces the content of <paramref name="to"/> by a chunk.</summary>
    /// <param name="times">Unix milliseconds, ascending; [1, 65535] of them.</param>
    /// <param name="histograms">As many, see <see cref="CountTogether"/>.</param>
    /// <param name="to">Where to.</param>
    public static void Write(ReadOnlySpan<long> times, ReadOnlySpan<FloatHistogram?> histograms, BitWriter to)
    {
        FloatHistogram first = histograms[0]!;
        to.Clear();
        to.Bits((ulong)times.Length, 16);
        to.Bits(FlagsOf(first.ResetHint), 8);
        WriteLayout(first, to);
        to.Varbit(times[0]);
        XorValue[] columns = WriteFirst(first, to);
        for (int i = 1; i < times.Length; i++)
        {
            FloatHistogram histogram = histograms[i]!;
            to.Varbit(times[i] - times[i - 1] - (i == 1 ? 0 : times[i - 1] - times[i - 2]));
            columns[0].Write(histogram.Count, to);
            columns[1].Write(histogram.ZeroCount, to);
            columns[2].Write(histogram.Sum, to);
            WriteBuckets(histogram.PositiveBuckets, columns.AsSpan(3), to);
            WriteBuckets(histogram.NegativeBuckets, columns.AsSpan(3 + first.PositiveBuckets.Length), to);
        }
    }

    private static ulong FlagsOf(CounterResetHint hint) => hint switch
    {
        CounterResetHint.Gauge => Gauge,
        CounterResetHint.CounterReset => CounterReset,

        // Nor is it told that there was none: the reader may have another sample before this one.
        _ => 0,
    };

    private static bool GoOn(FloatHistogram left, FloatHistogram right)
    {
        bool isGauge = left.ResetHint == CounterResetHint.Gauge;
        return right.ResetHint != CounterResetHint.CounterReset
            && isGauge == (right.ResetHint == CounterResetHint.Gauge)
            && left.Schema == right.Schema
            && left.ZeroThreshold.Equals(right.ZeroThreshold)
            && left.PositiveSpans.AsSpan().SequenceEqual(right.PositiveSpans.AsSpan())
            && left.NegativeSpans.AsSpan().SequenceEqual(right.NegativeSpans.AsSpan())
            && left.CustomBounds.AsSpan().SequenceEqual(right.CustomBounds.AsSpan())
            && (isGauge || Grows(left, right));
    }

    private static bool Grows(FloatHistogram left, FloatHistogram right) =>
        right.Count >= left.Count && right.ZeroCount >= left.ZeroCount
        && Grow(left.PositiveBuckets, right.PositiveBuckets) && Grow(left.NegativeBuckets, right.NegativeBuckets);

    private static bool Grow(ImmutableArray<double> left, ImmutableArray<double> right)
    {
        for (int i = 0; i < left.Length; i++)
        {
            if (!(right[i] >= left[i]))
            {
                return false;
            }
        }

        return true;
    }

    private static void WriteLayout(FloatHistogram histogram, BitWriter to)
    {
        WriteZeroThreshold(histogram.ZeroThreshold, to);
        to.Varbit(histogram.Schema);
        WriteSpans(histogram.PositiveSpans, to);
        WriteSpans(histogram.NegativeSpans, to);
        if (!histogram.HasCustomBounds)
        {
            return;
        }

        to.VarbitUnsigned((ulong)histogram.CustomBounds.Length);
        foreach (double bound in histogram.CustomBounds)
        {
            WriteBound(bound, to);
        }
    }

    // A power of two of [2^-243, 2^10] is one byte, its exponent; any other but zero is told whole.
    private static void WriteZeroThreshold(double threshold, BitWriter to)
    {
        ulong bits = BitConverter.DoubleToUInt64Bits(threshold);
        long exponent = (long)(bits >> 52) - 1022;
        if (threshold == 0)
        {
            to.Bits(0, 8);
        }
        else if (bits << 12 == 0 && exponent is >= -242 and <= 11)
        {
            to.Bits((ulong)(exponent + 243), 8);
        }
        else
        {
            to.Bits(0xFF, 8);
            to.Bits(bits, 64);
        }
    }

    private static void WriteSpans(ImmutableArray<HistogramSpan> spans, BitWriter to)
    {
        to.VarbitUnsigned((ulong)spans.Length);
        foreach (HistogramSpan span in spans)
        {
            to.VarbitUnsigned((ulong)span.Length);
            to.Varbit(span.Offset);
        }
    }

    private static void WriteBound(double bound, BitWriter to)
    {
        double thousandths = Math.Round(bound * 1000, MidpointRounding.AwayFromZero);
        if (bound * 1000 is >= 0 and <= ThousandthsMax && (ulong)thousandths / 1000.0 == bound)
        {
            to.VarbitUnsigned((ulong)thousandths + 1);
        }
        else
        {
            to.Bits(0, 1);
            to.Float(bound);
        }
    }

    private static XorValue[] WriteFirst(FloatHistogram histogram, BitWriter to)
    {
        double[] values =
        [
            histogram.Count, histogram.ZeroCount, histogram.Sum, .. histogram.PositiveBuckets, .. histogram.NegativeBuckets,
        ];
        var columns = new XorValue[values.Length];
        for (int i = 0; i < values.Length; i++)
        {
            to.Float(values[i]);
            columns[i] = new XorValue(values[i]);
        }

        return columns;
    }

    private static void WriteBuckets(ImmutableArray<double> buckets, Span<XorValue> columns, BitWriter to)
    {
        for (int i = 0; i < buckets.Length; i++)
        {
            columns[i].Write(buckets[i], to);
        }
    }
}
