using System.Numerics;

namespace Tocsin.Signals.RemoteRead;

/// <summary>Packs a column of floats: of each only the bits that differ from the one before, and where they lie.</summary>
/// <param name="first">The first value, which stands elsewhere.</param>
// Source: Prometheus tsdb/chunkenc, xorWrite.
internal struct XorValue(double first)
{
    private ulong _last = BitConverter.DoubleToUInt64Bits(first);
    private int _leading = int.MaxValue;
    private int _trailing;

    /// <summary>Writes the next value.</summary>
    /// <remarks>
    /// <code>
    /// 0                                                              the value before
    /// 1 0 | bits                                                     as many and where as last time
    /// 1 1 | leading zeros: 5 | number of bits, 0 for 64: 6 | bits
    /// </code>
    /// </remarks>
    public void Write(double value, BitWriter to)
    {
        ulong bits = BitConverter.DoubleToUInt64Bits(value);
        ulong delta = bits ^ _last;
        _last = bits;
        if (delta == 0)
        {
            to.Bits(0, 1);
            return;
        }

        int leading = Math.Min(31, BitOperations.LeadingZeroCount(delta));
        int trailing = BitOperations.TrailingZeroCount(delta);
        if (leading >= _leading && trailing >= _trailing)
        {
            to.Bits(0b10, 2);
            to.Bits(delta >> _trailing, 64 - _leading - _trailing);
            return;
        }

        (_leading, _trailing) = (leading, trailing);
        int count = 64 - leading - trailing;
        to.Bits(0b11, 2);
        to.Bits((ulong)leading, 5);
        to.Bits((ulong)count, 6);
        to.Bits(delta >> trailing, count);
    }
}
