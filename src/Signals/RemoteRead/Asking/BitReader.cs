namespace Tocsin.Signals.RemoteRead.Asking;

/// <summary>
/// Reads bits, the highest of each byte first. It stays inside its bytes: beyond them there are zeros, and
/// <see cref="IsDamaged"/>.
/// </summary>
internal ref struct BitReader(ReadOnlySpan<byte> bytes)
{
    private readonly ReadOnlySpan<byte> _bytes = bytes;
    private long _at;

    /// <summary>True once more was read than there is, or something made no sense.</summary>
    public bool IsDamaged { get; private set; }

    /// <summary>Reads bits, [0, 64] of them.</summary>
    public ulong Bits(int count)
    {
        if (_at + count > _bytes.Length * 8L)
        {
            IsDamaged = true;
            _at = _bytes.Length * 8L;
            return 0;
        }

        ulong bits = 0;
        while (count > 0)
        {
            int inByte = (int)(_at & 7);
            int take = Math.Min(8 - inByte, count);
            uint part = (uint)(_bytes[(int)(_at >> 3)] >> (8 - inByte - take)) & ((1u << take) - 1);
            bits = (bits << take) | part;
            _at += take;
            count -= take;
        }

        return bits;
    }

    /// <summary>Reads all bits of a float.</summary>
    public double Float() => BitConverter.UInt64BitsToDouble(Bits(64));

    /// <summary>Reads a number in groups of seven bits.</summary>
    public ulong Varint()
    {
        ulong number = 0;
        for (int shift = 0; shift < 70; shift += 7)
        {
            ulong part = Bits(8);
            number |= (part & 0x7F) << shift;
            if (part < 0x80)
            {
                return number;
            }
        }

        IsDamaged = true;
        return 0;
    }

    /// <summary>Reads a number in one of nine sizes.</summary>
    public long Varbit()
    {
        int bits = SizeOfVarbit();
        return bits == 64 ? (long)Bits(64) : Signed(bits);
    }

    /// <summary>The same for a number without a sign.</summary>
    public ulong VarbitUnsigned() => Bits(SizeOfVarbit());

    /// <summary>Reads how the distance of times changed, as chunks of floats tell it.</summary>
    public long TimeChange()
    {
        ReadOnlySpan<byte> sizes = [0, 14, 17, 20, 64];
        int step = Ones(4);
        return step == 4 ? (long)Bits(64) : Signed(sizes[step]);
    }

    private int SizeOfVarbit()
    {
        ReadOnlySpan<byte> sizes = [0, 3, 6, 9, 12, 18, 25, 56, 64];
        return sizes[Ones(8)];
    }

    // How many ones come before a zero, at most so many.
    private int Ones(int most)
    {
        int ones = 0;
        while (ones < most && Bits(1) == 1)
        {
            ones++;
        }

        return ones;
    }

    private long Signed(int bits)
    {
        long number = (long)Bits(bits);
        return bits > 0 && number > 1L << (bits - 1) ? number - (1L << bits) : number;
    }
}

/// <summary>Unpacks a column of floats, of each of which only the bits that differ are told.</summary>
// Source: Prometheus tsdb/chunkenc, xorRead.
internal struct XorColumn(double first)
{
    private ulong _last = BitConverter.DoubleToUInt64Bits(first);
    private int _leading;
    private int _trailing;

    /// <summary>The value at hand.</summary>
    public readonly double Value => BitConverter.UInt64BitsToDouble(_last);

    /// <summary>Steps to the next value.</summary>
    public void Next(ref BitReader from)
    {
        if (from.Bits(1) == 0)
        {
            return;
        }

        if (from.Bits(1) == 1)
        {
            _leading = (int)from.Bits(5);
            int count = (int)from.Bits(6);
            _trailing = Math.Max(0, 64 - _leading - (count == 0 ? 64 : count));
        }

        _last ^= from.Bits(64 - _leading - _trailing) << _trailing;
    }
}
