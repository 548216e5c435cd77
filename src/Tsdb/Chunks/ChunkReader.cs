using System.Buffers.Binary;

namespace Tocsin.Tsdb.Chunks;

/// <summary>
/// Reads what <see cref="ChunkWriter"/> wrote. It stays inside its bytes whatever they are, and throws nothing but
/// <see cref="TsdbFormatException"/>.
/// </summary>
public ref struct ChunkReader(ReadOnlySpan<byte> bytes)
{
    private readonly ReadOnlySpan<byte> _bytes = bytes;

    /// <summary>How many bytes were read.</summary>
    public int Position { get; private set; }

    /// <summary>How many bytes are left.</summary>
    public readonly int Remaining => _bytes.Length - Position;

    /// <summary>Reads one byte.</summary>
    public byte ReadByte() => ReadBytes(1)[0];

    /// <summary>Reads bytes as they are; they point into what is read.</summary>
    public ReadOnlySpan<byte> ReadBytes(int count)
    {
        if ((uint)count > (uint)Remaining)
        {
            throw new TsdbFormatException($"{count} bytes are wanted at {Position} and {Remaining} are left");
        }

        Position += count;
        return _bytes.Slice(Position - count, count);
    }

    /// <summary>Reads 8 bytes, little-endian.</summary>
    public ulong ReadUInt64() => BinaryPrimitives.ReadUInt64LittleEndian(ReadBytes(8));

    /// <summary>Reads 4 bytes, little-endian.</summary>
    public uint ReadUInt32() => BinaryPrimitives.ReadUInt32LittleEndian(ReadBytes(4));

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

        throw new TsdbFormatException("a number is longer than 64 bits");
    }

    /// <summary>Reads a signed number.</summary>
    public long ReadZigzag() => Zigzag.Decode(ReadVarint());

    /// <summary>Reads a number that counts something.</summary>
    /// <param name="most">The largest that makes sense.</param>
    public int ReadCount(int most)
    {
        ulong count = ReadVarint();
        return count <= (ulong)most
            ? (int)count
            : throw new TsdbFormatException($"a count is {count}, which is more than {most}");
    }
}
