using System.Buffers.Binary;
using Tocsin.Model.Samples;

namespace Tocsin.Signals.Wire;

/// <summary>Reads the positive or the negative buckets of a native histogram, which all of Prometheus's messages have alike.</summary>
// Source: Prometheus prompb/types.proto, message Histogram; io.prometheus.client.Histogram.
internal sealed class HistogramSide
{
    private const int BucketsMax = 10_000;

    private double _last;

    /// <summary>Which buckets there are.</summary>
    public List<HistogramSpan> Spans { get; } = [];

    /// <summary>What is in each, absolutely.</summary>
    public List<double> Counts { get; } = [];

    /// <summary>Takes a field: the first of the three is a span, the second has differences, the third has counts.</summary>
    /// <returns>False if it cannot be decoded, or has too many buckets.</returns>
    public bool TryTake(in ProtoReader field, int part) => part switch
    {
        0 => TryTakeSpan(field.Bytes),
        1 => TryTakeDifferences(field),
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

    // A count is told by its difference to the bucket before.
    private bool TryTakeDifferences(in ProtoReader field)
    {
        if (field.Wire == ProtoWire.Varint)
        {
            return TryAdd(_last += field.AsZigzag);
        }

        ReadOnlySpan<byte> packed = field.Bytes;
        while (!packed.IsEmpty)
        {
            if (!ProtoReader.TryVarint(ref packed, out ulong delta)
                || !TryAdd(_last += (long)(delta >> 1) ^ -(long)(delta & 1)))
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
            isGood = TryAdd(BinaryPrimitives.ReadDoubleLittleEndian(packed));
        }

        return isGood;
    }

    private bool TryAdd(double count)
    {
        Counts.Add(count);
        return Counts.Count <= BucketsMax;
    }
}
