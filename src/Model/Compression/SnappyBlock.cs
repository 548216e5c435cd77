using System.Buffers.Binary;
using System.Runtime.CompilerServices;

namespace Tocsin.Model.Compression;

/// <summary>
/// Unpacks Snappy's block format, in which the bodies of remote write and remote read come and the journal's events are kept.
/// </summary>
// Source: https://github.com/google/snappy/blob/main/format_description.txt
public static class SnappyBlock
{
    /// <summary>How many bytes a block says that it holds; false if it does not begin as a block does.</summary>
    public static bool TryReadLength(ReadOnlySpan<byte> block, out uint length, out int headBytes)
    {
        ulong value = 0;
        for (headBytes = 0; headBytes < block.Length && headBytes < 5;)
        {
            byte b = block[headBytes];
            value |= (ulong)(b & 0x7F) << (7 * headBytes++);
            if (b < 0x80)
            {
                length = (uint)value;
                return value <= uint.MaxValue;
            }
        }

        length = 0;
        return false;
    }

    /// <summary>Unpacks a block.</summary>
    /// <param name="block">All of it.</param>
    /// <param name="output">As long as <see cref="TryReadLength"/> says; overwritten in any case.</param>
    /// <returns>False if the block is damaged.</returns>
    // Few calls with many rounds each: the runtime would leave them as they were compiled ahead, where no span is inlined.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static bool TryDecode(ReadOnlySpan<byte> block, Span<byte> output)
    {
        if (!TryReadLength(block, out uint length, out int from) || length != output.Length)
        {
            return false;
        }

        int to = 0;
        while (from < block.Length)
        {
            byte tag = block[from++];
            bool ok = (tag & 3) == 0
                ? TryLiteral(block, ref from, tag >> 2, output, ref to)
                : TryCopy(block, ref from, tag, output, ref to);
            if (!ok)
            {
                return false;
            }
        }

        return to == output.Length;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static bool TryLiteral(ReadOnlySpan<byte> block, ref int from, int code, Span<byte> output, ref int to)
    {
        long length = code + 1;
        if (code >= 60)
        {
            int bytes = code - 59;
            if (block.Length - from < bytes)
            {
                return false;
            }

            length = 1;
            for (int i = 0; i < bytes; i++)
            {
                length += (long)block[from++] << (8 * i);
            }
        }

        if (length > block.Length - from || length > output.Length - to)
        {
            return false;
        }

        block.Slice(from, (int)length).CopyTo(output[to..]);
        from += (int)length;
        to += (int)length;
        return true;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static bool TryCopy(ReadOnlySpan<byte> block, ref int from, byte tag, Span<byte> output, ref int to)
    {
        int bytes = (tag & 3) switch { 1 => 1, 2 => 2, _ => 4 };
        if (block.Length - from < bytes)
        {
            return false;
        }

        int length = (tag >> 2) + 1;
        uint offset = bytes switch
        {
            1 => block[from] | ((uint)(tag >> 5) << 8),
            2 => BinaryPrimitives.ReadUInt16LittleEndian(block[from..]),
            _ => BinaryPrimitives.ReadUInt32LittleEndian(block[from..]),
        };
        length = bytes == 1 ? ((tag >> 2) & 7) + 4 : length;
        from += bytes;
        if (offset == 0 || offset > (uint)to || length > output.Length - to)
        {
            return false;
        }

        int source = to - (int)offset;
        if (offset >= (uint)length)
        {
            output.Slice(source, length).CopyTo(output[to..]);
            to += length;
            return true;
        }

        // The source runs into what is being written, which repeats it.
        for (int end = to + length; to < end;)
        {
            output[to++] = output[source++];
        }

        return true;
    }
}
