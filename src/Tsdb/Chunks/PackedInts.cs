using System.Buffers.Binary;
using System.Numerics;

namespace Tocsin.Tsdb.Chunks;

/// <summary>
/// Numbers of one width beside each other, with the few that are wider patched: a regular series needs no bit per
/// sample, and one gap in it does not widen the rest.
/// </summary>
/// <remarks>
/// <code>
/// +-------------+------------------+--------------+-------------------------+---------------------------+
/// | mode|width  | base (mode 1)    | exceptions k | n × width bits          | k × (gap varint,          |
/// | 1 byte      | zigzag varint    | varint       | least significant first |      high bits varint)    |
/// +-------------+------------------+--------------+-------------------------+---------------------------+
/// </code>
/// The top bit of the first byte is the mode. Mode 1: a number is the base plus its field. Mode 0: a number is its field,
/// zigzag. An exception's gap counts from the exception before it, and its high bits stand above the width.
/// </remarks>
internal static class PackedInts
{
    private const byte FromBase = 0x80;

    // An exception's index and high bits take about that much.
    private const int ExceptionBits = 8 + 16;

    /// <summary>Appends the numbers; their count is not stored.</summary>
    /// <returns>How many bytes they took.</returns>
    public static int Encode(ReadOnlySpan<long> numbers, ChunkWriter writer)
    {
        int start = writer.Length;
        if (numbers.IsEmpty)
        {
            return 0;
        }

        Plan plan = Plan.For(numbers);
        writer.WriteByte((byte)((plan.IsFromBase ? FromBase : 0) | plan.Width));
        if (plan.IsFromBase)
        {
            writer.WriteZigzag(plan.Base);
        }

        writer.WriteVarint((ulong)plan.Exceptions);
        Pack(numbers, plan, writer.Extend(PackedBytes(numbers.Length, plan.Width)));
        Patch(numbers, plan, writer);
        return writer.Length - start;
    }

    /// <summary>Reads as many numbers as the span holds.</summary>
    /// <exception cref="TsdbFormatException">The bytes are damaged.</exception>
    public static void Decode(ref ChunkReader reader, Span<long> numbers)
    {
        if (numbers.IsEmpty)
        {
            return;
        }

        byte head = reader.ReadByte();
        int width = head & ~FromBase;
        if (width > 64)
        {
            throw new TsdbFormatException($"a packed width of {width} bits");
        }

        bool isFromBase = (head & FromBase) != 0;
        long from = isFromBase ? reader.ReadZigzag() : 0;
        int exceptions = reader.ReadCount(numbers.Length);
        Unpack(reader.ReadBytes(PackedBytes(numbers.Length, width)), width, numbers);
        for (int i = 0, at = -1; i < exceptions; i++)
        {
            at += reader.ReadCount(numbers.Length) + 1;
            if (at >= numbers.Length || width == 64)
            {
                throw new TsdbFormatException("an exception of packed numbers lies outside of them");
            }

            numbers[at] |= (long)(reader.ReadVarint() << width);
        }

        if (isFromBase)
        {
            foreach (ref long number in numbers)
            {
                number += from;
            }
        }
        else
        {
            foreach (ref long number in numbers)
            {
                number = Zigzag.Decode((ulong)number);
            }
        }
    }

    private static int PackedBytes(int count, int width) => (int)((((long)count * width) + 7) / 8);

    private static void Pack(ReadOnlySpan<long> numbers, in Plan plan, Span<byte> bytes)
    {
        if (plan.Width == 0)
        {
            return;
        }

        ulong mask = plan.Mask;
        ulong waiting = 0;
        int bits = 0;
        int at = 0;
        foreach (long number in numbers)
        {
            ulong field = plan.FieldOf(number) & mask;
            waiting |= field << bits;
            bits += plan.Width;
            if (bits >= 64)
            {
                BinaryPrimitives.WriteUInt64LittleEndian(bytes[at..], waiting);
                at += 8;
                bits -= 64;
                waiting = bits == 0 ? 0 : field >> (plan.Width - bits);
            }
        }

        for (; bits > 0; bits -= 8, waiting >>= 8)
        {
            bytes[at++] = (byte)waiting;
        }
    }

