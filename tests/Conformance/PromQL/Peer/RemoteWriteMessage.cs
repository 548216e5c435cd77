using System.Buffers.Binary;
using System.Text;
using Tocsin.Model.Labels;
using Tocsin.TestKit.Series;

namespace Tocsin.Conformance.PromQL.Peer;

/// <summary>A remote-write request, version 1, of float samples; packed as Snappy without any compression.</summary>
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
            byte[] value = new byte[8];
            BinaryPrimitives.WriteDoubleLittleEndian(value, sample.Value);
            var pair = new MemoryStream();
            pair.WriteByte((1 << 3) | 1);
            pair.Write(value);
            pair.WriteByte(2 << 3);
            WriteVarint(pair, (ulong)sample.TimeMs);
            WriteField(message, 2, pair.ToArray());
        }

        return message.ToArray();
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
        to.WriteByte((byte)((number << 3) | 2));
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
