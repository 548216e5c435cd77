namespace Tocsin.Tsdb.Chunks;

/// <summary>Some samples of one series, compressed as a whole: a column of times, a column of values.</summary>
/// <remarks><code>count: varint | times: TimeColumn | values: ValueColumn</code></remarks>
public static class FloatChunk
{
    /// <summary>The most samples of a chunk.</summary>
    public const int SamplesMax = 4096;

    /// <summary>Appends a chunk.</summary>
    /// <param name="times">Unix milliseconds, strictly ascending; 1 to <see cref="SamplesMax"/>.</param>
    /// <param name="values">As many values.</param>
    /// <param name="writer">What the chunk is appended to.</param>
    public static void Encode(ReadOnlySpan<long> times, ReadOnlySpan<double> values, ChunkWriter writer)
    {
        ArgumentOutOfRangeException.ThrowIfZero(times.Length);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(times.Length, SamplesMax);
        ArgumentOutOfRangeException.ThrowIfNotEqual(values.Length, times.Length);
        writer.WriteVarint((ulong)times.Length);
        TimeColumn.Encode(times, writer);
        ValueColumn.Encode(values, writer);
    }

    /// <summary>How many samples a chunk says that it has: the room that <see cref="Decode"/> needs.</summary>
    /// <exception cref="TsdbFormatException">The chunk is damaged.</exception>
    public static int CountOf(ReadOnlySpan<byte> chunk) => ReadCount(new ChunkReader(chunk));

    /// <summary>Reads all samples of a chunk.</summary>
    /// <param name="chunk">The bytes of the chunk, and no others.</param>
    /// <param name="times">Room for as many as <see cref="CountOf"/> says.</param>
    /// <param name="values">As much room.</param>
    /// <returns>How many samples there are.</returns>
    /// <exception cref="TsdbFormatException">The chunk is damaged; what the spans hold then is of no meaning.</exception>
    public static int Decode(ReadOnlySpan<byte> chunk, Span<long> times, Span<double> values)
    {
        var reader = new ChunkReader(chunk);
        int count = ReadCount(ref reader);
        TimeColumn.Decode(ref reader, times[..count]);
        ValueColumn.Decode(ref reader, values[..count]);
        return reader.Remaining == 0
            ? count
            : throw new TsdbFormatException($"{reader.Remaining} bytes follow a chunk");
    }

    private static int ReadCount(ChunkReader reader) => ReadCount(ref reader);

    private static int ReadCount(ref ChunkReader reader)
    {
        int count = reader.ReadCount(SamplesMax);
        return count > 0 ? count : throw new TsdbFormatException("a chunk without samples");
    }
}
