using System.Buffers.Binary;

namespace Tocsin.Signals.Probes;

/// <summary>The packets of a ping, RFC 792 and RFC 4443.</summary>
// type 1 | code 1 | checksum 2 | identifier 2 | sequence 2 | payload; big-endian.
public static class IcmpEcho
{
    /// <summary>Bytes before the payload.</summary>
    public const int HeaderBytes = 8;

    /// <summary>The largest payload that a packet holds.</summary>
    public const int PayloadBytesMax = 65_507 - HeaderBytes;

    private static ReadOnlySpan<byte> Text => "Tocsin asks whether you are there"u8;

    /// <summary>A request. The kernel writes the checksum of IPv6, and of sockets that need no privilege the identifier too.</summary>
    /// <param name="isIpv6">For IPv6.</param>
    /// <param name="identifier">The identifier.</param>
    /// <param name="sequence">The sequence number.</param>
    /// <param name="payloadBytes">Bytes of the payload; 0 for a short text.</param>
    public static byte[] Request(bool isIpv6, ushort identifier, ushort sequence, int payloadBytes)
    {
        byte[] packet = new byte[HeaderBytes + (payloadBytes == 0 ? Text.Length : payloadBytes)];
        packet[0] = isIpv6 ? (byte)128 : (byte)8;
        BinaryPrimitives.WriteUInt16BigEndian(packet.AsSpan(4), identifier);
        BinaryPrimitives.WriteUInt16BigEndian(packet.AsSpan(6), sequence);
        Span<byte> payload = packet.AsSpan(HeaderBytes);
        Text[..Math.Min(Text.Length, payload.Length)].CopyTo(payload);
        if (!isIpv6)
        {
            BinaryPrimitives.WriteUInt16BigEndian(packet.AsSpan(2), Checksum(packet));
        }

        return packet;
    }

    /// <summary>True if a packet is the reply to a request.</summary>
    /// <param name="packet">The packet, from the ICMP header on.</param>
    /// <param name="request">The request.</param>
    /// <param name="knowsIdentifier">The identifier of the request is what was sent; false if the kernel chose another one.</param>
    public static bool IsReply(ReadOnlySpan<byte> packet, ReadOnlySpan<byte> request, bool knowsIdentifier) =>
        packet.Length == request.Length
        && packet.Length >= HeaderBytes
        && packet[0] == (request[0] == 8 ? 0 : 129)
        && packet[1] == 0
        && (!knowsIdentifier || packet[4..6].SequenceEqual(request[4..6]))
        && packet[6..].SequenceEqual(request[6..]);

    /// <summary>The checksum of the Internet over some bytes, whose own checksum field is zero.</summary>
    public static ushort Checksum(ReadOnlySpan<byte> bytes)
    {
        uint sum = 0;
        for (int i = 0; i + 1 < bytes.Length; i += 2)
        {
            sum += BinaryPrimitives.ReadUInt16BigEndian(bytes[i..]);
        }

        sum += (bytes.Length & 1) == 1 ? (uint)bytes[^1] << 8 : 0;
        while (sum >> 16 != 0)
        {
            sum = (sum & 0xFFFF) + (sum >> 16);
        }

        return (ushort)~sum;
    }
}
