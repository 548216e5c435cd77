using System.Buffers;

namespace Tocsin.Tsdb.Chunks;

/// <summary>
/// Values that are integers once multiplied by a power of ten, as packed integers: as they are, as differences
/// (counters), or as differences of differences (what grows evenly), whichever is shortest.
/// </summary>
/// <remarks>
/// <code>
/// +--------------------+--------------+----------------------------+--------------------+-------------+
/// | order, scale       | oddities k   | k × (gap varint, 8 bytes)  | order × start      | PackedInts  |
/// | 4 bits each        | varint       |                            | zigzag varints     |             |
/// +--------------------+--------------+----------------------------+--------------------+-------------+
/// </code>
/// A value is its integer divided by ten to the scale. Oddities are what no integer stands for: NaN with its bits, which
/// mark stale series, the infinities, and minus zero. The integer in the place of an oddity repeats the one before.
/// </remarks>
internal static class DecimalColumn
{
    private const int ScaleMax = 9;
    private const double IntegerMax = 1L << 53;

    private static readonly double[] Powers = [1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9];

    /// <summary>Appends the values, or appends nothing of use and says that they are no decimals.</summary>
    public static bool TryEncode(ReadOnlySpan<double> values, ChunkWriter writer)
    {
        long[] rented = ArrayPool<long>.Shared.Rent(values.Length);
        Span<long> integers = rented.AsSpan(0, values.Length);
        bool ok = TryFindScale(values, out int scale, out int oddities) && TryScale(values, scale, integers);
        if (ok)
        {
            Write(values, integers, new Shape(scale, oddities), writer);
        }

        ArrayPool<long>.Shared.Return(rented);
        return ok;
    }

    public static void Decode(ref ChunkReader reader, Span<double> values)
    {
        byte head = reader.ReadByte();
        int scale = head & 0xF;
        int order = head >> 4;
        if (scale > ScaleMax || order > 2)
        {
            throw new TsdbFormatException($"decimals of scale {scale} and order {order}");
        }

        int oddities = reader.ReadCount(values.Length);
        ChunkReader odd = reader;
        SkipOddities(ref reader, oddities);
        long[] rented = ArrayPool<long>.Shared.Rent(values.Length);
        try
        {
            Span<long> integers = rented.AsSpan(0, values.Length);
            DecodeIntegers(ref reader, Math.Min(order, values.Length), integers);
            double divisor = Powers[scale];
            for (int i = 0; i < values.Length; i++)
            {
                values[i] = integers[i] / divisor;
            }
        }
        finally
        {
            ArrayPool<long>.Shared.Return(rented);
        }

        ReadOddities(ref odd, oddities, values);
    }

    /// <summary>The smallest scale at which a value is an integer; -1 if there is none.</summary>
    public static int ScaleOf(double value)
    {
        int scale = 0;
        while (scale <= ScaleMax && !TryScale(value, scale, out _))
        {
            scale++;
        }

        return scale > ScaleMax ? -1 : scale;
    }

    /// <summary>The integer that a value is at a scale, from which <see cref="Unscale"/> makes every bit of it again.</summary>
    public static bool TryScale(double value, int scale, out long integer)
    {
        if (scale != 0)
        {
            return Fits(value, scale, out integer) && !IsOdd(value);
        }

        // What most counters are.
        integer = (long)value;
        return integer == value && Math.Abs(value) <= IntegerMax && (integer != 0 || !double.IsNegative(value));
    }

    /// <summary>What the integers of a scale are divided by.</summary>
    public static double PowerOf(int scale) => Powers[scale];

    /// <summary>The value that an integer stands for.</summary>
    public static double Unscale(long integer, int scale) => scale == 0 ? integer : integer / Powers[scale];

    private static bool IsOdd(double value) =>
        !double.IsFinite(value) || (value == 0 && double.IsNegative(value));

    // The smallest scale at which every value is an integer; a value that fits one fits the next, too.
    private static bool TryFindScale(ReadOnlySpan<double> values, out int scale, out int oddities)
    {
        scale = 0;
        oddities = 0;
        foreach (double value in values)
        {
            if (IsOdd(value))
            {
                oddities++;
                continue;
            }

            while (!Fits(value, scale, out _))
            {
                if (++scale > ScaleMax)
                {
                    return false;
                }
            }
        }

        return oddities * 4 <= values.Length;
    }

