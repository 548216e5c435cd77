using System.Buffers.Binary;
using System.Numerics;

namespace Tocsin.Signals.RemoteRead;

/// <summary>Writes bits, the highest of each number and of each byte first. Reusable; not thread-safe.</summary>
internal sealed class BitWriter
{
    private byte[] _bytes = new byte[512];
    private int _whole;
    private ulong _open;
    private int _openBits;

    /// <summary>What is written; the last byte is filled up with zeros. Ends with the next change.</summary>
    public ReadOnlySpan<byte> Written => _bytes.AsSpan(0, _whole + (_openBits > 0 ? 1 : 0));

    public void Clear() => (_whole, _open, _openBits) = (0, 0, 0);

    /// <summary>Writes the low bits of a number.</summary>
    /// <param name="value">Higher bits are not looked at.</param>
    /// <param name="bits">How many, [1, 64].</param>
    public void Bits(ulong value, int bits)
    {
        if (bits > 32)
        {
            Bits(value >> 32, bits - 32);
            bits = 32;
        }

        value &= (1UL << bits) - 1;
        _openBits += bits;
        _open |= value << (64 - _openBits);
        if (_whole + sizeof(ulong) > _bytes.Length)
        {
            Array.Resize(ref _bytes, _bytes.Length * 2);
        }

        // The byte that is not full yet is written, too, and again with the next bits.
        BinaryPrimitives.WriteUInt64BigEndian(_bytes.AsSpan(_whole), _open);
        int filled = _openBits >> 3;
        _whole += filled;
        _open <<= filled * 8;
        _openBits &= 7;
    }

    /// <summary>Writes all bits of a float.</summary>
    public void Float(double value) => Bits(BitConverter.DoubleToUInt64Bits(value), 64);

    /// <summary>Writes a number in groups of seven bits, the lowest first, each in a byte that tells if more follow.</summary>
    public void Varint(ulong value)
    {
        for (; value >= 0x80; value >>= 7)
        {
            Bits(value | 0x80, 8);
        }

        Bits(value, 8);
    }

    /// <summary>Writes a number in one of nine sizes: as many ones as it has steps to go, a zero, and its bits.</summary>
    // Source: Prometheus tsdb/chunkenc, varbit.go: a size of n bits holds (-2^(n-1), 2^(n-1)].
    public void Varbit(long value)
    {
        ReadOnlySpan<byte> sizes = [3, 6, 9, 12, 18, 25, 56];
        int step = 0;
        while (step < sizes.Length && !FitsInto(value, sizes[step]))
        {
            step++;
        }

        Varbit((ulong)value, value == 0, step, sizes);
    }

    /// <summary>The same for a number without a sign.</summary>
    public void VarbitUnsigned(ulong value)
    {
        ReadOnlySpan<byte> sizes = [3, 6, 9, 12, 18, 25, 56];
        int used = 64 - BitOperations.LeadingZeroCount(value);
        int step = 0;
        while (step < sizes.Length && used > sizes[step])
        {
            step++;
        }

        Varbit(value, value == 0, step, sizes);
    }

    /// <summary>True if a number lies within (-2^(bits-1), 2^(bits-1)].</summary>
    public static bool FitsInto(long value, int bits) => value > -(1L << (bits - 1)) && value <= 1L << (bits - 1);

    private void Varbit(ulong value, bool isZero, int step, ReadOnlySpan<byte> sizes)
    {
        if (isZero)
        {
            Bits(0, 1);
        }
        else if (step < sizes.Length)
        {
            Bits((1UL << (step + 2)) - 2, step + 2);
            Bits(value, sizes[step]);
        }
        else
        {
            Bits(0xFF, 8);
            Bits(value, 64);
        }
    }
}
