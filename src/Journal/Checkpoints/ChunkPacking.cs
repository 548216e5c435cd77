using System.Buffers.Binary;
using System.IO.Compression;
using Tocsin.Journal.Format;

namespace Tocsin.Journal.Checkpoints;

/// <summary>
/// A chunk of a checkpoint as it waits and lies on disk: <c>u32 0xFFFFFFFF</c>, <c>u32</c> length of the entries, the
/// entries in Brotli's format. A state is mostly names that repeat: of the 27 MB of 100,000 groups stays 1. Numbers are
/// little-endian.
/// </summary>
/// <remarks>
/// A chunk without the mark, as older versions wrote them, holds its entries as they are: no entry is as long as the mark
/// would have it.
/// </remarks>
internal static class ChunkPacking
{
    private const uint Mark = uint.MaxValue;
    private const int HeaderBytes = 2 * sizeof(uint);

    // The fastest there is, on a window as wide as a chunk: it is the owner of the state that waits for it.
    private const int Quality = 1;
    private const int WindowBits = 18;

    /// <summary>Packs the entries of a chunk.</summary>
    public static byte[] Pack(ReadOnlySpan<byte> entries)
    {
        byte[] rented = JournalBuffers.Rent<byte>(HeaderBytes + BrotliEncoder.GetMaxCompressedLength(entries.Length));
        try
        {
            BinaryPrimitives.WriteUInt32LittleEndian(rented, Mark);
            BinaryPrimitives.WriteInt32LittleEndian(rented.AsSpan(sizeof(uint)), entries.Length);
            return BrotliEncoder.TryCompress(entries, rented.AsSpan(HeaderBytes), out int written, Quality, WindowBits)
                ? rented[..(HeaderBytes + written)]
                : entries.ToArray();
        }
        finally
        {
            JournalBuffers.Return(rented);
        }
    }

    /// <summary>The entries of a chunk.</summary>
    /// <exception cref="JournalFormatException">The chunk is damaged.</exception>
    public static ReadOnlyMemory<byte> Unpack(ReadOnlyMemory<byte> chunk)
    {
        ReadOnlySpan<byte> bytes = chunk.Span;
        if (bytes.Length < HeaderBytes || BinaryPrimitives.ReadUInt32LittleEndian(bytes) != Mark)
        {
            return chunk;
        }

        int length = BinaryPrimitives.ReadInt32LittleEndian(bytes[sizeof(uint)..]);
        if (length < 0 || length > Array.MaxLength)
        {
            throw new JournalFormatException($"a checkpoint's chunk claims to hold {(uint)length} bytes");
        }

        byte[] entries = new byte[length];
        return BrotliDecoder.TryDecompress(bytes[HeaderBytes..], entries, out int written) && written == length
            ? entries
            : throw new JournalFormatException("a checkpoint's chunk cannot be unpacked");
    }
}