    private static bool Fits(double value, int scale, out long integer)
    {
        double scaled = Math.Round(value * Powers[scale]);
        integer = Math.Abs(scaled) <= IntegerMax ? (long)scaled : 0;
        return Math.Abs(scaled) <= IntegerMax && integer / Powers[scale] == value;
    }

    private static bool TryScale(ReadOnlySpan<double> values, int scale, Span<long> integers)
    {
        long previous = 0;
        for (int i = 0; i < values.Length; i++)
        {
            if (!IsOdd(values[i]) && !Fits(values[i], scale, out previous))
            {
                return false;
            }

            integers[i] = previous;
        }

        return true;
    }

    private static void Write(ReadOnlySpan<double> values, Span<long> integers, Shape shape, ChunkWriter writer)
    {
        int start = writer.Length;
        (int Order, int Length) best = (0, int.MaxValue);
        for (int order = 0; order <= 2 && order < values.Length; order++)
        {
            // Each round differences what the round before left, so that the starts of all orders stay in front.
            Difference(integers, order);
            WriteOrder(values, integers, shape with { Order = order }, writer);
            int length = writer.Length - start;
            best = length < best.Length ? (order, length) : best;
            writer.CutTo(start);
        }

        for (int order = Math.Min(2, values.Length - 1); order > best.Order; order--)
        {
            Sum(integers, order);
        }

        WriteOrder(values, integers, shape with { Order = best.Order }, writer);
    }

    private static void WriteOrder(ReadOnlySpan<double> values, ReadOnlySpan<long> integers, Shape shape, ChunkWriter writer)
    {
        writer.WriteByte((byte)((shape.Order << 4) | shape.Scale));
        writer.WriteVarint((ulong)shape.Oddities);
        WriteOddities(values, shape.Oddities, writer);
        foreach (long first in integers[..shape.Order])
        {
            writer.WriteZigzag(first);
        }

        PackedInts.Encode(integers[shape.Order..], writer);
    }

    private static void DecodeIntegers(ref ChunkReader reader, int order, Span<long> integers)
    {
        for (int i = 0; i < order; i++)
        {
            integers[i] = reader.ReadZigzag();
        }

        PackedInts.Decode(ref reader, integers[order..]);
        for (; order > 0; order--)
        {
            Sum(integers, order);
        }
    }

    private static void Difference(Span<long> integers, int order)
    {
        for (int i = integers.Length - 1; order > 0 && i >= order; i--)
        {
            integers[i] -= integers[i - 1];
        }
    }

    private static void Sum(Span<long> integers, int order)
    {
        for (int i = order; i < integers.Length; i++)
        {
            integers[i] += integers[i - 1];
        }
    }

    private static void WriteOddities(ReadOnlySpan<double> values, int oddities, ChunkWriter writer)
    {
        int previous = -1;
        for (int i = 0; i < values.Length && oddities > 0; i++)
        {
            if (IsOdd(values[i]))
            {
                writer.WriteVarint((ulong)(i - previous - 1));
                writer.WriteUInt64(BitConverter.DoubleToUInt64Bits(values[i]));
                previous = i;
                oddities--;
            }
        }
    }

    private static void SkipOddities(ref ChunkReader reader, int oddities)
    {
        for (int i = 0; i < oddities; i++)
        {
            reader.ReadVarint();
            reader.ReadUInt64();
        }
    }

    private static void ReadOddities(ref ChunkReader reader, int oddities, Span<double> values)
    {
        for (int i = 0, at = -1; i < oddities; i++)
        {
            at += reader.ReadCount(values.Length) + 1;
            if (at >= values.Length)
            {
                throw new TsdbFormatException("an odd value lies outside of its chunk");
            }

            values[at] = BitConverter.UInt64BitsToDouble(reader.ReadUInt64());
        }
    }

    private readonly record struct Shape(int Scale, int Oddities)
    {
        public int Order { get; init; }
    }
}
