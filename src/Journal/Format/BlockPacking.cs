using Tocsin.Model.Compression;

namespace Tocsin.Journal.Format;

/// <summary>
/// Packs the bodies of blocks for the disk. Alerts of one batch have most of their text in common: a body becomes a fifth to
/// a sixth, at two bytes a nanosecond, so that a commit writes and syncs as much less and history reaches as much further.
/// </summary>
internal static class BlockPacking
{
    // A lone event has little to repeat, and what is not shorter by an eighth is not worth unpacking.
    private const int BodyBytesMin = 1024;
    private const int GainShare = 8;
    private const int HeadBytesMax = 5;

    // Snappy's best: three bytes that stand for 64.
    private const int GainMax = 22;

    [ThreadStatic]
    private static SnappyEncoder? _encoder;

    /// <summary>Packs a body; nothing if it is better stored as it is.</summary>
    /// <param name="body">The events.</param>
    /// <param name="rented">A buffer from <see cref="JournalBuffers"/>, or an empty one; grown if need be.</param>
    public static ReadOnlyMemory<byte> Pack(ReadOnlySpan<byte> body, ref byte[] rented)
    {
        if (body.Length < BodyBytesMin)
        {
            return default;
        }

        int most = MostBytes(body.Length);
        if (rented.Length < most)
        {
            JournalBuffers.Return(rented);
            rented = JournalBuffers.Rent<byte>(most);
        }

        int length = Pack(body, rented);
        return length <= body.Length - (body.Length / GainShare) ? rented.AsMemory(0, length) : default;
    }

    /// <summary>True if packed bytes can unfold to that many: asked before memory is taken for them.</summary>
    public static bool MayHold(ReadOnlySpan<byte> packed, long bytes) =>
        bytes <= (long)packed.Length * GainMax && SnappyBlock.TryReadLength(packed, out uint said, out _) && said == bytes;

    /// <summary>Unpacks what <see cref="Pack(ReadOnlySpan{byte}, ref byte[])"/> made.</summary>
    /// <returns>False if it is damaged, or not of this length.</returns>
    public static bool TryUnpack(ReadOnlySpan<byte> packed, Span<byte> body) => SnappyBlock.TryDecode(packed, body);

    private static int MostBytes(int bytes)
    {
        int pieces = (bytes / SnappyEncoder.PieceBytesMax) + 1;
        return HeadBytesMax + (pieces * SnappyEncoder.PackedBytesMax(0)) + SnappyEncoder.PackedBytesMax(bytes);
    }

    private static int Pack(ReadOnlySpan<byte> body, Span<byte> output)
    {
        SnappyEncoder encoder = _encoder ??= new SnappyEncoder();
        int length = SnappyEncoder.WriteLength(body.Length, output);
        while (!body.IsEmpty)
        {
            ReadOnlySpan<byte> piece = body[..Math.Min(body.Length, SnappyEncoder.PieceBytesMax)];
            length += encoder.Pack(piece, output[length..]);
            body = body[piece.Length..];
        }

        return length;
    }
}
