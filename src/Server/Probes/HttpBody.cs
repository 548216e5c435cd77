using System.Buffers;
using System.IO.Compression;

namespace Tocsin.Server.Probes;

/// <summary>Reads the body of an answer: all of it, keeping no more than is looked at.</summary>
internal static class HttpBody
{
    /// <summary>Bytes of a body that regexes look at; a longer one is refused.</summary>
    public const int KeptBytesMax = 16 << 20;

    private const int PieceBytes = 64 * 1024;

    /// <summary>What came of reading.</summary>
    /// <param name="Length">Bytes read, unpacked.</param>
    /// <param name="Kept">The body if it was to be kept and is whole; else empty.</param>
    /// <param name="Fault">Why it was not read to its end, or null.</param>
    public readonly record struct Read(long Length, ReadOnlyMemory<byte> Kept, string? Fault);

    /// <summary>Reads it.</summary>
    /// <param name="run">The probe.</param>
    /// <param name="body">The body as it comes.</param>
    /// <param name="keeps">Keep it.</param>
    public static async Task<Read> ReadAsync(ProbeRun run, Stream body, bool keeps)
    {
        long limit = run.Module.Http.BodyBytesMax;
        var kept = new ArrayBufferWriter<byte>();
        byte[] piece = ArrayPool<byte>.Shared.Rent(PieceBytes);
        long length = 0;
        try
        {
            await using Stream unpacked = Unpack(body, run.Module.Http.Compression);
            while (true)
            {
                int count = await unpacked.ReadAsync(piece, run.Cancellation).ConfigureAwait(false);
                if (count == 0)
                {
                    return new Read(length, kept.WrittenMemory, null);
                }

                if (limit > 0 && length + count > limit)
                {
                    return new Read(limit, default, $"the body is longer than body_size_limit, {limit} bytes");
                }

                length += count;
                if (keeps && length > KeptBytesMax)
                {
                    return new Read(length, default, $"the body is longer than the {KeptBytesMax >> 20} MiB that regexes look at");
                }

                if (keeps)
                {
                    kept.Write(piece.AsSpan(0, count));
                }
            }
        }
        catch (Exception wrong) when (ProbeFaults.IsExpected(wrong))
        {
            return new Read(length, default, ProbeFaults.Describe(wrong, run));
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(piece);
        }
    }

    private static Stream Unpack(Stream body, string compression) => compression.ToLowerInvariant() switch
    {
        "gzip" => new GZipStream(body, CompressionMode.Decompress),
        "deflate" => new DeflateStream(body, CompressionMode.Decompress),
        "br" => new BrotliStream(body, CompressionMode.Decompress),
        _ => body,
    };
}
