using System.Globalization;

namespace Tocsin.Templates.Formatting;

public static partial class FloatFormat
{
    /// <summary>Characters that <see cref="TryFormat"/> writes at most.</summary>
    public const int FastCharsMax = 48;

    private const int FractionBitsMax = 126;
    private const int PrecisionMax = 9;

    private static readonly ulong[] PowersOfTen = [.. Enumerable.Range(0, 20).Select(PowerOfTen)];

    /// <summary>
    /// Writes what <see cref="Format"/> would, for the numbers and forms that people meet: <c>g</c> with the shortest
    /// digits, and <c>f</c> and <c>g</c> of up to nine digits.
    /// </summary>
    /// <param name="value">The number.</param>
    /// <param name="verb">The verb.</param>
    /// <param name="precision">The precision, as for <see cref="Format"/>.</param>
    /// <param name="text">Where to write, at least <see cref="FastCharsMax"/> characters.</param>
    /// <param name="written">How many characters there are.</param>
    /// <returns>False if it must be done the slow way; then nothing counts as written.</returns>
    public static bool TryFormat(double value, char verb, int precision, Span<char> text, out int written)
    {
        written = 0;
        double size = Math.Abs(value);
        if (!double.IsFinite(value))
        {
            return false;
        }

        int sign = 0;
        if (double.IsNegative(value))
        {
            text[0] = '-';
            sign = 1;
        }

        bool done = verb switch
        {
            'g' when precision < 0 => TryShortest(size, text[sign..], out written),
            'g' when precision is > 0 and <= PrecisionMax => TrySignificant(size, precision, text[sign..], out written),
            'f' when precision is >= 0 and <= PrecisionMax && size < 1e9 =>
                WriteScaled(Scaled(size, precision), precision, text[sign..], out written),
            _ => false,
        };
        written += sign;
        return done;
    }

    // .NET's "R" has the shortest digits too; only where it puts the point differs.
    private static bool TryShortest(double size, Span<char> text, out int written)
    {
        if (size < 1e6 && size == (int)size)
        {
            return ((int)size).TryFormat(text, out written, default, CultureInfo.InvariantCulture);
        }

        if (size is >= 1e-4 and < 1e6)
        {
            return size.TryFormat(text, out written, "R", CultureInfo.InvariantCulture);
        }

        written = 0;
        return size is >= 1e6 and < 1e300 && TryShortestExponent(size, text, out written);
    }

