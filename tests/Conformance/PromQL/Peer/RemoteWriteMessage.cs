using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Text;
using Tocsin.Model.Labels;
using Tocsin.Model.Samples;
using Tocsin.TestKit.Series;

namespace Tocsin.Conformance.PromQL.Peer;

/// <summary>A remote-write request, version 1; packed as Snappy without any compression.</summary>
internal static class RemoteWriteMessage
{
    // Snappy's literals of up to 64 KiB take three bytes of head.
    private const int LiteralMax = 60_000;

    public static byte[] Of(IEnumerable<(LabelSet Labels, IReadOnlyList<MemorySample> Samples)> series)
    {
        var request = new MemoryStream();
        foreach ((LabelSet labels, IReadOnlyList<MemorySample> samples) in series)
        {
            WriteField(request, 1, Series(labels, samples));
        }

        return Pack(request.ToArray());
    }

    private static byte[] Series(LabelSet labels, IReadOnlyList<MemorySample> samples)
    {
        var message = new MemoryStream();
        foreach (LabelSet.Label label in labels)
        {
            var pair = new MemoryStream();
            WriteField(pair, 1, Encoding.UTF8.GetBytes(label.NameText));
            WriteField(pair, 2, Encoding.UTF8.GetBytes(label.ValueText));
            WriteField(message, 1, pair.ToArray());
        }

        foreach (MemorySample sample in samples)
        {
            var pair = new MemoryStream();
            if (sample.Histogram is { } histogram)
            {
                WriteHistogram(pair, histogram);
                WriteNumber(pair, 15, (ulong)sample.TimeMs);
                WriteField(message, 4, pair.ToArray());
            }
            else
            {
                WriteDouble(pair, 1, sample.Value);
                WriteNumber(pair, 2, (ulong)sample.TimeMs);
                WriteField(message, 2, pair.ToArray());
            }
        }

        return message.ToArray();
    }

    private static void WriteHistogram(MemoryStream to, FloatHistogram histogram)
    {
        WriteDouble(to, 2, histogram.Count);
        WriteDouble(to, 3, histogram.Sum);
        WriteNumber(to, 4, ZigZag(histogram.Schema));
        WriteDouble(to, 5, histogram.ZeroThreshold);
        WriteDouble(to, 7, histogram.ZeroCount);
        WriteBuckets(to, (8, 10), histogram.NegativeSpans, histogram.NegativeBuckets);
        WriteBuckets(to, (11, 13), histogram.PositiveSpans, histogram.PositiveBuckets);
        WriteNumber(to, 14, (ulong)histogram.ResetHint);
    }

    private static void WriteBuckets(
        MemoryStream to, (int Spans, int Counts) fields, ImmutableArray<HistogramSpan> spans, ImmutableArray<double> counts)
    {
        foreach (HistogramSpan span in spans)
        {
            var message = new MemoryStream();
            WriteNumber(message, 1, ZigZag(span.Offset));
            WriteNumber(message, 2, (ulong)span.Length);
            WriteField(to, fields.Spans, message.ToArray());
        }

        byte[] packed = new byte[counts.Length * 8];
        for (int i = 0; i < counts.Length; i++)
        {
            BinaryPrimitives.WriteDoubleLittleEndian(packed.AsSpan(i * 8), counts[i]);
        }

        WriteField(to, fields.Counts, packed);
    }

    private static ulong ZigZag(int value) => (uint)((value << 1) ^ (value >> 31));

    private static void WriteNumber(MemoryStream to, int field, ulong value)
    {
        WriteVarint(to, (ulong)(field << 3));
        WriteVarint(to, value);
    }

    private static void WriteDouble(MemoryStream to, int field, double value)
    {
        Span<byte> bytes = stackalloc byte[8];
        BinaryPrimitives.WriteDoubleLittleEndian(bytes, value);
        WriteVarint(to, (ulong)((field << 3) | 1));
        to.Write(bytes);
    }

    private static byte[] Pack(byte[] content)
    {
        var packed = new MemoryStream();
        WriteVarint(packed, (ulong)content.Length);
        for (int at = 0; at < content.Length; at += LiteralMax)
        {
            int length = Math.Min(LiteralMax, content.Length - at);
            packed.WriteByte(61 << 2);
            packed.WriteByte((byte)(length - 1));
            packed.WriteByte((byte)((length - 1) >> 8));
            packed.Write(content, at, length);
        }

        return packed.ToArray();
    }

    private static void WriteField(MemoryStream to, int number, byte[] content)
    {
        WriteVarint(to, (ulong)((number << 3) | 2));
        WriteVarint(to, (ulong)content.Length);
        to.Write(content);
    }

    private static void WriteVarint(MemoryStream to, ulong value)
    {
        for (; value >= 0x80; value >>= 7)
        {
            to.WriteByte((byte)(value | 0x80));
        }

        to.WriteByte((byte)value);
    }
}
