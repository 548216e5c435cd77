using System.Buffers;

namespace Tocsin.Tsdb.Chunks;

/// <summary>The start timestamps of a chunk's samples in Unix milliseconds, 0 where unknown.</summary>
/// <remarks><code>first: zigzag varint | the n − 1 differences: PackedInts</code></remarks>
internal static class StartColumn
{
    public static void Encode(ReadOnlySpan<long> starts, ChunkWriter writer)
    {
        writer.WriteZigzag(starts[0]);
        long[] rented = ArrayPool<long>.Shared.Rent(starts.Length);
        Span<long> steps = rented.AsSpan(0, starts.Length - 1);
        for (int i = 0; i < steps.Length; i++)
        {
            steps[i] = starts[i + 1] - starts[i];
        }

        PackedInts.Encode(steps, writer);
        ArrayPool<long>.Shared.Return(rented);
    }

    public static void Decode(ref ChunkReader reader, Span<long> starts)
    {
        starts[0] = reader.ReadZigzag();
        PackedInts.Decode(ref reader, starts[1..]);
        for (int i = 1; i < starts.Length; i++)
        {
            starts[i] += starts[i - 1];
        }
    }
}
