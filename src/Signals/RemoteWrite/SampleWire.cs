using System.Buffers.Binary;
using Tocsin.Signals.Wire;

namespace Tocsin.Signals.RemoteWrite;

/// <summary>Reads a sample without looking at each of its bytes twice.</summary>
internal static class SampleWire
{
    private const byte ValueField = (1 << 3) | (byte)ProtoWire.Fixed64;
    private const byte TimeField = (2 << 3) | (byte)ProtoWire.Varint;

    /// <summary>
    /// Reads a sample that is a value and a time, in this order, as nearly all are; false, and zeros, for any other.
    /// </summary>
    public static bool TryReadPlain(ReadOnlySpan<byte> message, out double value, out long time)
    {
        const int TimeAt = 1 + sizeof(double);
        (value, time) = (0, 0);
        if (message.Length < TimeAt + 2 || message[0] != ValueField || message[TimeAt] != TimeField)
        {
            return false;
        }

        ReadOnlySpan<byte> rest = message[(TimeAt + 1)..];
        if (!ProtoReader.TryVarint(ref rest, out ulong number) || !rest.IsEmpty)
        {
            return false;
        }

        value = BinaryPrimitives.ReadDoubleLittleEndian(message[1..]);
        time = (long)number;
        return true;
    }
}
