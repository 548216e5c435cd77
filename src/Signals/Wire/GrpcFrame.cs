using System.Buffers.Binary;

namespace Tocsin.Signals.Wire;

/// <summary>gRPC's frame around one message.</summary>
/// <remarks>
/// Both ways:
/// <code>
/// ┌────────────┬──────────────────────────┬───────────┐
/// │ packed?  1 │ length  4, big-endian    │ message … │
/// └────────────┴──────────────────────────┴───────────┘
/// </code>
/// </remarks>
// Source: https://github.com/grpc/grpc/blob/master/doc/PROTOCOL-HTTP2.md
public static class GrpcFrame
{
    /// <summary>How many bytes stand before the message.</summary>
    public const int HeadBytes = 5;

    /// <summary>Frames a message that is not packed.</summary>
    public static byte[] Of(ReadOnlySpan<byte> message)
    {
        byte[] frame = new byte[HeadBytes + message.Length];
        BinaryPrimitives.WriteInt32BigEndian(frame.AsSpan(1), message.Length);
        message.CopyTo(frame.AsSpan(HeadBytes));
        return frame;
    }

    /// <summary>True if the bytes, at least <see cref="HeadBytes"/>, are one frame and nothing else.</summary>
    public static bool IsWhole(ReadOnlySpan<byte> frame) =>
        BinaryPrimitives.ReadUInt32BigEndian(frame[1..]) == (uint)(frame.Length - HeadBytes);
}
