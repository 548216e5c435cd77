using System.Buffers.Binary;
using Tocsin.Model.Checksums;
using Tocsin.Signals.RemoteRead.Asking;
using Tocsin.Signals.Wire;

namespace Tocsin.Signals.Tests.RemoteRead.Asking;

/// <summary>Puts any bytes into a frame whose checksum holds, as the chunk of a series.</summary>
internal static class ChunkBytes
{
    public static void Read(ulong encoding, ReadOnlySpan<byte> chunk, ReadMeter meter)
    {
        var message = new ProtoWriter();
        int series = message.Begin(1);
        int begun = message.Begin(2);
        message.Varint(3, encoding);
        message.Bytes(4, chunk);
        message.End(begun);
        message.End(series);
        byte[] checksum = new byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(checksum, Crc32C.Of(message.Written.Span));
        var frame = new ProtoWriter();
        frame.Varint((ulong)message.Length);
        frame.Raw(checksum);
        frame.Raw(message.Written.Span);
        using var stream = new MemoryStream(frame.Written.ToArray());
        new ChunkStream(stream, 1 << 20, meter).ReadAsync(CancellationToken.None).GetAwaiter().GetResult();
    }
}
