using System.Buffers.Binary;

namespace Tocsin.Signals.Wire;

/// <summary>
/// Reads the fields of one protobuf message where they lie. It stays inside its bytes whatever they are; after a false
/// answer of <see cref="TryNext"/>, <see cref="IsDamaged"/> tells the end from an error.
/// </summary>
// Source: https://protobuf.dev/programming-guides/encoding
public ref struct ProtoReader(ReadOnlySpan<byte> message)
{
    private ReadOnlySpan<byte> _rest = message;

    /// <summary>True once something did not make sense; nothing more is read then.</summary>
    public bool IsDamaged { get; private set; }

    /// <summary>The number of the field at hand.</summary>
    public int Field { get; private set; }

    /// <summary>The wire type of the field at hand.</summary>
    public ProtoWire Wire { get; private set; }

    /// <summary>The number of a field of type varint or fixed.</summary>
    public ulong Number { get; private set; }

    /// <summary>The bytes of a field that has a length: a text, a message, packed numbers.</summary>
    public ReadOnlySpan<byte> Bytes { get; private set; }

    /// <summary>The number of a field of type double.</summary>
    public readonly double AsFloat => BitConverter.UInt64BitsToDouble(Number);

    /// <summary>The signed number of a field of type int64.</summary>
    public readonly long AsSigned => (long)Number;

    /// <summary>The signed number of a field of type sint64.</summary>
    public readonly long AsZigzag => (long)(Number >> 1) ^ -(long)(Number & 1);

    /// <summary>How many bytes follow the field at hand.</summary>
    public readonly int Remaining => _rest.Length;

    /// <summary>Steps to the next field.</summary>
    public bool TryNext()
    {
        if (_rest.IsEmpty || IsDamaged)
        {
            return false;
        }

        if (!TryVarint(ref _rest, out ulong key) || key >> 3 is 0 or > int.MaxValue)
        {
            return Fail();
        }

        Field = (int)(key >> 3);
        Wire = (ProtoWire)(key & 7);
        return Wire switch
        {
            ProtoWire.Varint => TryVarint(ref _rest, out ulong number) ? Take(number) : Fail(),
            ProtoWire.Fixed64 => _rest.Length >= 8 ? TakeFixed(8) : Fail(),
            ProtoWire.Fixed32 => _rest.Length >= 4 ? TakeFixed(4) : Fail(),
            ProtoWire.Bytes => TryVarint(ref _rest, out ulong length) && length <= (ulong)_rest.Length
                ? TakeBytes((int)length)
                : Fail(),
            _ => Fail(),
        };
    }

    /// <summary>Reads one varint from the front of some packed numbers.</summary>
    public static bool TryVarint(ref ReadOnlySpan<byte> bytes, out ulong value)
    {
        value = 0;
        for (int i = 0; i < bytes.Length && i < 10; i++)
        {
            byte b = bytes[i];
            value |= (ulong)(b & 0x7F) << (7 * i);
            if (b < 0x80)
            {
                bytes = bytes[(i + 1)..];
                return i < 9 || b <= 1;
            }
        }

        return false;
    }

    private bool Take(ulong number)
    {
        Number = number;
        return true;
    }

    private bool TakeFixed(int count)
    {
        Number = count == 8
            ? BinaryPrimitives.ReadUInt64LittleEndian(_rest)
            : BinaryPrimitives.ReadUInt32LittleEndian(_rest);
        _rest = _rest[count..];
        return true;
    }

    private bool TakeBytes(int count)
    {
        Bytes = _rest[..count];
        _rest = _rest[count..];
        return true;
    }

    private bool Fail()
    {
        IsDamaged = true;
        return false;
    }
}

/// <summary>How a field of a protobuf message lies on the wire.</summary>
public enum ProtoWire
{
    /// <summary>A number of up to ten bytes.</summary>
    Varint = 0,

    /// <summary>Eight bytes.</summary>
    Fixed64 = 1,

    /// <summary>A length and so many bytes.</summary>
    Bytes = 2,

    /// <summary>Four bytes.</summary>
    Fixed32 = 5,
}
