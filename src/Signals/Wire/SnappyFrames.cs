using System.Buffers.Binary;
using System.Numerics;
using Tocsin.Model.Checksums;
using Tocsin.Model.Compression;

namespace Tocsin.Signals.Wire;

/// <summary>Unpacks Snappy's framing format: blocks, each with its length and checksum.</summary>
// Source: https://github.com/google/snappy/blob/main/framing_format.txt
public static class SnappyFrames
{
    private const int PlainBytesMax = 65536;

    /// <summary>Unpacks frames.</summary>
    /// <param name="frames">All of them.</param>
    /// <param name="most">How many bytes they may unfold to.</param>
    /// <param name="plain">What they hold.</param>
    /// <param name="isTooLarge">They hold more.</param>
    /// <returns>False if they are damaged or hold too much.</returns>
    public static bool TryDecode(ReadOnlySpan<byte> frames, int most, out byte[] plain, out bool isTooLarge)
    {
        plain = [];
        isTooLarge = false;
        using var output = new MemoryStream();
        bool isBegun = false;
        while (!frames.IsEmpty)
        {
            if (frames.Length < 4)
            {
                return false;
            }

            byte kind = frames[0];
            int length = frames[1] | (frames[2] << 8) | (frames[3] << 16);
            if (length > frames.Length - 4)
            {
                return false;
            }

            ReadOnlySpan<byte> content = frames.Slice(4, length);
            frames = frames[(4 + length)..];
            bool isGood = kind switch
            {
                0xFF => content.SequenceEqual("sNaPpY"u8),
                0x00 or 0x01 => isBegun && TryBlock(content, kind == 0, output),
                >= 0x80 => isBegun,
                _ => false,
            };
            isBegun |= kind == 0xFF;
            isTooLarge = output.Length > most;
            if (!isGood || isTooLarge)
            {
                return false;
            }
        }

        plain = output.ToArray();
        return true;
    }

    private static bool TryBlock(ReadOnlySpan<byte> content, bool isPacked, MemoryStream output)
    {
        if (content.Length < 4)
        {
            return false;
        }

        uint sum = BinaryPrimitives.ReadUInt32LittleEndian(content);
        ReadOnlySpan<byte> block = content[4..];
        if (isPacked)
        {
            if (!SnappyBlock.TryReadLength(block, out uint length, out _) || length > PlainBytesMax)
            {
                return false;
            }

            var unpacked = new byte[length];
            if (!SnappyBlock.TryDecode(block, unpacked))
            {
                return false;
            }

            block = unpacked;
        }

        output.Write(block);
        return block.Length <= PlainBytesMax && BitOperations.RotateRight(Crc32C.Of(block), 15) + 0xA282EAD8 == sum;
    }
}