    private static bool TryShortestExponent(double size, Span<char> text, out int written)
    {
        Span<char> plain = stackalloc char[FastCharsMax];
        written = 0;
        if (!size.TryFormat(plain, out int length, "R", CultureInfo.InvariantCulture))
        {
            return false;
        }

        plain = plain[..length];
        int exponentAt = plain.IndexOf('E');
        Span<char> mantissa = exponentAt < 0 ? plain : plain[..exponentAt];
        int point = mantissa.IndexOf('.');
        int exponent = exponentAt < 0
            ? (point < 0 ? mantissa.Length : point) - 1
            : int.Parse(plain[(exponentAt + 1)..], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
        int digits = 0;
        foreach (char c in mantissa)
        {
            if (c != '.')
            {
                text[digits == 0 ? 0 : digits + 1] = c;
                digits++;
            }
        }

        while (digits > 1 && text[digits] == '0')
        {
            digits--;
        }

        text[1] = '.';
        written = digits == 1 ? 1 : digits + 1;
        "e+".CopyTo(text[written..]);
        exponent.TryFormat(text[(written + 2)..], out int more, "D2", CultureInfo.InvariantCulture);
        written += 2 + more;
        return true;
    }

    // Digits in all, trailing zeros left out.
    private static bool TrySignificant(double size, int precision, Span<char> text, out int written)
    {
        written = 0;
        if (size == 0)
        {
            text[0] = '0';
            written = 1;
            return true;
        }

        if (size < 1e-4 || size >= PowersOfTen[precision])
        {
            return size is >= 1 and < 1e18 && TrySignificantExponent(size, precision, text, out written);
        }

        int places = precision - 1;
        for (double bound = 10; places > 0 && size >= bound; bound *= 10)
        {
            places--;
        }

        for (double bound = 1; size < bound && places < PrecisionMax; bound /= 10)
        {
            places++;
        }

        ulong scaled = Scaled(size, places);
        // Below one the bounds are not exact, and rounding may have carried into one more digit; the slow way knows.
        if (scaled >= PowersOfTen[precision] || scaled < PowersOfTen[precision - 1])
        {
            return false;
        }

        while (places > 0 && scaled % 10 == 0)
        {
            scaled /= 10;
            places--;
        }

        return WriteScaled(scaled, places, text, out written);
    }

    // The same with an exponent, for numbers that have more digits before the point than are wanted.
    private static bool TrySignificantExponent(double size, int precision, Span<char> text, out int written)
    {
        written = 0;
        int exponent = precision;
        while (size >= PowersOfTen[exponent + 1])
        {
            exponent++;
        }

        // With the shift the divisor stays below 2^112, and the number has at most 60 bits before the point.
        int shift = FractionBits(size, out ulong mantissa);
        UInt128 dividend = shift < 0 ? (UInt128)mantissa << -shift : mantissa;
        UInt128 divisor = (UInt128)PowersOfTen[exponent + 1 - precision] << Math.Max(shift, 0);
        (UInt128 whole, UInt128 rest) = UInt128.DivRem(dividend, divisor);
        ulong scaled = Rounded(whole, rest, divisor);
        if (scaled >= PowersOfTen[precision])
        {
            (scaled, exponent) = (scaled / 10, exponent + 1);
        }

        int places = precision - 1;
        while (places > 0 && scaled % 10 == 0)
        {
            scaled /= 10;
            places--;
        }

        WriteScaled(scaled, places, text, out written);
        "e+".CopyTo(text[written..]);
        exponent.TryFormat(text[(written + 2)..], out int more, "D2", CultureInfo.InvariantCulture);
        written += 2 + more;
        return true;
    }

    // The number times a power of ten, rounded half to even on its exact value.
    private static ulong Scaled(double size, int places)
    {
        int shift = FractionBits(size, out ulong mantissa);
        UInt128 product = (UInt128)mantissa * PowersOfTen[places];
        if (shift <= 0)
        {
            return (ulong)(product << -shift);
        }

        if (shift > FractionBitsMax)
        {
            return 0;
        }

        UInt128 whole = product >> shift;
        return Rounded(whole, product - (whole << shift), UInt128.One << shift);
    }

    private static ulong Rounded(UInt128 whole, UInt128 rest, UInt128 divisor)
    {
        UInt128 twice = rest * 2;
        bool up = twice > divisor || (twice == divisor && (ulong)whole % 2 == 1);
        return (ulong)whole + (up ? 1UL : 0UL);
    }

    // A number is its mantissa divided by two as often as this says.
    private static int FractionBits(double size, out ulong mantissa)
    {
        long bits = BitConverter.DoubleToInt64Bits(size);
        mantissa = (ulong)bits & ((1UL << 52) - 1);
        mantissa = bits >> 52 == 0 ? mantissa : mantissa | (1UL << 52);
        return 1075 - Math.Max((int)(bits >> 52), 1);
    }

    private static ulong PowerOfTen(int exponent) => exponent == 0 ? 1 : 10 * PowerOfTen(exponent - 1);

    private static bool WriteScaled(ulong scaled, int places, Span<char> text, out int written)
    {
        (ulong whole, ulong fraction) = Math.DivRem(scaled, PowersOfTen[places]);
        whole.TryFormat(text, out written, default, CultureInfo.InvariantCulture);
        if (places > 0)
        {
            text[written] = '.';
            for (int i = places; i > 0; i--)
            {
                (fraction, ulong digit) = Math.DivRem(fraction, 10UL);
                text[written + i] = (char)('0' + digit);
            }

            written += places + 1;
        }

        return true;
    }
}
