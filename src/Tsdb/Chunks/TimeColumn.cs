using System.Buffers;

namespace Tocsin.Tsdb.Chunks;

/// <summary>The timestamps of a chunk, in Unix milliseconds, strictly ascending.</summary>
/// <remarks><code>first: zigzag varint | the n − 1 distances: PackedInts</code></remarks>
internal static class TimeColumn
{
    public static void Encode(ReadOnlySpan<long> times, ChunkWriter writer)
    {
        writer.WriteZigzag(times[0]);
        long[] rented = ArrayPool<long>.Shared.Rent(times.Length);
        Span<long> steps = rented.AsSpan(0, times.Length - 1);
        for (int i = 0; i < steps.Length; i++)
        {
            steps[i] = times[i + 1] - times[i];
        }

        PackedInts.Encode(steps, writer);
        ArrayPool<long>.Shared.Return(rented);
    }

    public static void Decode(ref ChunkReader reader, Span<long> times)
    {
        long at = reader.ReadZigzag();
        PackedInts.Decode(ref reader, times[1..]);
        times[0] = at;
        foreach (ref long time in times[1..])
        {
            // A damaged step could go back, and whoever searches the times would miss samples.
            if (time <= 0 || at > long.MaxValue - time)
            {
                throw new TsdbFormatException("the timestamps of a chunk do not ascend");
            }

            at += time;
            time = at;
        }
    }
}
