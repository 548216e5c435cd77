using System.Globalization;
using System.Text;
using Tocsin.Model.Samples;

namespace Tocsin.Signals.Scrape;

/// <summary>Floats as targets write them.</summary>
internal static class GoFloat
{
    private const int ExactDigitsMax = 15;

    private static readonly double[] Powers =
        [1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15];

    /// <summary>Reads a float as Go did before it knew hexadecimal ones: <c>1</c>, <c>.5e3</c>, <c>+Inf</c>, <c>nan</c>.</summary>
    public static bool TryParse(ReadOnlySpan<byte> text, out double value)
    {
        if (TryParsePlain(text, out value))
        {
            return true;
        }

        if (text.IsEmpty)
        {
            return false;
        }

        ReadOnlySpan<byte> word = text[0] is (byte)'+' or (byte)'-' ? text[1..] : text;
        if (!word.IsEmpty && char.IsAsciiLetter((char)word[0]))
        {
            bool isSigned = word.Length < text.Length;
            if (Ascii.EqualsIgnoreCase(word, "inf"u8) || Ascii.EqualsIgnoreCase(word, "infinity"u8))
            {
                value = text[0] == (byte)'-' ? double.NegativeInfinity : double.PositiveInfinity;
                return true;
            }

            value = BitConverter.Int64BitsToDouble(StaleMarker.NormalNaNBits);
            return !isSigned && Ascii.EqualsIgnoreCase(word, "nan"u8);
        }

        const NumberStyles Style = NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent;
        return double.TryParse(text, Style, CultureInfo.InvariantCulture, out value) && double.IsFinite(value);
    }

    /// <summary>A float as OpenMetrics wants bounds and quantiles written: <c>1.0</c>, <c>0.5</c>, <c>1e+06</c>, <c>+Inf</c>.</summary>
    // Source: Prometheus model/textparse, formatOpenMetricsFloat; Go's format g with the fewest digits.
    public static string Format(double value)
    {
        if (double.IsNaN(value))
        {
            return "NaN";
        }

        if (double.IsInfinity(value))
        {
            return value > 0 ? "+Inf" : "-Inf";
        }

        string text = value.ToString("E16", CultureInfo.InvariantCulture);
        string shortest = value.ToString("R", CultureInfo.InvariantCulture);
        int exponent = value == 0
            ? 0
            : int.Parse(text.AsSpan(text.IndexOf('E', StringComparison.Ordinal) + 1), CultureInfo.InvariantCulture);
        if (exponent is < -4 or >= 6)
        {
            string digits = string.Concat(shortest.TakeWhile(c => c != 'E').Where(char.IsAsciiDigit)).Trim('0');
            string sign = value < 0 ? "-" : "";
            string fraction = digits.Length > 1 ? "." + digits[1..] : "";
            return string.Create(
                CultureInfo.InvariantCulture, $"{sign}{digits[0]}{fraction}e{(exponent < 0 ? '-' : '+')}{Math.Abs(exponent):00}");
        }

        string plain = value.ToString("0.#####################", CultureInfo.InvariantCulture);
        plain = shortest.Contains('E', StringComparison.Ordinal) ? plain : shortest;
        return plain.Contains('.', StringComparison.Ordinal) ? plain : plain + ".0";
    }

    // Most values are short. A whole number below 2^53 divided by a power of ten below 10^22 is rounded once, so correctly.
    private static bool TryParsePlain(ReadOnlySpan<byte> text, out double value)
    {
        value = 0;
        if (text.Length is 0 or > ExactDigitsMax + 1)
        {
            return false;
        }

        long digits = 0;
        int point = -1;
        int from = text[0] == (byte)'-' ? 1 : 0;
        for (int i = from; i < text.Length; i++)
        {
            int digit = text[i] - '0';
            if ((uint)digit <= 9)
            {
                digits = (digits * 10) + digit;
            }
            else if (text[i] == (byte)'.' && point < 0)
            {
                point = i;
            }
            else
            {
                return false;
            }
        }

        int count = text.Length - from - (point < 0 ? 0 : 1);
        if (count is 0 or > ExactDigitsMax)
        {
            return false;
        }

        value = point < 0 ? digits : digits / Powers[text.Length - point - 1];
        value = from == 0 ? value : -value;
        return true;
    }
}
