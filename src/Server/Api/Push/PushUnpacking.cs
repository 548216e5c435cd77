using System.IO.Compression;
using Tocsin.Signals.Wire;

namespace Tocsin.Server.Api.Push;

/// <summary>Unpacks bodies, within a limit. It has no state.</summary>
// Source: Pushgateway main, decodeRequest: gzip, or Snappy's framing; any other word is passed over.
internal static class PushUnpacking
{
    /// <summary>Unpacks a body.</summary>
    /// <param name="body">As it came.</param>
    /// <param name="encoding">The content encoding.</param>
    /// <param name="most">How many bytes it may have.</param>
    /// <param name="isTooLarge">It has more.</param>
    /// <returns>Null if it is not packed in this way, or is too large.</returns>
    public static byte[]? Unpack(ReadOnlyMemory<byte> body, string encoding, int most, out bool isTooLarge)
    {
        isTooLarge = false;
        byte[]? unpacked = encoding.ToUpperInvariant() switch
        {
            "GZIP" => Unzip(body, most, out isTooLarge),
            "SNAPPY" => SnappyFrames.TryDecode(body.Span, most, out byte[]? frames, out isTooLarge) ? frames : null,
            _ => body.ToArray(),
        };
        isTooLarge |= unpacked?.Length > most;
        return isTooLarge ? null : unpacked;
    }

    private static byte[]? Unzip(ReadOnlyMemory<byte> body, int most, out bool isTooLarge)
    {
        isTooLarge = false;
        using var packed = new MemoryStream(body.ToArray(), writable: false);
        using var unzip = new GZipStream(packed, CompressionMode.Decompress);
        using var plain = new MemoryStream();
        var piece = new byte[32 * 1024];
        try
        {
            while (unzip.Read(piece) is > 0 and var read)
            {
                plain.Write(piece, 0, read);
                if (plain.Length > most)
                {
                    isTooLarge = true;
                    return null;
                }
            }
        }
        catch (InvalidDataException)
        {
            return null;
        }

        // What is empty, or no archive at all, ends without a word.
        return body.Length > 2 && body.Span[0] == 0x1F && body.Span[1] == 0x8B ? plain.ToArray() : null;
    }
}
