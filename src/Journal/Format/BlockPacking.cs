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
    private static Workspace? _workspace;

    /// <summary>Packs a body; nothing if it is better stored as it is.</summary>
    /// <param name="body">The events.</param>
    /// <param name="rented">A buffer from <see cref="JournalBuffers"/>, or an empty one; grown if need be.</param>
    public static ReadOnlyMemory<byte> Pack(ReadOnlySpan<byte> body, ref byte[] rented)
    {
        if (body.Length < BodyBytesMin)
        {
            return default;
        }

        Workspace workspace = _workspace ??= new Workspace();
        int length = SnappyEncoder.WriteLength(body.Length, workspace.Packed);
        Append(workspace.Packed.AsSpan(0, length), 0, ref rented);
        for (ReadOnlySpan<byte> left = body; !left.IsEmpty;)
        {
            ReadOnlySpan<byte> piece = left[..Math.Min(left.Length, SnappyEncoder.PieceBytesMax)];
            int packed = workspace.Encoder.Pack(piece, workspace.Packed);
            Append(workspace.Packed.AsSpan(0, packed), length, ref rented);
            length += packed;
            left = left[piece.Length..];
        }

        return length <= body.Length - (body.Length / GainShare) ? rented.AsMemory(0, length) : default;
    }

    /// <summary>True if packed bytes can unfold to that many: asked before memory is taken for them.</summary>
    public static bool MayHold(ReadOnlySpan<byte> packed, long bytes) =>
        bytes <= (long)packed.Length * GainMax && SnappyBlock.TryReadLength(packed, out uint said, out _) && said == bytes;

    /// <summary>Unpacks what <see cref="Pack(ReadOnlySpan{byte}, ref byte[])"/> made.</summary>
    /// <returns>False if it is damaged, or not of this length.</returns>
    public static bool TryUnpack(ReadOnlySpan<byte> packed, Span<byte> body) => SnappyBlock.TryDecode(packed, body);

    // Not made as long as the body could at worst become: what packs well, as most does, then takes small buffers.
    private static void Append(ReadOnlySpan<byte> bytes, int used, ref byte[] rented)
    {
        if (rented.Length < used + bytes.Length)
        {
            byte[] larger = JournalBuffers.Rent<byte>(Math.Max(used * 2, used + bytes.Length));
            rented.AsSpan(0, used).CopyTo(larger);
            JournalBuffers.Return(rented);
            rented = larger;
        }

        bytes.CopyTo(rented.AsSpan(used));
    }

    private sealed class Workspace
    {
        public SnappyEncoder Encoder { get; } = new();

        public byte[] Packed { get; } = new byte[HeadBytesMax + SnappyEncoder.PackedBytesMax(SnappyEncoder.PieceBytesMax)];
    }
}
