using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Text;
using Tocsin.Model;
using Tocsin.Model.Labels;

namespace Tocsin.Journal.Format;

/// <summary>
/// Reads the fields that <see cref="EventWriter"/> wrote, in the same order. It stays inside its bytes whatever they
/// are, and throws nothing but <see cref="JournalFormatException"/>.
/// </summary>
/// <remarks>
/// A field added to an event later goes at its end and is read only if <see cref="HasMore"/>: older events lack it.
/// Fields that a newer version appended are left unread, which is no error.
/// </remarks>
public ref struct EventReader(ReadOnlySpan<byte> bytes)
{
    private readonly ReadOnlySpan<byte> _bytes = bytes;
    private int _at;

    /// <summary>True if at least one more byte follows.</summary>
    public readonly bool HasMore => _at < _bytes.Length;

    /// <summary>How many bytes are left.</summary>
    public readonly int Remaining => _bytes.Length - _at;

    /// <summary>Reads one byte.</summary>
    public byte ReadByte()
    {
        if (_at >= _bytes.Length)
        {
            ThrowCutShort();
        }

        return _bytes[_at++];
    }

    /// <summary>Reads a flag; any byte but 0 is true.</summary>
    public bool ReadBool() => ReadByte() != 0;

    /// <summary>Reads a LEB128 number.</summary>
    public ulong ReadVarint()
    {
        ulong value = 0;
        for (int shift = 0; shift < 64; shift += 7)
        {
            byte b = ReadByte();
            if (shift == 63 && b > 1)
            {
                break;
            }

            value |= (ulong)(b & 0x7F) << shift;
            if (b < 0x80)
            {
                return value;
            }
        }

        throw new JournalFormatException("a number is longer than 64 bits");
    }

    /// <summary>Reads a zigzag number.</summary>
    public long ReadZigzag()
    {
        ulong value = ReadVarint();
        return (long)(value >> 1) ^ -(long)(value & 1);
    }

    /// <summary>Reads a zigzag number that must fit 32 bits.</summary>
    public int ReadInt32()
    {
        long value = ReadZigzag();
        return value is >= int.MinValue and <= int.MaxValue
            ? (int)value
            : throw new JournalFormatException("a number does not fit 32 bits");
    }

    /// <summary>
    /// Reads how many items follow. The count is refused if the bytes left could not hold as many items of one byte, so
    /// that a damaged count cannot make the caller allocate.
    /// </summary>
    public int ReadCount()
    {
        ulong count = ReadVarint();
        return count <= (ulong)Remaining
            ? (int)count
            : throw new JournalFormatException("a count is larger than what follows");
    }

    /// <summary>Reads 8 bytes as they are.</summary>
    public ulong ReadFixed64() => BinaryPrimitives.ReadUInt64LittleEndian(Take(8));

    /// <summary>Reads a double by its bits.</summary>
    public double ReadDouble() => BitConverter.UInt64BitsToDouble(ReadFixed64());

    /// <summary>Reads an instant.</summary>
    public Instant ReadInstant()
    {
        long ticks = (long)ReadFixed64();
        return ticks >= 0 && ticks <= Instant.Max.Ticks
            ? new Instant(ticks)
            : throw new JournalFormatException("an instant is out of range");
    }

    /// <summary>Reads a span of time.</summary>
    public TimeSpan ReadDuration() => new(ReadZigzag());

    /// <summary>Reads a fingerprint.</summary>
    public Fingerprint ReadFingerprint() => new(ReadFixed64());

    /// <summary>Reads a text; bytes that are not UTF-8 become U+FFFD.</summary>
    public string ReadString() => Encoding.UTF8.GetString(ReadBytes());

    /// <summary>Reads a text that is often the same as one that is here already, and then is that one.</summary>
    public string ReadString(string likely)
    {
        ReadOnlySpan<byte> utf8 = ReadBytes();
        return Ascii.Equals(utf8, likely) ? likely : Encoding.UTF8.GetString(utf8);
    }

    /// <summary>Reads a text that may be missing.</summary>
    public string? ReadOptionalString() => ReadBool() ? ReadString() : null;

    /// <summary>Reads a list of texts.</summary>
    public IReadOnlyList<string> ReadStrings()
    {
        int count = ReadCount();
        if (count == 0)
        {
            return [];
        }

        var values = new string[count];
        for (int i = 0; i < count; i++)
        {
            values[i] = ReadString();
        }

        return values;
    }

    /// <summary>Reads bytes with their length in front; they point into the reader's own.</summary>
    public ReadOnlySpan<byte> ReadBytes() => Take(ReadCount());

    /// <summary>Reads a label set.</summary>
    public LabelSet ReadLabels()
    {
        try
        {
            return LabelSet.FromEncoded(ReadBytes());
        }
        catch (FormatException wrong) when (wrong is not JournalFormatException)
        {
            throw new JournalFormatException(wrong.Message, wrong);
        }
    }

    /// <summary>Reads bytes without a length in front; they point into the reader's own.</summary>
    internal ReadOnlySpan<byte> Take(int count)
    {
        if ((uint)count > (uint)Remaining)
        {
            ThrowCutShort();
        }

        ReadOnlySpan<byte> taken = _bytes.Slice(_at, count);
        _at += count;
        return taken;
    }

    [DoesNotReturn]
    private static void ThrowCutShort() => throw new JournalFormatException("the bytes end within a field");
}
