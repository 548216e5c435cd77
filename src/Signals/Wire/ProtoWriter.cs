using System.Buffers.Binary;
using System.Text;

namespace Tocsin.Signals.Wire;

/// <summary>Writes protobuf messages into a buffer that grows. Reusable; not thread-safe.</summary>
/// <remarks>It writes what it is told, zeros too: whether a default may be left out, the caller knows.</remarks>
// Source: https://protobuf.dev/programming-guides/encoding
public sealed class ProtoWriter
{
    private byte[] _bytes = new byte[256];

    /// <summary>How many bytes are written.</summary>
    public int Length { get; private set; }

    /// <summary>What is written. Ends with the next change.</summary>
    public ReadOnlyMemory<byte> Written => _bytes.AsMemory(0, Length);

    /// <summary>How many bytes a number takes as a varint.</summary>
    public static int SizeOf(ulong value)
    {
        int size = 1;
        for (; value >= 0x80; value >>= 7)
        {
            size++;
        }

        return size;
    }

    /// <summary>Forgets what is written and keeps the buffer.</summary>
    public void Clear() => Length = 0;

    /// <summary>Writes a field of type int64, uint64, bool or enum.</summary>
    public void Varint(int field, ulong value)
    {
        Key(field, ProtoWire.Varint);
        Varint(value);
    }

    /// <summary>Writes a field of type sint64 or sint32.</summary>
    public void Zigzag(int field, long value) => Varint(field, (ulong)((value << 1) ^ (value >> 63)));

    /// <summary>Writes a field of type double.</summary>
    public void Fixed(int field, double value)
    {
        Key(field, ProtoWire.Fixed64);
        BinaryPrimitives.WriteDoubleLittleEndian(Take(sizeof(double)), value);
    }

    /// <summary>Writes a packed field of doubles; nothing if there are none.</summary>
    public void FixedPacked(int field, ReadOnlySpan<double> values)
    {
        if (values.IsEmpty)
        {
            return;
        }

        Key(field, ProtoWire.Bytes);
        Varint((ulong)values.Length * sizeof(double));
        foreach (double value in values)
        {
            BinaryPrimitives.WriteDoubleLittleEndian(Take(sizeof(double)), value);
        }
    }

    /// <summary>Writes a field of type bytes, a text in UTF-8 or a message that is written already.</summary>
    public void Bytes(int field, ReadOnlySpan<byte> bytes)
    {
        Key(field, ProtoWire.Bytes);
        Varint((ulong)bytes.Length);
        Raw(bytes);
    }

    /// <summary>Writes a field of type string.</summary>
    public void Text(int field, string text) => Bytes(field, Encoding.UTF8.GetBytes(text));

    /// <summary>Begins a field that is a message; what follows is inside it.</summary>
    /// <returns>What <see cref="End"/> wants.</returns>
    public int Begin(int field)
    {
        Key(field, ProtoWire.Bytes);
        Take(1);
        return Length;
    }

    /// <summary>Ends a message.</summary>
    public void End(int begun)
    {
        // Nearly every message is shorter than 128 bytes; a longer one makes room for its length.
        int length = Length - begun;
        int more = SizeOf((ulong)length) - 1;
        if (more > 0)
        {
            Take(more);
            _bytes.AsSpan(begun, length).CopyTo(_bytes.AsSpan(begun + more));
        }

        (int end, Length) = (Length, begun - 1);
        Varint((ulong)length);
        Length = end;
    }

    /// <summary>Writes bytes as they are.</summary>
    public void Raw(ReadOnlySpan<byte> bytes) => bytes.CopyTo(Take(bytes.Length));

    /// <summary>Writes a number alone, without a field.</summary>
    public void Varint(ulong value)
    {
        for (; value >= 0x80; value >>= 7)
        {
            Take(1)[0] = (byte)(value | 0x80);
        }

        Take(1)[0] = (byte)value;
    }

    /// <summary>Writes the number of a field and its type.</summary>
    public void Key(int field, ProtoWire wire) => Varint(((ulong)field << 3) | (uint)wire);

    private Span<byte> Take(int count)
    {
        int needed = Length + count;
        if (needed > _bytes.Length)
        {
            Array.Resize(ref _bytes, Math.Max(needed, _bytes.Length * 2));
        }

        Span<byte> taken = _bytes.AsSpan(Length, count);
        Length = needed;
        return taken;
    }
}
