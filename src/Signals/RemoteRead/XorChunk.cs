namespace Tocsin.Signals.RemoteRead;

/// <summary>Writes floats as Prometheus's chunks of encoding XOR.</summary>
/// <remarks>
/// <code>
/// +----------+------------+------------+---------------+--------------+-----------------------+
/// | count    | time 1     | value 1    | time 2 - 1    | value 2      | further times, values |
/// | u16 BE   | zigzag     | 64 bits    | varint        | XorValue     | bits, see below       |
/// +----------+------------+------------+---------------+--------------+-----------------------+
/// </code>
/// Of a further time the change of the distance d is told: 0 | 10 d:14 | 110 d:17 | 1110 d:20 | 1111 d:64.
/// </remarks>
// Source: Prometheus tsdb/chunkenc, xor.go.
internal static class XorChunk
{
    /// <summary>Replaces the content of <paramref name="to"/> by a chunk.</summary>
    /// <param name="times">Unix milliseconds, ascending; [1, 65535] of them.</param>
    /// <param name="values">As many.</param>
    /// <param name="to">Where to.</param>
    public static void Write(ReadOnlySpan<long> times, ReadOnlySpan<double> values, BitWriter to)
    {
        to.Clear();
        to.Bits((ulong)times.Length, 16);
        to.Varint((ulong)((times[0] << 1) ^ (times[0] >> 63)));
        to.Float(values[0]);
        var value = new XorValue(values[0]);
        for (int i = 1; i < times.Length; i++)
        {
            long delta = times[i] - times[i - 1];
            if (i == 1)
            {
                to.Varint((ulong)delta);
            }
            else
            {
                WriteChange(delta - (times[i - 1] - times[i - 2]), to);
            }

            value.Write(values[i], to);
        }
    }

    private static void WriteChange(long change, BitWriter to)
    {
        (uint prefix, int prefixBits, int bits) = change == 0 ? (0b0u, 1, 0)
            : BitWriter.FitsInto(change, 14) ? (0b10u, 2, 14)
            : BitWriter.FitsInto(change, 17) ? (0b110u, 3, 17)
            : BitWriter.FitsInto(change, 20) ? (0b1110u, 4, 20)
            : (0b1111u, 4, 64);
        to.Bits(prefix, prefixBits);
        if (bits > 0)
        {
            to.Bits((ulong)change, bits);
        }
    }
}
