using System.Runtime.CompilerServices;

namespace Tocsin.Model.Labels;

/// <summary>Reads and writes the length-prefixed fields of a <see cref="LabelSet"/>.</summary>
internal static class LabelBlock
{
    // Nearly every name and value is shorter than 128 bytes: its length is one byte, and this is inlined.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ReadOnlySpan<byte> ReadField(ReadOnlySpan<byte> block, scoped ref int at)
    {
        int start = at + 1;
        if ((uint)at < (uint)block.Length && block[at] < 0x80 && block[at] <= block.Length - start)
        {
            at = start + block[at];
            return block[start..at];
        }

        return ReadLongField(block, ref at);
    }

    private static ReadOnlySpan<byte> ReadLongField(ReadOnlySpan<byte> block, scoped ref int at)
    {
        int length = 0;
        int shift = 0;
        while (true)
        {
            if (at >= block.Length || shift > 28)
            {
                throw new FormatException("label block is cut short");
            }

            byte b = block[at++];
            length |= (b & 0x7F) << shift;
            if (b < 0x80)
            {
                break;
            }

            shift += 7;
        }

        if (length < 0 || length > block.Length - at)
        {
            throw new FormatException("label block is cut short");
        }

        ReadOnlySpan<byte> field = block.Slice(at, length);
        at += length;
        return field;
    }

    public static int FieldSize(int length)
    {
        int size = length + 1;
        for (int rest = length >> 7; rest > 0; rest >>= 7)
        {
            size++;
        }

        return size;
    }

    public static void WriteField(Span<byte> block, ref int at, ReadOnlySpan<byte> field)
    {
        uint rest = (uint)field.Length;
        while (rest >= 0x80)
        {
            block[at++] = (byte)(rest | 0x80);
            rest >>= 7;
        }

        block[at++] = (byte)rest;
        field.CopyTo(block[at..]);
        at += field.Length;
    }
}
