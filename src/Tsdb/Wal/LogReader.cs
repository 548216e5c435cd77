using System.Buffers.Binary;
using Tocsin.Model.Checksums;
using Tocsin.Model.Labels;
using Tocsin.Tsdb.Blocks;
using Tocsin.Tsdb.Chunks;

namespace Tocsin.Tsdb.Wal;

/// <summary>Takes what a log holds, in the order in which it was written.</summary>
internal interface ILogSink
{
    /// <summary>A segment begins: numbers of series from before mean nothing any more.</summary>
    void BeginSegment();

    /// <summary>A series got a number, which holds to the end of the segment.</summary>
    void Series(ulong number, LabelSet labels);

    /// <summary>Floats of many series, without starts, in the order in which they were appended.</summary>
    void Floats(LoggedFloats floats);

    /// <summary>Samples of one series.</summary>
    void Samples(ulong number, in SampleSpan samples);

    /// <summary>A record of a kind that is no matter of samples.</summary>
    void Other(LogRecordKind kind, ReadOnlySpan<byte> payload);
}

/// <summary>What reading a segment gave.</summary>
/// <param name="Records">How many records were whole.</param>
/// <param name="LostBytes">How many bytes were damaged or cut short.</param>
internal readonly record struct LogReading(long Records, long LostBytes);

/// <summary>The write-ahead log's reading end.</summary>
internal static class LogReader
{
    /// <summary>
    /// Reads a segment as far as it goes. A record that is damaged is passed over if a whole one follows where it ends;
    /// else what follows is lost, which at the end of the last segment is a write that nobody was told of.
    /// </summary>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static LogReading Read(string path, ILogSink sink)
    {
        if (new FileInfo(path).Length < LogFormat.HeaderBytes)
        {
            return new LogReading(0, new FileInfo(path).Length);
        }

        using var file = new MappedFile(path);
        return Read(file.Bytes(0, file.Length), sink);
    }

    private static LogReading Read(ReadOnlySpan<byte> bytes, ILogSink sink)
    {
        if (BinaryPrimitives.ReadUInt64LittleEndian(bytes) != LogFormat.Magic
            || BinaryPrimitives.ReadUInt32LittleEndian(bytes[8..]) != LogFormat.Version)
        {
            return new LogReading(0, bytes.Length);
        }

        long records = 0;
        long lost = 0;
        var scratch = new Scratch(new ChunkSamples(), new LoggedFloats());
        for (int at = LogFormat.HeaderBytes; at < bytes.Length;)
        {
            int length = LengthAt(bytes, at);
            if (length < 0)
            {
                lost += bytes.Length - at;
                break;
            }

            int next = at + LogFormat.RecordHeaderBytes + length;
            bool ok = IsWhole(bytes, at, length) && TryDeliver(bytes[at..next], scratch, sink);
            if (!ok && next < bytes.Length && !(LengthAt(bytes, next) is >= 0 and var after && IsWhole(bytes, next, after)))
            {
                lost += bytes.Length - at;
                break;
            }

            records += ok ? 1 : 0;
            lost += ok ? 0 : next - at;
            at = next;
        }

        return new LogReading(records, lost);
    }

    private static int LengthAt(ReadOnlySpan<byte> bytes, int at)
    {
        if (bytes.Length - at < LogFormat.RecordHeaderBytes)
        {
            return -1;
        }

        int length = BinaryPrimitives.ReadInt32LittleEndian(bytes[at..]);
        return length is >= 0 and <= LogFormat.RecordBytesMax && length <= bytes.Length - at - LogFormat.RecordHeaderBytes
            ? length
            : -1;
    }

    private static bool IsWhole(ReadOnlySpan<byte> bytes, int at, int length) =>
        BinaryPrimitives.ReadUInt32LittleEndian(bytes[(at + 4)..]) == Crc32C.Of(bytes.Slice(at + 8, length + 1));

    private static bool TryDeliver(ReadOnlySpan<byte> record, Scratch scratch, ILogSink sink)
    {
        var kind = (LogRecordKind)record[8];
        ReadOnlySpan<byte> payload = record[LogFormat.RecordHeaderBytes..];
        try
        {
            switch (kind)
            {
                case LogRecordKind.Series:
                    DeliverSeries(payload, sink);
                    break;
                case LogRecordKind.Floats:
                    scratch.Floats.Read(payload);
                    sink.Floats(scratch.Floats);
                    break;
                case LogRecordKind.Chunks:
                    DeliverChunks(payload, scratch.Samples, sink);
                    break;
                default:
                    sink.Other(kind, payload);
                    break;
            }

            return true;
        }
        catch (Exception wrong) when (wrong is TsdbFormatException or FormatException)
        {
            return false;
        }
    }

    private static void DeliverSeries(ReadOnlySpan<byte> payload, ILogSink sink)
    {
        var reader = new ChunkReader(payload);
        while (reader.Remaining > 0)
        {
            ulong number = reader.ReadVarint();
            sink.Series(number, LabelSet.FromEncoded(reader.ReadBytes(reader.ReadCount(reader.Remaining))));
        }
    }

    private static void DeliverChunks(ReadOnlySpan<byte> payload, ChunkSamples samples, ILogSink sink)
    {
        var reader = new ChunkReader(payload);
        while (reader.Remaining > 0)
        {
            ulong number = reader.ReadVarint();
            SampleChunk.Decode(reader.ReadBytes(reader.ReadCount(reader.Remaining)), samples);
            sink.Samples(number, samples.Span);
        }
    }

    private sealed record Scratch(ChunkSamples Samples, LoggedFloats Floats);
}
