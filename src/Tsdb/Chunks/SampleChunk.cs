using Tocsin.Model.Samples;

namespace Tocsin.Tsdb.Chunks;

/// <summary>Some samples of one series, compressed as a whole: a column of times, then columns of what was sampled.</summary>
/// <remarks>
/// <code>
/// +---------+---------------+-------------------+-----------------------------+---------------------------------+
/// | kind    | count: varint | times: TimeColumn | starts (kind bit 1):        | values: ValueColumn, or         |
/// | 1 byte  |               |                   | zigzag varint | PackedInts  | HistogramColumn (kind bit 0)    |
/// +---------+---------------+-------------------+-----------------------------+---------------------------------+
/// </code>
/// The starts are the first one and the differences of the rest. Floats and histograms are never in one chunk.
/// </remarks>
public static class SampleChunk
{
    /// <summary>The most samples of a chunk.</summary>
    public const int SamplesMax = 4096;

    private const byte HasHistograms = 1;
    private const byte HasStarts = 2;

    /// <summary>Appends a chunk of 1 to <see cref="SamplesMax"/> samples.</summary>
    public static void Encode(in SampleSpan samples, ChunkWriter writer)
    {
        ArgumentOutOfRangeException.ThrowIfZero(samples.Times.Length);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(samples.Times.Length, SamplesMax);
        bool histograms = !samples.Histograms.IsEmpty;
        bool starts = samples.Starts.ContainsAnyExcept(0);
        writer.WriteByte((byte)((histograms ? HasHistograms : 0) | (starts ? HasStarts : 0)));
        writer.WriteVarint((ulong)samples.Times.Length);
        TimeColumn.Encode(samples.Times, writer);
        if (starts)
        {
            StartColumn.Encode(samples.Starts, writer);
        }

        if (histograms)
        {
            HistogramColumn.Encode(samples.Histograms, writer);
        }
        else
        {
            ValueColumn.Encode(samples.Values, writer);
        }
    }

    /// <summary>Reads all samples of a chunk.</summary>
    /// <param name="chunk">The bytes of the chunk, and no others.</param>
    /// <param name="into">What it held before is overwritten.</param>
    /// <exception cref="TsdbFormatException">The chunk is damaged; what the buffer holds then is of no meaning.</exception>
    public static void Decode(ReadOnlySpan<byte> chunk, ChunkSamples into)
    {
        var reader = new ChunkReader(chunk);
        byte kind = reader.ReadByte();
        int count = reader.ReadCount(SamplesMax);
        if (count == 0 || (kind & ~(HasHistograms | HasStarts)) != 0)
        {
            throw new TsdbFormatException($"a chunk of kind {kind} with {count} samples");
        }

        into.Reset(count, (kind & HasHistograms) != 0, (kind & HasStarts) != 0);
        TimeColumn.Decode(ref reader, into.Times);
        if ((kind & HasStarts) != 0)
        {
            StartColumn.Decode(ref reader, into.Starts);
        }

        if ((kind & HasHistograms) != 0)
        {
            HistogramColumn.Decode(ref reader, into.Histograms);
        }
        else
        {
            ValueColumn.Decode(ref reader, into.Values);
        }

        if (reader.Remaining != 0)
        {
            throw new TsdbFormatException($"{reader.Remaining} bytes follow a chunk");
        }
    }
}

/// <summary>Samples to be encoded, in columns.</summary>
/// <param name="times">Unix milliseconds, strictly ascending.</param>
/// <param name="values">As many values; not looked at if there are histograms.</param>
public readonly ref struct SampleSpan(ReadOnlySpan<long> times, ReadOnlySpan<double> values)
{
    /// <summary>Unix milliseconds, strictly ascending.</summary>
    public ReadOnlySpan<long> Times { get; } = times;

    /// <summary>The floats; not looked at if there are histograms.</summary>
    public ReadOnlySpan<double> Values { get; } = values;

    /// <summary>Empty, or as many histograms as times.</summary>
    public ReadOnlySpan<FloatHistogram?> Histograms { get; init; }

    /// <summary>Empty, or as many start timestamps as times, 0 where unknown.</summary>
    public ReadOnlySpan<long> Starts { get; init; }
}
