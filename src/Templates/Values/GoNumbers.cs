using System.Globalization;
using System.Numerics;

namespace Tocsin.Templates.Values;

/// <summary>Numbers as Go's <c>strconv</c> reads them.</summary>
public static class GoNumbers
{
    /// <summary>Reads an unsigned number; base 0 takes the prefixes <c>0x 0o 0b 0</c> and underscores.</summary>
    public static bool TryParseUint(string text, int numberBase, out ulong value)
    {
        value = 0;
        ReadOnlySpan<char> digits = text;
        bool underscores = false;
        if (numberBase == 0)
        {
            numberBase = TakePrefix(ref digits);
            underscores = true;
        }

        if (digits.IsEmpty || (underscores && text.Contains('_') && !UnderscoresAreFine(text)))
        {
            return false;
        }

        foreach (char c in digits)
        {
            if (c == '_' && underscores)
            {
                continue;
            }

            int digit = char.IsAsciiHexDigit(c) ? Convert.ToInt32(c.ToString(), 16) : 99;
            if (digit >= numberBase)
            {
                return false;
            }

            UInt128 next = ((UInt128)value * (uint)numberBase) + (uint)digit;
            if (next > ulong.MaxValue)
            {
                return false;
            }

            value = (ulong)next;
        }

        return true;
    }

    /// <summary>Reads a signed number; see <see cref="TryParseUint"/>.</summary>
    public static bool TryParseInt(string text, int numberBase, out long value)
    {
        value = 0;
        bool negative = text.StartsWith('-');
        string unsigned = negative || text.StartsWith('+') ? text[1..] : text;
        if (!TryParseUint(unsigned, numberBase, out ulong magnitude)
            || magnitude > (negative ? 1UL << 63 : long.MaxValue))
        {
            return false;
        }

        value = negative ? unchecked(-(long)magnitude) : (long)magnitude;
        return true;
    }

    /// <summary>Reads a float: decimal or hexadecimal, underscores between digits, <c>Inf</c> and <c>NaN</c>.</summary>
    public static bool TryParseFloat(string text, out double value)
    {
        value = 0;
        bool negative = text.StartsWith('-');
        ReadOnlySpan<char> rest = negative || text.StartsWith('+') ? text.AsSpan(1) : text;
        if (rest.StartsWith("0x", StringComparison.OrdinalIgnoreCase))
        {
            string plain = rest[2..].ToString();
            if (plain.Contains('_') && !UnderscoresAreFine(rest.ToString()))
            {
                return false;
            }

            bool ok = TryParseHexFloat(plain.Replace("_", "", StringComparison.Ordinal), out value);
            value = negative ? -value : value;
            return ok;
        }

        if (rest.Equals("inf", StringComparison.OrdinalIgnoreCase)
            || rest.Equals("infinity", StringComparison.OrdinalIgnoreCase))
        {
            value = negative ? double.NegativeInfinity : double.PositiveInfinity;
            return true;
        }

        if (rest.Equals("nan", StringComparison.OrdinalIgnoreCase))
        {
            value = double.NaN;
            return true;
        }

        if (rest.IndexOfAnyInRange('0', '9') < 0 || (!char.IsAsciiDigit(rest[0]) && rest[0] != '.')
            || (text.Contains('_') && !UnderscoresAreFine(text)))
        {
            return false;
        }

        return double.TryParse(
                text.Replace("_", "", StringComparison.Ordinal),
                NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent,
                CultureInfo.InvariantCulture, out value)
            && !double.IsInfinity(value);
    }

    private static int TakePrefix(ref ReadOnlySpan<char> digits)
    {
        if (digits.Length < 2 || digits[0] != '0')
        {
            return 10;
        }

        int numberBase = char.ToLowerInvariant(digits[1]) switch { 'x' => 16, 'o' => 8, 'b' => 2, _ => 0 };
        if (numberBase != 0 && digits.Length > 2)
        {
            digits = digits[2..];
            return numberBase;
        }

        digits = digits[1..];
        return 8;
    }

    // Underscores may stand between digits, and between a base prefix and the first digit.
    private static bool UnderscoresAreFine(string text)
    {
        ReadOnlySpan<char> rest = text.AsSpan().TrimStart("+-");
        bool prefixed = rest.Length >= 2 && rest[0] == '0' && "xXoObB".Contains(rest[1]);
        bool hex = prefixed && rest[1] is 'x' or 'X';
        char previous = prefixed ? '0' : '^';
        foreach (char c in prefixed ? rest[2..] : rest)
        {
            bool digit = char.IsAsciiDigit(c) || (hex && char.IsAsciiHexDigit(c));
            if (c == '_' ? previous != '0' : previous == '_' && !digit)
            {
                return false;
            }

            previous = digit ? '0' : c == '_' ? '_' : '!';
        }

        return previous != '_';
    }

    // h.hhhp±d: the mantissa as an integer, then one exact scaling.
    private static bool TryParseHexFloat(string text, out double value)
    {
        value = 0;
        int exponentAt = text.AsSpan().IndexOfAny('p', 'P');
        if (exponentAt < 0
            || !int.TryParse(
                text.AsSpan(exponentAt + 1), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int exponent))
        {
            return false;
        }

        string mantissa = text[..exponentAt];
        int point = mantissa.IndexOf('.', StringComparison.Ordinal);
        string digits = mantissa.Replace(".", "", StringComparison.Ordinal);
        if (digits.Length is 0 or > 4096 || Math.Abs((long)exponent) > 100_000
            || !BigInteger.TryParse(
                "0" + digits, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out BigInteger integer))
        {
            return false;
        }

        long scale = exponent - (point < 0 ? 0 : 4L * (digits.Length - point));
        value = Scale(integer, scale);
        return !double.IsInfinity(value);
    }

    private static double Scale(BigInteger integer, long exponent)
    {
        // Keep 64 bits and a sticky one, so that the two conversions round once.
        long bits = (long)integer.GetBitLength();
        if (bits > 64)
        {
            int drop = (int)(bits - 64);
            bool sticky = !(integer & ((BigInteger.One << drop) - 1)).IsZero;
            integer = (integer >> drop) | (sticky ? BigInteger.One : BigInteger.Zero);
            exponent += drop;
        }

        return Math.ScaleB((double)(ulong)integer, (int)Math.Clamp(exponent, -5000, 5000));
    }
}
