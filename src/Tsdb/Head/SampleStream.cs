using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.CompilerServices;
using Tocsin.Tsdb.Chunks;

namespace Tocsin.Tsdb.Head;

/// <summary>
/// The newest floats of a series in cells, written at the end and read back from the end: who asks for the last minutes
/// pays for those, however much lies before. A counter takes about two bytes per sample.
/// </summary>
/// <remarks>
/// <see cref="StreamEnd"/> has the newest sample whole. Each record has what leads from a sample to the one before; the
/// first sample has none. A record lies in one cell and is read from its last byte to its first, as words: LEB128 with its
/// bytes in reverse. The low two bits of a word name its kind, the rest is its number:
/// <code>
/// 3  number even: the scale was number / 2. Odd: the start was what the 8 bytes before say. Another word follows.
/// 2  the step was smaller by the number, zigzag. Another word follows.
/// 1  the bits differ: number mod 8 + 1 bytes follow, to be shifted up by number / 8 bytes.
/// 0  the value was smaller by the number, zigzag, in units of the scale's last decimal place; 0 is the same bits.
/// </code>
/// Reading and one thread that appends go together: what is published does not change.
/// </remarks>
public static class SampleStream
{
    internal const int KindBits = 2;
    internal const int ByValue = 0;
    internal const int ByBits = 1;
    internal const int ByStep = 2;
    internal const int ByState = 3;

    // Value 9, step 9, scale 1, start 1 + 8.
    private const int RecordBytesMax = 28;

    // How often values that have no decimals are tried for them again.
    private const int ScaleTrials = 16;

    /// <summary>Appends a float that is later than the newest sample.</summary>
    /// <returns>The new end, to be published by the caller.</returns>
    [SkipLocalsInit]
    public static StreamEnd Append(in StreamEnd end, in HeadSample sample, CellPool cells)
    {
        long bits = BitConverter.DoubleToInt64Bits(sample.Value);
        if (end.Count == 0)
        {
            int first = DecimalColumn.ScaleOf(sample.Value);
            return new StreamEnd(0, 1, 0, (byte)Math.Max(0, first))
            {
                Time = sample.Time,
                Step = end.Time == long.MinValue ? 0 : sample.Time - end.Time,
                Bits = bits,
                Start = sample.Start,
            };
        }

        Span<byte> record = stackalloc byte[RecordBytesMax];
        int scale = end.Scale;
        int length = bits == end.Bits ? Put(record, 0, 0, ByValue) : PutValue(record, end, sample.Value, ref scale);
        if (scale != end.Scale)
        {
            length = Put(record, length, (ulong)end.Scale << 1, ByState);
        }

        if (sample.Start != end.Start)
        {
            BinaryPrimitives.WriteInt64LittleEndian(record[length..], end.Start);
            length = Put(record, length + sizeof(long), 1, ByState);
        }

        long step = sample.Time - end.Time;
        if (step != end.Step && end.Count > 1)
        {
            length = Put(record, length, Zigzag.Encode(step - end.Step), ByStep);
        }

        (int cell, int offset) = (end.Cell, end.Offset);
        if (cell == 0 || offset + length > CellPool.CellBytes)
        {
            cell = cells.Take(cell, offset);
            offset = CellPool.ContentAt;
        }

        record[..length].CopyTo(cells[cell][offset..]);
        return new StreamEnd(cell, end.Count + 1, (byte)(offset + length), (byte)scale)
        {
            Time = sample.Time,
            Step = step,
            Bits = bits,
            Start = sample.Start,
        };
    }

    private static int PutValue(Span<byte> record, in StreamEnd end, double value, ref int scale)
    {
        double before = BitConverter.Int64BitsToDouble(end.Bits);
        bool isDecimal = DecimalColumn.TryScale(before, scale, out long from);
        if ((isDecimal || end.Count % ScaleTrials == 0) && !DecimalColumn.TryScale(value, scale, out _)
            && DecimalColumn.ScaleOf(value) is var wanted && wanted > scale)
        {
            scale = wanted;
            isDecimal = DecimalColumn.TryScale(before, scale, out from);
        }

        if (isDecimal && DecimalColumn.TryScale(value, scale, out long to))
        {
            return Put(record, 0, Zigzag.Encode(to - from), ByValue);
        }

        ulong differing = (ulong)(end.Bits ^ BitConverter.DoubleToInt64Bits(value));
        int shift = Math.Min(3, BitOperations.TrailingZeroCount(differing) / 8);
        int bytes = 8 - shift - (BitOperations.LeadingZeroCount(differing) / 8);
        BinaryPrimitives.WriteUInt64LittleEndian(record, differing >> (8 * shift));
        return Put(record, bytes, (ulong)((shift << 3) | (bytes - 1)), ByBits);
    }

    // The low bits come last, since reading begins there.
    private static int Put(Span<byte> record, int at, ulong number, int kind)
    {
        ulong word = (number << KindBits) | (uint)kind;
        int length = 1 + ((63 - BitOperations.LeadingZeroCount(word | 1)) / 7);
        int last = at + length - 1;
        for (int i = last; i >= at; i--, word >>= 7)
        {
            record[i] = (byte)((word & 0x7F) | (i > at ? 0x80u : 0));
        }

        return last + 1;
    }
}
