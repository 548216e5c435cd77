using System.Buffers;
using System.Buffers.Binary;
using System.Runtime.CompilerServices;

namespace Tocsin.Model.Compression;

/// <summary>
/// Packs pieces of a Snappy block. A block is the varint of its unpacked length and then packed pieces one after the
/// other, each of which refers to nothing before it. Reusable; not thread-safe.
/// </summary>
// Source: https://github.com/google/snappy/blob/main/format_description.txt
public sealed class SnappyEncoder
{
    /// <summary>How many bytes a piece may have: a copy reaches that far back in two bytes.</summary>
    public const int PieceBytesMax = 64 * 1024;

    private const int LengthBytesMax = 5;
    private const int HashBits = 14;
    private const int LiteralTag = 0;
    private const int NearCopyTag = 1;
    private const int CopyTag = 2;
    private const int CopyMax = 64;
    private const int MatchMin = 4;

    // Where in the piece four bytes of this hash were seen last. Positions of an earlier piece do no harm: what is found
    // there is compared.
    private readonly ushort[] _seen = new ushort[1 << HashBits];

    /// <summary>How many bytes a piece takes packed at most.</summary>
    public static int PackedBytesMax(int bytes) => 32 + bytes + (bytes / 6);

    /// <summary>Writes the head of a block, which is how long it is unpacked.</summary>
    /// <param name="bytes">From 0.</param>
    /// <param name="output">At least five bytes.</param>
    /// <returns>How many bytes of the output are used.</returns>
    public static int WriteLength(int bytes, Span<byte> output)
    {
        int to = 0;
        for (uint left = (uint)bytes; ; left >>= 7)
        {
            if (left < 0x80)
            {
                output[to++] = (byte)left;
                return to;
            }

            output[to++] = (byte)(left | 0x80);
        }
    }

    /// <summary>Packs a whole block.</summary>
    /// <param name="bytes">What it is to hold.</param>
    /// <param name="output">Gets the length and the packed pieces.</param>
    public void PackBlock(ReadOnlySpan<byte> bytes, IBufferWriter<byte> output)
    {
        output.Advance(WriteLength(bytes.Length, output.GetSpan(LengthBytesMax)));
        while (!bytes.IsEmpty)
        {
            ReadOnlySpan<byte> piece = bytes[..Math.Min(bytes.Length, PieceBytesMax)];
            output.Advance(Pack(piece, output.GetSpan(PackedBytesMax(piece.Length))));
            bytes = bytes[piece.Length..];
        }
    }

    /// <summary>Packs a piece.</summary>
    /// <param name="piece">At most <see cref="PieceBytesMax"/> bytes.</param>
    /// <param name="output">At least <see cref="PackedBytesMax"/> of them.</param>
    /// <returns>How many bytes of the output are used.</returns>
    // Few calls with many rounds each: the runtime would leave them as they were compiled ahead, where no span is inlined.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public int Pack(ReadOnlySpan<byte> piece, Span<byte> output)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(piece.Length, PieceBytesMax);
        int to = 0;
        int from = 0;
        int at = 1;
        int misses = 32;
        while (at <= piece.Length - MatchMin)
        {
            uint word = BinaryPrimitives.ReadUInt32LittleEndian(piece[at..]);
            int hash = (int)((word * 0x9E3779B1) >> (32 - HashBits));
            int match = _seen[hash];
            _seen[hash] = (ushort)at;
            if (match >= at || BinaryPrimitives.ReadUInt32LittleEndian(piece[match..]) != word)
            {
                // What does not pack is stepped through ever faster.
                at += misses++ >> 5;
                continue;
            }

            int length = MatchMin + piece[(at + MatchMin)..].CommonPrefixLength(piece[(match + MatchMin)..]);
            to += WriteLiteral(piece[from..at], output[to..]);
            to += WriteCopy(at - match, length, output[to..]);
            at += length;
            from = at;
            misses = 32;
        }

        return to + WriteLiteral(piece[from..], output[to..]);
    }

    /// <summary>Writes bytes unpacked, which is a piece as well.</summary>
    /// <param name="bytes">At most <see cref="PieceBytesMax"/> of them.</param>
    /// <param name="output">At least three more.</param>
    /// <returns>How many bytes of the output are used.</returns>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static int WriteLiteral(ReadOnlySpan<byte> bytes, Span<byte> output)
    {
        if (bytes.IsEmpty)
        {
            return 0;
        }

        // A length below 61 is in the tag; else the tag tells how many bytes of it follow.
        int length = bytes.Length - 1;
        int more = length < 60 ? 0 : length < 256 ? 1 : 2;
        output[0] = (byte)(((more == 0 ? length : 59 + more) << 2) | LiteralTag);
        for (int i = 0; i < more; i++)
        {
            output[1 + i] = (byte)(length >> (8 * i));
        }

        bytes.CopyTo(output[(1 + more)..]);
        return 1 + more + bytes.Length;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static int WriteCopy(int offset, int length, Span<byte> output)
    {
        int to = 0;
        while (length > 0)
        {
            // No part may be left that is shorter than the shortest copy in two bytes.
            int part = length <= CopyMax ? length : length >= CopyMax + MatchMin ? CopyMax : length - MatchMin;
            if (part is >= MatchMin and < MatchMin + 8 && offset < 1 << 11)
            {
                output[to++] = (byte)(NearCopyTag | ((part - MatchMin) << 2) | ((offset >> 8) << 5));
                output[to++] = (byte)offset;
            }
            else
            {
                output[to] = (byte)(CopyTag | ((part - 1) << 2));
                BinaryPrimitives.WriteUInt16LittleEndian(output[(to + 1)..], (ushort)offset);
                to += 3;
            }

            length -= part;
        }

        return to;
    }
}
