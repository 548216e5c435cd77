using System.Buffers;
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
        ReadOnlySpan<byte> packed = workspace.Pack(body);
        if (packed.Length > body.Length - (body.Length / GainShare))
        {
            return default;
        }

        JournalBuffers.Grow(ref rented, used: 0, more: packed.Length);
        packed.CopyTo(rented);
        return rented.AsMemory(0, packed.Length);
    }

    /// <summary>True if packed bytes can unfold to that many: asked before memory is taken for them.</summary>
    public static bool MayHold(ReadOnlySpan<byte> packed, long bytes) =>
        bytes <= (long)packed.Length * GainMax && SnappyBlock.TryReadLength(packed, out uint said, out _) && said == bytes;

    /// <summary>Unpacks what <see cref="Pack(ReadOnlySpan{byte}, ref byte[])"/> made.</summary>
    /// <returns>False if it is damaged, or not of this length.</returns>
    public static bool TryUnpack(ReadOnlySpan<byte> packed, Span<byte> body) => SnappyBlock.TryDecode(packed, body);

    // What a thread packs into, which becomes as long as the body could at worst. What is kept for long is a copy of the length
    // that it has, a fifth of that mostly.
    private sealed class Workspace
    {
        private const int KeptBytesMax = 512 * 1024;

        private readonly SnappyEncoder _encoder = new();
        private ArrayBufferWriter<byte> _packed = new();

        /// <summary>The packed bytes, until the next call.</summary>
        public ReadOnlySpan<byte> Pack(ReadOnlySpan<byte> body)
        {
            _packed = _packed.Capacity > KeptBytesMax ? new() : _packed;
            _packed.ResetWrittenCount();
            _encoder.PackBlock(body, _packed);
            return _packed.WrittenSpan;
        }
    }
}
