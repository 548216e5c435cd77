namespace Tocsin.PromQL.Numbers;

/// <summary>
/// The fewest digits that tell a float from its neighbours, for floats of ordinary size, in a fraction of the time that the
/// runtime takes: an answer has one for each series. They are the runtime's digits.
/// </summary>
/// <remarks>
/// R. Giulietti, "The Schubfach way to render doubles" (2020): the float and both edges of what rounds to it are multiplied
/// by one power of ten so that the digits stand before the point. Of the numbers between the edges with one digit less, and
/// else with all digits, at most two come into question.
/// </remarks>
internal static class ShortestDigits
{
    /// <summary>The smallest size that it is for.</summary>
    public const double Least = 1e-4;

    /// <summary>The size from which on it is for no float.</summary>
    public const double Limit = 1e15;

    private const int SignificandBits = 52;
    private const int ExponentBias = 1075;
    private const int DigitsMax = 20;

    private static ReadOnlySpan<byte> Pairs =>
        "0001020304050607080910111213141516171819202122232425262728293031323334353637383940414243444546474849"u8
        + "50515253545556575859606162636465666768697071727374757677787980818283848586878889909192939495969798"u8
        + "99"u8;

    // Powers of ten with their highest bit at the top. Floats of this size need 22 of them, which are exact.
    private static readonly UInt128[] Powers = MakePowers(24);

    /// <summary>Writes a float without an exponent.</summary>
    /// <param name="value">Its size is within the bounds; not a whole number.</param>
    /// <param name="utf8">Where to, at least <see cref="FloatText.SampleBytesMax"/> long.</param>
    /// <returns>How many bytes it took.</returns>
    public static int Write(double value, Span<byte> utf8)
    {
        ulong bits = BitConverter.DoubleToUInt64Bits(value);
        ulong fraction = bits & ((1UL << SignificandBits) - 1);
        (ulong digits, int exponent) = Find(fraction, (int)(bits >> SignificandBits) & 0x7FF);
        for (ulong shorter = digits / 10; shorter * 10 == digits; shorter = digits / 10)
        {
            digits = shorter;
            exponent++;
        }

        Span<byte> text = stackalloc byte[DigitsMax];
        int first = WriteBackwards(digits, text);
        utf8[0] = (byte)'-';
        int sign = (int)(bits >> 63);
        return sign + Place(text[first..], DigitsMax - first + exponent, utf8[sign..]);
    }

    // The digits, and the power of ten that they are to be multiplied by.
    private static (ulong Digits, int Exponent) Find(ulong fraction, int biased)
    {
        ulong significand = fraction | (1UL << SignificandBits);
        int binary = biased - ExponentBias;

        // Below a power of two the floats are twice as dense.
        bool isPower = fraction == 0;
        int exponent = ((binary * 1262611) - (isPower ? 524031 : 0)) >> 22;
        int shift = binary + ((-exponent * 1741647) >> 19) + 1;
        UInt128 power = Powers[-exponent];
        ulong lower = Scale(power, ((4 * significand) - (isPower ? 1UL : 2UL)) << shift);
        ulong middle = Scale(power, (4 * significand) << shift);
        ulong upper = Scale(power, ((4 * significand) + 2) << shift);

        // The edges round to the float only if it is even.
        ulong odd = significand & 1;
        lower += odd;
        upper -= odd;
        ulong digits = middle / 4;
        ulong tens = digits / 10;
        bool isBelowIn = lower <= 40 * tens;
        bool isAboveIn = (40 * tens) + 40 <= upper;
        if (isBelowIn != isAboveIn)
        {
            return (tens + (isAboveIn ? 1UL : 0), exponent + 1);
        }

        isBelowIn = lower <= 4 * digits;
        isAboveIn = (4 * digits) + 4 <= upper;
        ulong half = (4 * digits) + 2;
        bool roundsUp = isBelowIn != isAboveIn ? isAboveIn : middle > half || (middle == half && (digits & 1) != 0);
        return (digits + (roundsUp ? 1UL : 0), exponent);
    }

    // The upper part of the product, its lowest bit set if anything was cut off: enough for comparisons.
    private static ulong Scale(UInt128 power, ulong number)
    {
        ulong carried = Math.BigMul((ulong)power, number, out _);
        ulong high = Math.BigMul((ulong)(power >> 64), number, out ulong low);
        low += carried;
        high += low < carried ? 1UL : 0;
        return high | (low > 1 ? 1UL : 0);
    }

    // Two digits at a time, and eight of them in 32 bits. Returns where the first one is.
    private static int WriteBackwards(ulong digits, Span<byte> text)
    {
        int at = text.Length;
        while (digits >= 100_000_000)
        {
            ulong rest = digits / 100_000_000;
            uint eight = (uint)(digits - (rest * 100_000_000));
            for (int i = 0; i < 4; i++, eight /= 100)
            {
                at -= 2;
                Pairs.Slice((int)(eight % 100) * 2, 2).CopyTo(text[at..]);
            }

            digits = rest;
        }

        uint last = (uint)digits;
        for (; last >= 10; last /= 100)
        {
            at -= 2;
            Pairs.Slice((int)(last % 100) * 2, 2).CopyTo(text[at..]);
        }

        if (last > 0)
        {
            text[--at] = (byte)('0' + last);
        }

        return at;
    }

    // Puts the point behind as many digits; zeros where there are none.
    private static int Place(ReadOnlySpan<byte> digits, int point, Span<byte> utf8)
    {
        if (point > 0)
        {
            digits[..point].CopyTo(utf8);
            utf8[point] = (byte)'.';
            digits[point..].CopyTo(utf8[(point + 1)..]);
            return digits.Length + 1;
        }

        "0.000000"u8[..(2 - point)].CopyTo(utf8);
        digits.CopyTo(utf8[(2 - point)..]);
        return digits.Length + 2 - point;
    }

    private static UInt128[] MakePowers(int count)
    {
        var powers = new UInt128[count];
        UInt128 power = 1;
        for (int i = 0; i < count; i++, power *= 10)
        {
            powers[i] = power << (int)UInt128.LeadingZeroCount(power);
        }

        return powers;
    }
}
