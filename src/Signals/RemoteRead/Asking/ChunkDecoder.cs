using System.Buffers.Binary;

namespace Tocsin.Signals.RemoteRead.Asking;

/// <summary>Unpacks Prometheus's chunks.</summary>
// Source: Prometheus prompb/types.proto, Chunk.Encoding; tsdb/chunkenc, xor.go. The layouts are drawn beside what writes them.
internal static class ChunkDecoder
{
    private const ulong Xor = 1;
    private const ulong Histogram = 2;
    private const ulong FloatHistogram = 3;

    /// <summary>Adds the samples of a chunk to a series.</summary>
    /// <exception cref="ReadDamageException">The chunk is damaged, or of a kind that is not known.</exception>
    public static void Decode(ulong encoding, ReadOnlySpan<byte> chunk, ReadSeries into, ReadMeter meter)
    {
        if (chunk.Length < 2)
        {
            throw new ReadDamageException("a chunk of less than two bytes");
        }

        int count = BinaryPrimitives.ReadUInt16BigEndian(chunk);
        var from = new BitReader(chunk[2..]);
        switch (encoding)
        {
            case Xor:
                DecodeFloats(ref from, count, into, meter);
                break;
            case Histogram or FloatHistogram:
                if (count > 0)
                {
                    new HistogramChunkDecoder(encoding == Histogram, into, meter).Decode(ref from, count);
                }

                break;
            default:
                throw new ReadDamageException($"a chunk of the encoding {encoding}, which is not known here");
        }

        if (from.IsDamaged)
        {
            throw new ReadDamageException("a chunk that ends before its last sample");
        }
    }

    private static void DecodeFloats(ref BitReader from, int count, ReadSeries into, ReadMeter meter)
    {
        meter.Take(count, (long)count * ReadMeter.FloatBytes);
        long time = 0;
        long delta = 0;
        var value = new XorColumn(0);
        for (int i = 0; i < count && !from.IsDamaged; i++)
        {
            if (i == 0)
            {
                ulong zigzag = from.Varint();
                time = (long)(zigzag >> 1) ^ -(long)(zigzag & 1);
                value = new XorColumn(from.Float());
            }
            else
            {
                delta = i == 1 ? (long)from.Varint() : delta + from.TimeChange();
                time += delta;
                value.Next(ref from);
            }

            into.Add(time, value.Value);
        }
    }
}
