using System.Buffers;
using System.Buffers.Binary;
using System.IO.Compression;
using System.Runtime.InteropServices;

namespace Tocsin.Server.Otlp;

/// <summary>The body of a request as it was before it was packed. Dispose it to give the memory back.</summary>
internal readonly struct UnpackedBody : IDisposable
{
    private readonly byte[]? _rented;

    private UnpackedBody(UnpackOutcome outcome, ReadOnlyMemory<byte> memory, byte[]? rented)
    {
        Outcome = outcome;
        Memory = memory;
        _rented = rented;
    }

    /// <summary>Whether there is a body, or why not.</summary>
    public UnpackOutcome Outcome { get; }

    /// <summary>The body. Holds until it is disposed, and as long as the packed one.</summary>
    public ReadOnlyMemory<byte> Memory { get; }

    /// <summary>Unpacks a body.</summary>
    /// <param name="packed">Stays the caller's.</param>
    /// <param name="packing">How, by the name of HTTP; empty or <c>identity</c> for not at all.</param>
    /// <param name="bytesMax">A body that has more is not unpacked to its end.</param>
    public static UnpackedBody Of(ReadOnlyMemory<byte> packed, string packing, int bytesMax)
    {
        if (packing.Length == 0 || packing.Equals("identity", StringComparison.OrdinalIgnoreCase))
        {
            return new UnpackedBody(UnpackOutcome.Good, packed, null);
        }

        if (!packing.Equals("gzip", StringComparison.OrdinalIgnoreCase))
        {
            return new UnpackedBody(UnpackOutcome.UnknownPacking, default, null);
        }

        if (!MemoryMarshal.TryGetArray(packed, out ArraySegment<byte> segment))
        {
            segment = packed.ToArray();
        }

        using var source = new MemoryStream(segment.Array!, segment.Offset, segment.Count, writable: false);
        using var stream = new GZipStream(source, CompressionMode.Decompress);
        return Read(stream, packed, bytesMax);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_rented is not null)
        {
            ArrayPool<byte>.Shared.Return(_rented);
        }
    }

    private static UnpackedBody Read(GZipStream stream, ReadOnlyMemory<byte> packed, int bytesMax)
    {
        byte[] rented = ArrayPool<byte>.Shared.Rent((int)Math.Clamp(packed.Length * 4L, 4096, bytesMax + 1L));
        UnpackOutcome outcome = UnpackOutcome.Damaged;
        int length = 0;
        try
        {
            for (int read; (read = stream.Read(rented, length, rented.Length - length)) > 0 && length <= bytesMax;)
            {
                length += read;
                if (length == rented.Length)
                {
                    Grow(ref rented);
                }
            }

            outcome = length > bytesMax ? UnpackOutcome.TooLarge
                : IsWhole(packed.Span, length) ? UnpackOutcome.Good : UnpackOutcome.Damaged;
        }
        catch (InvalidDataException)
        {
            // Damaged.
        }

        if (outcome == UnpackOutcome.Good)
        {
            return new UnpackedBody(outcome, rented.AsMemory(0, length), rented);
        }

        ArrayPool<byte>.Shared.Return(rented);
        return new UnpackedBody(outcome, default, null);
    }

    // The stream takes a body that is cut off for its end; the length that gzip puts last tells.
    // Source: RFC 1952, ISIZE.
    private static bool IsWhole(ReadOnlySpan<byte> packed, int length) =>
        packed.Length >= sizeof(int) && BinaryPrimitives.ReadInt32LittleEndian(packed[^sizeof(int)..]) == length;

    private static void Grow(ref byte[] rented)
    {
        byte[] larger = ArrayPool<byte>.Shared.Rent(rented.Length * 2);
        rented.CopyTo(larger, 0);
        ArrayPool<byte>.Shared.Return(rented);
        rented = larger;
    }
}

/// <summary>What came of unpacking.</summary>
internal enum UnpackOutcome
{
    /// <summary>Here it is.</summary>
    Good = 0,

    /// <summary>It cannot be unpacked.</summary>
    Damaged = 1,

    /// <summary>It is larger than is taken.</summary>
    TooLarge = 2,

    /// <summary>Nothing here unpacks it.</summary>
    UnknownPacking = 3,
}
