using Tocsin.Model.Samples;
using Tocsin.Signals.Wire;

namespace Tocsin.Signals.Scrape;

/// <summary>Reads the counts of a message <c>io.prometheus.client.Histogram</c>.</summary>
internal static class NativeHistogramWire
{
    private const int BucketsMax = 10_000;

    /// <summary>What a message holds.</summary>
    /// <param name="Histogram">With absolute counts; of a classic one the count and the sum only.</param>
    /// <param name="IsNative">Whether it has a native part.</param>
    public readonly record struct Content(FloatHistogram Histogram, bool IsNative);

    /// <summary>Reads one; false if it cannot be decoded.</summary>
    public static bool TryRead(ReadOnlySpan<byte> message, bool isGauge, out Content content)
    {
        var histogram = new FloatHistogram { ResetHint = isGauge ? CounterResetHint.Gauge : CounterResetHint.Unknown };
        var negative = new Side();
        var positive = new Side();
        bool isGood = true;
        var field = new ProtoReader(message);
        while (isGood && field.TryNext())
        {
            switch (field.Field)
            {
                case 1:
                    histogram = histogram with { Count = histogram.Count > 0 ? histogram.Count : field.Number };
                    break;
                case 4:
                    histogram = histogram with { Count = field.AsFloat > 0 ? field.AsFloat : histogram.Count };
                    break;
                case 2:
                    histogram = histogram with { Sum = field.AsFloat };
                    break;
                case 5:
                    histogram = histogram with { Schema = (int)field.AsZigzag };
                    break;
                case 6:
                    histogram = histogram with { ZeroThreshold = field.AsFloat };
                    break;
                case 7:
                    histogram = histogram with { ZeroCount = histogram.ZeroCount > 0 ? histogram.ZeroCount : field.Number };
                    break;
                case 8:
                    histogram = histogram with { ZeroCount = field.AsFloat > 0 ? field.AsFloat : histogram.ZeroCount };
                    break;
                case 9 or 10 or 11:
                    isGood = negative.TryTake(field, field.Field - 9);
                    break;
                case 12 or 13 or 14:
                    isGood = positive.TryTake(field, field.Field - 12);
                    break;
            }
        }

        histogram = histogram with
        {
            NegativeSpans = [.. negative.Spans],
            NegativeBuckets = [.. negative.Counts],
            PositiveSpans = [.. positive.Spans],
            PositiveBuckets = [.. positive.Counts],
        };
        bool isNative = negative.Spans.Count > 0 || positive.Spans.Count > 0
            || histogram.ZeroThreshold > 0 || histogram.ZeroCount > 0;
        content = new Content(histogram, isNative);
        return isGood && !field.IsDamaged;
    }

    private sealed class Side
    {
        private double _last;

        public List<HistogramSpan> Spans { get; } = [];

        public List<double> Counts { get; } = [];

        public bool TryTake(in ProtoReader field, int part) => part switch
        {
            0 => TryTakeSpan(field.Bytes),
            1 => TryTakeDeltas(field),
            _ => TryTakeCounts(field),
        };

        private bool TryTakeSpan(ReadOnlySpan<byte> message)
        {
            int offset = 0;
            ulong length = 0;
            var field = new ProtoReader(message);
            while (field.TryNext())
            {
                offset = field.Field == 1 ? (int)field.AsZigzag : offset;
                length = field.Field == 2 ? field.Number : length;
            }

            if (field.IsDamaged || length > BucketsMax || Spans.Count >= BucketsMax)
            {
                return false;
            }

            Spans.Add(new HistogramSpan(offset, (int)length));
            return true;
        }

        private bool TryTakeDeltas(in ProtoReader field)
        {
            if (field.Wire == ProtoWire.Varint)
            {
                return TryAdd(_last + field.AsZigzag);
            }

            ReadOnlySpan<byte> packed = field.Bytes;
            while (!packed.IsEmpty)
            {
                if (!ProtoReader.TryVarint(ref packed, out ulong delta)
                    || !TryAdd(_last + ((long)(delta >> 1) ^ -(long)(delta & 1))))
                {
                    return false;
                }
            }

            return true;
        }

        private bool TryTakeCounts(in ProtoReader field)
        {
            if (field.Wire == ProtoWire.Fixed64)
            {
                return TryAdd(field.AsFloat);
            }

            ReadOnlySpan<byte> packed = field.Bytes;
            bool isGood = packed.Length % sizeof(double) == 0;
            for (; isGood && !packed.IsEmpty; packed = packed[sizeof(double)..])
            {
                isGood = TryAdd(System.Buffers.Binary.BinaryPrimitives.ReadDoubleLittleEndian(packed));
            }

            return isGood;
        }

        private bool TryAdd(double count)
        {
            _last = count;
            Counts.Add(count);
            return Counts.Count <= BucketsMax;
        }
    }
}
