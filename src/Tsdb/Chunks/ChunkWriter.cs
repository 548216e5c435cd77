using System.Buffers.Binary;

namespace Tocsin.Tsdb.Chunks;

/// <summary>Bytes that grow at their end and are used again after <see cref="Clear"/>. Not thread-safe.</summary>
/// <param name="capacity">For how many bytes there is room from the start.</param>
public sealed class ChunkWriter(int capacity = 0)
{
    private byte[] _bytes = GC.AllocateUninitializedArray<byte>(Math.Max(256, capacity));

    /// <summary>How many bytes were written.</summary>
    public int Length { get; private set; }

    /// <summary>What was written; valid until the next write.</summary>
    public ReadOnlySpan<byte> Written => _bytes.AsSpan(0, Length);

    /// <summary>Forgets what was written and keeps the memory.</summary>
    public void Clear() => Length = 0;

    /// <summary>Forgets what was written after the first <paramref name="length"/> bytes.</summary>
    public void CutTo(int length) => Length = Math.Min(Length, length);

    /// <summary>Writes one byte.</summary>
    public void WriteByte(byte value)
    {
        Reserve(1);
        _bytes[Length++] = value;
    }

    /// <summary>Writes bytes as they are.</summary>
    public void WriteBytes(ReadOnlySpan<byte> bytes)
    {
        Reserve(bytes.Length);
        bytes.CopyTo(_bytes.AsSpan(Length));
        Length += bytes.Length;
    }

    /// <summary>Writes 8 bytes, little-endian.</summary>
    public void WriteUInt64(ulong value)
    {
        Reserve(sizeof(ulong));
        BinaryPrimitives.WriteUInt64LittleEndian(_bytes.AsSpan(Length), value);
        Length += sizeof(ulong);
    }

    /// <summary>Writes 4 bytes, little-endian.</summary>
    public void WriteUInt32(uint value)
    {
        Reserve(sizeof(uint));
        BinaryPrimitives.WriteUInt32LittleEndian(_bytes.AsSpan(Length), value);
        Length += sizeof(uint);
    }

    /// <summary>Writes a LEB128 number of 1 to 10 bytes.</summary>
    public void WriteVarint(ulong value)
    {
        Reserve(10);
        byte[] bytes = _bytes;
        int at = Length;
        while (value >= 0x80)
        {
            bytes[at++] = (byte)(value | 0x80);
            value >>= 7;
        }

        bytes[at++] = (byte)value;
        Length = at;
    }

    /// <summary>Writes a signed number, small magnitudes short.</summary>
    public void WriteZigzag(long value) => WriteVarint(Zigzag.Encode(value));

    /// <summary>Makes room for bytes, which the caller overwrites; they hold zeros.</summary>
    public Span<byte> Extend(int count)
    {
        Reserve(count);
        Span<byte> room = _bytes.AsSpan(Length, count);
        room.Clear();
        Length += count;
        return room;
    }

    private void Reserve(int more)
    {
        if (_bytes.Length - Length < more)
        {
            Array.Resize(ref _bytes, Math.Max(_bytes.Length * 2, Length + more));
        }
    }
}
