using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Text;
using Tocsin.Journal.Events;
using Tocsin.Journal.Subjects;
using Tocsin.Model;
using Tocsin.Model.Labels;

namespace Tocsin.Journal.Format;

/// <summary>
/// Writes the fields of an event or of a checkpoint's entry into a pooled buffer that grows. <see cref="EventReader"/>
/// reads them back in the same order; nothing names or types a field on disk.
/// </summary>
/// <remarks>Not thread-safe; pass it by reference. All integers are little-endian. See FORMAT.md.</remarks>
public ref struct EventWriter
{
    private byte[] _rented;
    private int _length;

    /// <summary>
    /// Begins with a rented buffer of at least <paramref name="capacity"/> bytes; end with <see cref="Dispose"/>.
    /// </summary>
    public EventWriter(int capacity)
        : this(JournalBuffers.Rent<byte>(capacity), 0)
    {
    }

    /// <summary>Goes on in a buffer of <see cref="JournalBuffers"/>, which the writer takes over.</summary>
    internal EventWriter(byte[] rented, int length)
    {
        _rented = rented;
        _length = length;
    }

    /// <summary>How many bytes were written.</summary>
    public readonly int Length => _length;

    /// <summary>What was written; valid until the next write or <see cref="Dispose"/>.</summary>
    public readonly ReadOnlySpan<byte> Written => _rented.AsSpan(0, _length);

    /// <summary>Writes one byte, such as a small persisted enum.</summary>
    public void WriteByte(byte value)
    {
        Span<byte> place = Reserve(1);
        place[0] = value;
        _length++;
    }

    /// <summary>Writes a flag as one byte, 0 or 1.</summary>
    public void WriteBool(bool value) => WriteByte(value ? (byte)1 : (byte)0);

    /// <summary>Writes a number that is mostly small: LEB128, 1 to 10 bytes.</summary>
    public void WriteVarint(ulong value)
    {
        Span<byte> place = Reserve(10);
        int at = 0;
        while (value >= 0x80)
        {
            place[at++] = (byte)(value | 0x80);
            value >>= 7;
        }

        place[at++] = (byte)value;
        _length += at;
    }

    /// <summary>Writes a signed number that is mostly near zero: zigzag, then LEB128.</summary>
    public void WriteZigzag(long value) => WriteVarint((ulong)((value << 1) ^ (value >> 63)));

    /// <summary>Writes the number of items that follow.</summary>
    public void WriteCount(int count) => WriteVarint((uint)count);

    /// <summary>Writes 8 bytes as they are, for hashes and bit sets.</summary>
    public void WriteFixed64(ulong value)
    {
        BinaryPrimitives.WriteUInt64LittleEndian(Reserve(8), value);
        _length += 8;
    }

    /// <summary>Writes a double by its bits, 8 bytes; every NaN keeps its payload.</summary>
    public void WriteDouble(double value) => WriteFixed64(BitConverter.DoubleToUInt64Bits(value));

    /// <summary>Writes an instant as its 100 ns ticks, 8 bytes.</summary>
    public void WriteInstant(Instant value) => WriteFixed64((ulong)value.Ticks);

    /// <summary>Writes a span of time in 100 ns ticks, zigzag.</summary>
    public void WriteDuration(TimeSpan value) => WriteZigzag(value.Ticks);

    /// <summary>Writes a fingerprint, 8 bytes.</summary>
    public void WriteFingerprint(Fingerprint value) => WriteFixed64(value.Value);

    /// <summary>Writes a text as its UTF-8 length and bytes; a lone surrogate becomes U+FFFD.</summary>
    public void WriteString(string value)
    {
        // Short texts, which are nearly all, take one length byte: encode behind it and then fill it in.
        if (value.Length <= 42)
        {
            Span<byte> place = Reserve(1 + (value.Length * 3));
            int length = Encoding.UTF8.GetBytes(value, place[1..]);
            place[0] = (byte)length;
            _length += 1 + length;
            return;
        }

        int size = Encoding.UTF8.GetByteCount(value);
        WriteCount(size);
        Encoding.UTF8.GetBytes(value, Reserve(size));
        _length += size;
    }

    /// <summary>Writes a text that may be missing: a flag, then the text.</summary>
    public void WriteOptionalString(string? value)
    {
        WriteBool(value is not null);
        if (value is not null)
        {
            WriteString(value);
        }
    }

    /// <summary>Writes a count and then the texts.</summary>
    public void WriteStrings(IReadOnlyList<string> values)
    {
        WriteCount(values.Count);
        for (int i = 0; i < values.Count; i++)
        {
            WriteString(values[i]);
        }
    }

    /// <summary>Writes bytes with their length in front.</summary>
    public void WriteBytes(scoped ReadOnlySpan<byte> value)
    {
        WriteCount(value.Length);
        WriteRaw(value);
    }

    /// <summary>Writes a label set: the length of its encoded block, and the block as it is in memory.</summary>
    public void WriteLabels(LabelSet labels) => WriteBytes(labels.Encoded);

    /// <summary>Gives the buffer back to the pool; the writer is empty and unusable afterwards.</summary>
    public void Dispose()
    {
        byte[] rented = _rented;
        _rented = [];
        _length = 0;
        if (rented.Length > 0)
        {
            JournalBuffers.Return(rented);
        }
    }

    /// <summary>Writes bytes without their length.</summary>
    internal void WriteRaw(scoped ReadOnlySpan<byte> value)
    {
        value.CopyTo(Reserve(value.Length));
        _length += value.Length;
    }

    /// <summary>Writes what stands in front of an event's fields, with four zero bytes for the length.</summary>
    internal void WriteEnvelope(EventKind kind, Instant at, scoped ReadOnlySpan<ulong> subjects)
    {
        Span<byte> place = Reserve(EventEnvelope.FixedBytes);
        BinaryPrimitives.WriteUInt32LittleEndian(place, 0);
        BinaryPrimitives.WriteUInt16LittleEndian(place[4..], (ushort)kind);
        BinaryPrimitives.WriteInt64LittleEndian(place[6..], at.Ticks);
        _length += EventEnvelope.FixedBytes;
        WriteCount(subjects.Length);
        place = Reserve(subjects.Length * sizeof(ushort));
        for (int i = 0; i < subjects.Length; i++)
        {
            BinaryPrimitives.WriteUInt16LittleEndian(place[(i * 2)..], new SubjectKey(subjects[i]).Hint);
        }

        _length += subjects.Length * sizeof(ushort);
    }

    /// <summary>Hands the buffer over to the caller, who must return it to <see cref="JournalBuffers"/>.</summary>
    internal byte[] Detach(out int length)
    {
        byte[] rented = _rented;
        length = _length;
        _rented = [];
        _length = 0;
        return rented;
    }

    /// <summary>Overwrites four bytes already written, for a length that is known only at the end.</summary>
    internal readonly void PatchUInt32(int at, uint value) =>
        BinaryPrimitives.WriteUInt32LittleEndian(_rented.AsSpan(at, 4), value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private Span<byte> Reserve(int more)
    {
        if (_rented.Length - _length < more)
        {
            Grow(more);
        }

        return _rented.AsSpan(_length);
    }

    private void Grow(int more)
    {
        byte[] larger = JournalBuffers.Rent<byte>(checked((int)Math.Max(_length + (long)more, _length * 2L)));
        _rented.AsSpan(0, _length).CopyTo(larger);
        if (_rented.Length > 0)
        {
            JournalBuffers.Return(_rented);
        }

        _rented = larger;
    }
}
