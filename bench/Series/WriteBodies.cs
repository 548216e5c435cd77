using System.Buffers.Binary;
using System.Text;
using Tocsin.Model.Labels;

namespace Tocsin.SeriesLoad;

/// <summary>
/// Remote-write requests (version 1, Snappy without compression) of one sample per series, made once and filled in for
/// each instant, so that the client costs the machine little.
/// </summary>
internal sealed class WriteBodies
{
    /// <summary>How many series are in one request.</summary>
    public const int SeriesPerBody = 2_000;

    private const int LiteralMax = 60_000;
    private readonly List<(byte[] Raw, int First, int[] ValuesAt)> _bodies = [];

    public WriteBodies(LabelSet[] series)
    {
        for (int first = 0; first < series.Length; first += SeriesPerBody)
        {
            var raw = new MemoryStream();
            int count = Math.Min(SeriesPerBody, series.Length - first);
            int[] valuesAt = new int[count];
            for (int i = 0; i < count; i++)
            {
                byte[] one = Series(series[first + i]);
                WriteField(raw, 1, one);
                valuesAt[i] = (int)raw.Length - SampleTail;
            }

            _bodies.Add((raw.ToArray(), first, valuesAt));
        }
    }

    // The double, the tag of the time, and six bytes of varint, which last until the year 2109.
    private static int SampleTail => 8 + 1 + 6;

    /// <summary>The requests for an instant.</summary>
    public IEnumerable<byte[]> At(long timeMs, double[] values)
    {
        foreach ((byte[] raw, int first, int[] valuesAt) in _bodies)
        {
            for (int i = 0; i < valuesAt.Length; i++)
            {
                Span<byte> sample = raw.AsSpan(valuesAt[i], SampleTail);
                BinaryPrimitives.WriteDoubleLittleEndian(sample, values[first + i]);
                WriteTime(sample[9..], timeMs);
            }

            yield return Pack(raw);
        }
    }

    private static byte[] Series(LabelSet labels)
    {
        var message = new MemoryStream();
        foreach (LabelSet.Label label in labels)
        {
            var pair = new MemoryStream();
            WriteField(pair, 1, Encoding.UTF8.GetBytes(label.NameText));
            WriteField(pair, 2, Encoding.UTF8.GetBytes(label.ValueText));
            WriteField(message, 1, pair.ToArray());
        }

        byte[] sample = new byte[1 + SampleTail];
        sample[0] = (1 << 3) | 1;
        sample[9] = 2 << 3;
        WriteField(message, 2, sample);
        return message.ToArray();
    }

    private static void WriteTime(Span<byte> bytes, long timeMs)
    {
        for (int i = 0; i < 6; i++, timeMs >>= 7)
        {
            bytes[i] = (byte)((int)(timeMs & 0x7f) | (i < 5 ? 0x80 : 0));
        }
    }

    private static byte[] Pack(byte[] content)
    {
        var packed = new MemoryStream(content.Length + 64);
        WriteVarint(packed, (ulong)content.Length);
        for (int at = 0; at < content.Length; at += LiteralMax)
        {
            int length = Math.Min(LiteralMax, content.Length - at);
            packed.Write([61 << 2, (byte)(length - 1), (byte)((length - 1) >> 8)]);
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
