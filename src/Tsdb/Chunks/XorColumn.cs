using System.Buffers.Binary;
using System.Numerics;

namespace Tocsin.Tsdb.Chunks;

/// <summary>
/// Values with all their bits, each as what differs from the one before. The scheme of Facebook's Gorilla
/// (https://www.vldb.org/pvldb/vol8/p1816-teller.pdf §4.1.2), bits from the most significant one of each byte.
/// </summary>
/// <remarks>
/// First value: 64 bits. Then per value: <c>0</c> the same; <c>10</c> and the differing bits within the window of the one
/// before; <c>11</c>, 5 bits of leading zeros, 6 bits of length (0 stands for 64), and the bits.
/// </remarks>
internal static class XorColumn
{
    private const int LeadingMax = 31;

    /// <summary>The most bytes that so many values can take.</summary>
    public static int BytesMax(int count) => 16 + (count * 10);

    /// <summary>Writes the values to the start of <paramref name="bytes"/>, at least <see cref="BytesMax"/> long.</summary>
    /// <returns>How many bytes they took.</returns>
    public static int Encode(ReadOnlySpan<double> values, Span<byte> bytes)
    {
        var bits = new BitWriter(bytes);
        ulong previous = BitConverter.DoubleToUInt64Bits(values[0]);
        bits.Write(previous, 64);
        int leading = 0;
        int length = 0;
        foreach (double value in values[1..])
        {
            ulong current = BitConverter.DoubleToUInt64Bits(value);
            ulong xor = current ^ previous;
            previous = current;
            if (xor == 0)
            {
                bits.Write(0, 1);
                continue;
            }

            int zeros = Math.Min(BitOperations.LeadingZeroCount(xor), LeadingMax);
            int trailing = BitOperations.TrailingZeroCount(xor);
            if (length > 0 && zeros >= leading && trailing >= 64 - leading - length)
            {
                bits.Write(0b10, 2);
            }
            else
            {
                leading = zeros;
                length = 64 - zeros - trailing;
                bits.Write(0b11, 2);
                bits.Write((ulong)leading, 5);
                bits.Write((ulong)(length & 63), 6);
            }

            bits.Write(xor >> (64 - leading - length), length);
        }

        return bits.Finish();
    }

    /// <summary>Reads as many values as the span holds.</summary>
    /// <exception cref="TsdbFormatException">The bytes are damaged.</exception>
    public static void Decode(ReadOnlySpan<byte> bytes, Span<double> values)
    {
        var bits = new BitReader(bytes);
        ulong current = bits.Read(64);
        values[0] = BitConverter.UInt64BitsToDouble(current);
        int leading = 0;
        int length = 0;
        foreach (ref double value in values[1..])
        {
            if (bits.Read(1) != 0)
            {
                if (bits.Read(1) != 0)
                {
                    leading = (int)bits.Read(5);
                    length = (int)bits.Read(6);
                    length = length == 0 ? 64 : length;
                }

                if (length == 0 || leading + length > 64)
                {
                    throw new TsdbFormatException($"a value of {leading} leading zeros and {length} bits");
                }

                current ^= bits.Read(length) << (64 - leading - length);
            }

            value = BitConverter.UInt64BitsToDouble(current);
        }
    }

    private ref struct BitWriter(Span<byte> bytes)
    {
        private readonly Span<byte> _bytes = bytes;
        private ulong _waiting;
        private int _free = 64;
        private int _at;

        public void Write(ulong value, int count)
        {
            if (count <= _free)
            {
                _free -= count;
                _waiting |= value << _free;
            }
            else
            {
                int rest = count - _free;
                Flush(_waiting | (value >> rest));
                _free = 64 - rest;
                _waiting = value << _free;
            }

            if (_free == 0)
            {
                Flush(_waiting);
                _free = 64;
                _waiting = 0;
            }
        }

        public readonly int Finish()
        {
            int used = (64 - _free + 7) / 8;
            Span<byte> last = stackalloc byte[8];
            BinaryPrimitives.WriteUInt64BigEndian(last, _waiting);
            last[..used].CopyTo(_bytes[_at..]);
            return _at + used;
        }

        private void Flush(ulong full)
        {
            BinaryPrimitives.WriteUInt64BigEndian(_bytes[_at..], full);
            _at += 8;
        }
    }

    private ref struct BitReader(ReadOnlySpan<byte> bytes)
    {
        private readonly ReadOnlySpan<byte> _bytes = bytes;
        private int _bit;

        public ulong Read(int count)
        {
            int at = _bit >> 3;
            int skip = _bit & 7;
            if (_bit + count > _bytes.Length * 8)
            {
                throw new TsdbFormatException("the values of a chunk are cut short");
            }

            _bit += count;
            ulong value = ReadEight(at) << skip;
            if (skip + count > 64)
            {
                value |= (ulong)_bytes[at + 8] >> (8 - skip);
            }

            return value >> (64 - count);
        }

        private readonly ulong ReadEight(int at)
        {
            if (at + 8 <= _bytes.Length)
            {
                return BinaryPrimitives.ReadUInt64BigEndian(_bytes[at..]);
            }

            Span<byte> padded = stackalloc byte[8];
            padded.Clear();
            _bytes[at..].CopyTo(padded);
            return BinaryPrimitives.ReadUInt64BigEndian(padded);
        }
    }
}