    private static void Patch(ReadOnlySpan<long> numbers, in Plan plan, ChunkWriter writer)
    {
        if (plan.Exceptions == 0)
        {
            return;
        }

        int previous = -1;
        for (int i = 0; i < numbers.Length; i++)
        {
            ulong high = plan.FieldOf(numbers[i]) >> plan.Width;
            if (high != 0)
            {
                writer.WriteVarint((ulong)(i - previous - 1));
                writer.WriteVarint(high);
                previous = i;
            }
        }
    }

    private static void Unpack(ReadOnlySpan<byte> bytes, int width, Span<long> numbers)
    {
        if (width == 0)
        {
            numbers.Clear();
            return;
        }

        ulong mask = width == 64 ? ulong.MaxValue : (1UL << width) - 1;
        int done = width <= 56 ? UnpackNarrow(bytes, width, numbers) : 0;
        long bit = (long)done * width;
        for (int i = done; i < numbers.Length; i++, bit += width)
        {
            numbers[i] = (long)(ReadBits(bytes, bit, width) & mask);
        }
    }

    // Eight bytes from the byte in which it starts hold all of a number of up to 57 bits.
    private static int UnpackNarrow(ReadOnlySpan<byte> bytes, int width, Span<long> numbers)
    {
        ulong mask = (1UL << width) - 1;
        long bit = 0;
        for (int i = 0; i < numbers.Length; i++, bit += width)
        {
            int at = (int)(bit >> 3);
            if (at + 8 > bytes.Length)
            {
                return i;
            }

            numbers[i] = (long)((BinaryPrimitives.ReadUInt64LittleEndian(bytes[at..]) >> (int)(bit & 7)) & mask);
        }

        return numbers.Length;
    }

    private static ulong ReadBits(ReadOnlySpan<byte> bytes, long bit, int width)
    {
        int at = (int)(bit >> 3);
        int shift = (int)(bit & 7);
        ulong value = 0;
        for (int read = -shift; read < width; read += 8)
        {
            ulong next = bytes[at++];
            value |= read < 0 ? next >> -read : next << read;
        }

        return value;
    }

    /// <summary>The cheapest way to pack some numbers.</summary>
    private readonly record struct Plan(bool IsFromBase, long Base, int Width, int Exceptions)
    {
        public ulong Mask => Width == 64 ? ulong.MaxValue : (1UL << Width) - 1;

        public ulong FieldOf(long number) => IsFromBase ? (ulong)(number - Base) : Zigzag.Encode(number);

        public static Plan For(ReadOnlySpan<long> numbers)
        {
            long least = long.MaxValue;
            foreach (long number in numbers)
            {
                least = Math.Min(least, number);
            }

            Span<int> fromBase = stackalloc int[65];
            Span<int> zigzag = stackalloc int[65];
            fromBase.Clear();
            zigzag.Clear();
            foreach (long number in numbers)
            {
                fromBase[64 - BitOperations.LeadingZeroCount((ulong)(number - least))]++;
                zigzag[64 - BitOperations.LeadingZeroCount(Zigzag.Encode(number))]++;
            }

            (int width, int exceptions, long cost) = Cheapest(fromBase, numbers.Length);
            (int plainWidth, int plainExceptions, long plainCost) = Cheapest(zigzag, numbers.Length);
            return cost <= plainCost
                ? new Plan(true, least, width, exceptions)
                : new Plan(false, 0, plainWidth, plainExceptions);
        }

        private static (int Width, int Exceptions, long Cost) Cheapest(ReadOnlySpan<int> byLength, int count)
        {
            (int Width, int Exceptions, long Cost) best = (64, 0, long.MaxValue);
            int wider = 0;
            for (int width = 64; width >= 0; width--)
            {
                long cost = ((long)count * width) + ((long)wider * ExceptionBits);
                if (cost <= best.Cost)
                {
                    best = (width, wider, cost);
                }

                wider += byLength[width];
            }

            return best;
        }
    }
}
