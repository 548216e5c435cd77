using Tocsin.Model.Samples;
using Tocsin.Signals.Wire;

namespace Tocsin.Signals.RemoteWrite;

/// <summary>Reads a native histogram of remote write, which both versions have alike.</summary>
// Source: Prometheus prompb/types.proto and the io.prometheus.write.v2 specification, message Histogram.
internal static class HistogramWire
{
    private const int BucketsMax = 10_000;

    /// <summary>Reads one; false if it cannot be decoded.</summary>
    /// <param name="message">The message Histogram.</param>
    /// <param name="histogram">With absolute counts. Whether its parts agree is the store's to judge.</param>
    /// <param name="times">Its timestamp and, in version 2, the start of its counter.</param>
    public static bool TryRead(ReadOnlySpan<byte> message, out FloatHistogram histogram, out (long Time, long Start) times)
    {
        times = default;
        histogram = new FloatHistogram();
        var buckets = new Buckets();
        var field = new ProtoReader(message);
        while (field.TryNext())
        {
            switch (field.Field)
            {
                case 1:
                    histogram = histogram with { Count = field.Number };
                    break;
                case 2:
                    histogram = histogram with { Count = field.AsFloat };
                    break;
                case 3:
                    histogram = histogram with { Sum = field.AsFloat };
                    break;
                case 4:
                    histogram = histogram with { Schema = (int)field.AsZigzag };
                    break;
                case 5:
                    histogram = histogram with { ZeroThreshold = field.AsFloat };
                    break;
                case 6:
                    histogram = histogram with { ZeroCount = field.Number };
                    break;
                case 7:
                    histogram = histogram with { ZeroCount = field.AsFloat };
                    break;
                case 14:
                    histogram = histogram with { ResetHint = (CounterResetHint)Math.Min(field.Number, 3) };
                    break;
                case 15:
                    times.Time = field.AsSigned;
                    break;
                case 17:
                    times.Start = field.AsSigned;
                    break;
                default:
                    if (!buckets.TryTake(field))
                    {
                        return false;
                    }

                    break;
            }
        }

        histogram = buckets.AddTo(histogram);
        return !field.IsDamaged;
    }

    private sealed class Buckets
    {
        private readonly List<HistogramSpan> _negativeSpans = [];
        private readonly List<HistogramSpan> _positiveSpans = [];
        private readonly List<double> _negative = [];
        private readonly List<double> _positive = [];
        private readonly List<double> _bounds = [];
        private double _lastNegative;
        private double _lastPositive;

        public bool TryTake(in ProtoReader field) => field.Field switch
        {
            8 => TrySpan(field.Bytes, _negativeSpans),
            9 => TryDeltas(field, _negative, ref _lastNegative),
            10 => TryFloats(field, _negative),
            11 => TrySpan(field.Bytes, _positiveSpans),
            12 => TryDeltas(field, _positive, ref _lastPositive),
            13 => TryFloats(field, _positive),
            16 => TryFloats(field, _bounds),
            _ => true,
        };

        public FloatHistogram AddTo(FloatHistogram histogram) => histogram with
        {
            NegativeSpans = [.. _negativeSpans],
            PositiveSpans = [.. _positiveSpans],
            NegativeBuckets = [.. _negative],
            PositiveBuckets = [.. _positive],
            CustomBounds = [.. _bounds],
        };

        private static bool TrySpan(ReadOnlySpan<byte> message, List<HistogramSpan> spans)
        {
            int offset = 0;
            ulong length = 0;
            var field = new ProtoReader(message);
            while (field.TryNext())
            {
                offset = field.Field == 1 ? (int)field.AsZigzag : offset;
                length = field.Field == 2 ? field.Number : length;
            }

            if (field.IsDamaged || length > BucketsMax || spans.Count >= BucketsMax)
            {
                return false;
            }

            spans.Add(new HistogramSpan(offset, (int)length));
            return true;
        }

        // On the wire a count is told by its difference to the bucket before.
        private static bool TryDeltas(in ProtoReader field, List<double> buckets, ref double last)
        {
            if (field.Wire == ProtoWire.Varint)
            {
                last += field.AsZigzag;
                buckets.Add(last);
                return buckets.Count <= BucketsMax;
            }

            ReadOnlySpan<byte> packed = field.Bytes;
            while (!packed.IsEmpty)
            {
                if (buckets.Count >= BucketsMax || !ProtoReader.TryVarint(ref packed, out ulong delta))
                {
                    return false;
                }

                last += (long)(delta >> 1) ^ -(long)(delta & 1);
                buckets.Add(last);
            }

            return true;
        }

        private static bool TryFloats(in ProtoReader field, List<double> numbers)
        {
            if (field.Wire == ProtoWire.Fixed64)
            {
                numbers.Add(field.AsFloat);
                return numbers.Count <= BucketsMax;
            }

            ReadOnlySpan<byte> packed = field.Bytes;
            for (; packed.Length >= sizeof(double) && numbers.Count < BucketsMax; packed = packed[sizeof(double)..])
            {
                numbers.Add(System.Buffers.Binary.BinaryPrimitives.ReadDoubleLittleEndian(packed));
            }

            return packed.IsEmpty;
        }
    }
}
