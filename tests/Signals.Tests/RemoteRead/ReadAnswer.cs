using System.Buffers.Binary;
using System.Text;
using Tocsin.Model.Checksums;
using Tocsin.Model.Compression;
using Tocsin.Signals.Tests.Wire;
using Tocsin.Signals.Wire;

namespace Tocsin.Signals.Tests.RemoteRead;

/// <summary>Makes requests of remote read and reads their answers into lines of text.</summary>
internal static class ReadAnswer
{
    public static ProtoText Query(long from, long to, params (int Op, string Name, string Value)[] matchers) => matchers.Aggregate(
        new ProtoText().Varint(1, (ulong)from).Varint(2, (ulong)to),
        (query, m) => query.Message(3, new ProtoText().Varint(1, (ulong)m.Op).Text(2, m.Name).Text(3, m.Value)));

    /// <summary>One line for each series: the number of its query, its labels, and its samples.</summary>
    public static List<string> OfSamples(IReadOnlyList<byte[]> pieces)
    {
        var lines = new List<string>();
        int query = 0;
        foreach (byte[] result in Results(pieces))
        {
            lines.AddRange(Fields(result).Select(s => $"{query} {Series(s.Bytes)}"));
            query++;
        }

        return lines;
    }

    /// <summary>The results of the queries, each of which reads as a request of remote write.</summary>
    public static IEnumerable<byte[]> Results(IReadOnlyList<byte[]> pieces)
    {
        byte[] body = [.. pieces.SelectMany(p => p)];
        Assert.True(SnappyBlock.TryReadLength(body, out uint length, out _));
        byte[] message = new byte[length];
        Assert.True(SnappyBlock.TryDecode(body, message));
        return Fields(message).Select(f => f.Bytes);
    }

    /// <summary>One line for each frame.</summary>
    public static List<string> OfFrames(IEnumerable<ReadOnlyMemory<byte>> frames)
    {
        var lines = new List<string>();
        foreach (ReadOnlyMemory<byte> frame in frames)
        {
            ReadOnlySpan<byte> rest = frame.Span;
            Assert.True(ProtoReader.TryVarint(ref rest, out ulong length));
            Assert.Equal(Crc32C.Of(rest[4..]), BinaryPrimitives.ReadUInt32BigEndian(rest));
            Assert.Equal((int)length, rest.Length - 4);
            lines.Add(Frame(rest[4..].ToArray()));
        }

        return lines;
    }

    private static string Frame(byte[] message)
    {
        ulong query = 0;
        string labels = "";
        var samples = new List<string>();
        var field = new ProtoReader(message);
        while (field.TryNext())
        {
            query = field.Field == 2 ? field.Number : query;
            foreach ((int number, byte[] bytes) in field.Field == 1 ? Fields(field.Bytes) : [])
            {
                labels += number == 1 ? Label(bytes) : "";
                samples.AddRange(number == 2 ? Chunk(bytes) : []);
            }
        }

        Assert.False(field.IsDamaged);
        return $"{query} {labels} {string.Join(' ', samples)}";
    }

    private static string[] Chunk(byte[] message)
    {
        (long from, long to, ulong encoding, byte[] data) = (0, 0, 0, []);
        var field = new ProtoReader(message);
        while (field.TryNext())
        {
            from = field.Field == 1 ? field.AsSigned : from;
            to = field.Field == 2 ? field.AsSigned : to;
            encoding = field.Field == 3 ? field.Number : encoding;
            data = field.Field == 4 ? field.Bytes.ToArray() : data;
        }

        var reading = new ChunkReading(data);
        if (encoding == 1)
        {
            List<(long Time, double Value)> floats = reading.Floats();
            Assert.Equal((from, to, true), (floats[0].Time, floats[^1].Time, reading.IsAtEnd));
            return [.. floats.Select(s => $"{s.Time}:{s.Value}")];
        }

        var histograms = reading.Histograms();
        Assert.Equal((from, to, 3UL, true), (histograms[0].Time, histograms[^1].Time, encoding, reading.IsAtEnd));
        return [.. histograms.Select(s => $"{s.Time}:h{s.Value.Count}")];
    }

    private static string Series(byte[] message)
    {
        string labels = "";
        var samples = new List<string>();
        foreach ((int number, byte[] bytes) in Fields(message))
        {
            labels += number == 1 ? Label(bytes) : "";
            samples.AddRange(number == 2 ? [Sample(bytes)] : number == 4 ? [Histogram(bytes)] : []);
        }

        return $"{labels} {string.Join(' ', samples)}".TrimEnd();
    }

    private static string Sample(byte[] message)
    {
        (long time, double value) = (0, 0);
        var field = new ProtoReader(message);
        while (field.TryNext())
        {
            time = field.Field == 2 ? field.AsSigned : time;
            value = field.Field == 1 ? field.AsFloat : value;
        }

        return $"{time}:{value}";
    }

    // A count is a whole number or a float.
    private static string Histogram(byte[] message)
    {
        (long time, double count) = (0, 0);
        var field = new ProtoReader(message);
        while (field.TryNext())
        {
            time = field.Field == 15 ? field.AsSigned : time;
            count = field.Field == 1 ? field.Number : field.Field == 2 ? field.AsFloat : count;
        }

        return $"{time}:h{count}";
    }

    private static string Label(byte[] message)
    {
        string[] texts = [.. Fields(message).Select(f => Encoding.UTF8.GetString(f.Bytes))];
        return $"{texts[0]}={texts[1]};";
    }

    private static List<(int Field, byte[] Bytes)> Fields(ReadOnlySpan<byte> message)
    {
        var fields = new List<(int, byte[])>();
        var field = new ProtoReader(message);
        while (field.TryNext())
        {
            fields.Add((field.Field, field.Bytes.ToArray()));
        }

        Assert.False(field.IsDamaged);
        return fields;
    }
}
