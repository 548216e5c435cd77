using System.Globalization;
using System.Numerics;
using System.Text;

namespace Tocsin.Templates.Formatting;

/// <summary>Floats as Go's <c>strconv.FormatFloat</c> writes them, rounded half to even on the exact value.</summary>
/// <remarks>.NET's own precision formats round halves away from zero: 2.5 to <c>3</c>, where Go has <c>2</c>.</remarks>
public static partial class FloatFormat
{
    /// <summary>Formats a float.</summary>
    /// <param name="value">The number.</param>
    /// <param name="verb">One of <c>e E f g G x X b</c>.</param>
    /// <param name="precision">
    /// Digits after the point (for g: of all), or -1 for as many as tell the number apart.
    /// </param>
    public static string Format(double value, char verb, int precision)
    {
        if (double.IsNaN(value))
        {
            return "NaN";
        }

        Span<char> fast = stackalloc char[FastCharsMax];
        return TryFormat(value, verb, precision, fast, out int written)
            ? fast[..written].ToString()
            : FormatSlowly(value, verb, precision);
    }

    /// <summary>The same for every number and form, by arithmetic of any length.</summary>
    internal static string FormatSlowly(double value, char verb, int precision)
    {
        string sign = double.IsNegative(value) ? "-" : "";
        if (double.IsInfinity(value))
        {
            return sign.Length > 0 ? "-Inf" : "+Inf";
        }

        double size = Math.Abs(value);
        return sign + verb switch
        {
            'x' or 'X' => HexFloat.Format(size, verb, precision),
            'b' => HexFloat.FormatBinary(size),
            'e' or 'E' => FormatE(Digits.Of(size, precision < 0 ? -1 : precision + 1), precision, verb),
            'f' => FormatF(precision < 0 ? Digits.Of(size, -1) : Digits.OfFraction(size, precision), precision),
            _ => FormatG(size, verb, precision),
        };
    }

    private static string FormatG(double size, char verb, int precision)
    {
        bool shortest = precision < 0;
        int wanted = shortest ? -1 : Math.Max(precision, 1);
        Digits digits = Digits.Of(size, wanted);
        int exponentLimit = shortest ? 6 : wanted;
        if (!shortest && exponentLimit > digits.Text.Length && digits.Text.Length >= digits.Point)
        {
            exponentLimit = digits.Text.Length;
        }

        int exponent = digits.Point - 1;
        if (exponent < -4 || exponent >= exponentLimit)
        {
            int shown = shortest || wanted > digits.Text.Length ? digits.Text.Length : wanted;
            return FormatE(digits, shown - 1, verb == 'g' ? 'e' : 'E');
        }

        return FormatF(digits, Math.Max(digits.Text.Length - digits.Point, 0));
    }

    private static string FormatE(Digits digits, int precision, char verb)
    {
        int shown = precision < 0 ? digits.Text.Length - 1 : precision;
        var text = new StringBuilder(shown + 8).Append(digits.At(0));
        if (shown > 0)
        {
            text.Append('.');
            digits.AppendTo(text, 1, shown);
        }

        int exponent = digits.Text.Length == 0 ? 0 : digits.Point - 1;
        text.Append(verb).Append(exponent < 0 ? '-' : '+');
        return text.Append(CultureInfo.InvariantCulture, $"{Math.Abs(exponent):D2}").ToString();
    }

    private static string FormatF(Digits digits, int precision)
    {
        int shown = precision < 0 ? Math.Max(digits.Text.Length - digits.Point, 0) : precision;
        var text = new StringBuilder(Math.Max(digits.Point, 1) + shown + 1);
        if (digits.Point > 0)
        {
            digits.AppendTo(text, 0, digits.Point);
        }
        else
        {
            text.Append('0');
        }

        if (shown > 0)
        {
            text.Append('.');
            digits.AppendTo(text, digits.Point, shown);
        }

        return text.ToString();
    }

    /// <summary>Decimal digits without leading and trailing zeros: the value is <c>0.Text × 10^Point</c>.</summary>
    private readonly record struct Digits(string Text, int Point)
    {
        public char At(int index) => index >= 0 && index < Text.Length ? Text[index] : '0';

        public void AppendTo(StringBuilder text, int from, int count)
        {
            int zeros = Math.Clamp(-from, 0, count);
            int start = from + zeros;
            int real = Math.Clamp(Text.Length - start, 0, count - zeros);
            text.Append('0', zeros).Append(Text, Math.Min(start, Text.Length), real).Append('0', count - zeros - real);
        }

        /// <summary>The shortest digits that read back as the number, or that many significant ones.</summary>
        public static Digits Of(double size, int significant)
        {
            if (size == 0)
            {
                return new Digits("", 0);
            }

            if (significant >= 0)
            {
                Digits exact = Exact(size);
                return exact.Round(significant);
            }

            ReadOnlySpan<char> shortest = size.ToString("E16", CultureInfo.InvariantCulture);
            if (double.Parse(shortest, CultureInfo.InvariantCulture) == size)
            {
                shortest = size.ToString("R", CultureInfo.InvariantCulture);
            }

            return FromText(shortest);
        }

        /// <summary>The digits up to that many after the point.</summary>
        public static Digits OfFraction(double size, int precision)
        {
            Digits exact = size == 0 ? new Digits("", 0) : Exact(size);
            return exact.Round(exact.Point + precision);
        }

        private static Digits FromText(ReadOnlySpan<char> text)
        {
            int exponentAt = text.IndexOf('E');
            int exponent = exponentAt < 0 ? 0 : int.Parse(text[(exponentAt + 1)..], CultureInfo.InvariantCulture);
            ReadOnlySpan<char> mantissa = exponentAt < 0 ? text : text[..exponentAt];
            int point = mantissa.IndexOf('.');
            string digits = point < 0 ? mantissa.ToString() : string.Concat(mantissa[..point], mantissa[(point + 1)..]);
            int whole = (point < 0 ? mantissa.Length : point) + exponent;
            string stripped = digits.TrimStart('0');
            return new Digits(stripped.TrimEnd('0'), whole - (digits.Length - stripped.Length));
        }

        // Every double is an integer times a power of two, so its decimal form ends.
        private static Digits Exact(double size)
        {
            long bits = BitConverter.DoubleToInt64Bits(size);
            int exponent = (int)(bits >> 52);
            long mantissa = bits & ((1L << 52) - 1);
            mantissa = exponent == 0 ? mantissa : mantissa | (1L << 52);
            exponent = Math.Max(exponent, 1) - 1075;
            int twos = BitOperations.TrailingZeroCount(mantissa);
            mantissa >>= twos;
            exponent += twos;
            BigInteger integer = exponent >= 0
                ? (BigInteger)mantissa << exponent
                : mantissa * BigInteger.Pow(5, -exponent);
            string digits = integer.ToString(CultureInfo.InvariantCulture);
            return new Digits(digits.TrimEnd('0'), digits.Length + Math.Min(exponent, 0));
        }

        private Digits Round(int count)
        {
            if (count >= Text.Length)
            {
                return this;
            }

            if (count < 0 || !RoundsUp(count))
            {
                string kept = count <= 0 ? "" : Text[..count].TrimEnd('0');
                return new Digits(kept, kept.Length == 0 ? 0 : Point);
            }

            // Carry through the nines.
            int last = count - 1;
            while (last >= 0 && Text[last] == '9')
            {
                last--;
            }

            return last < 0
                ? new Digits("1", Point + 1)
                : new Digits(Text[..last] + (char)(Text[last] + 1), Point);
        }

        private bool RoundsUp(int count)
        {
            bool isHalf = Text[count] == '5' && count + 1 == Text.Length;
            return isHalf ? count > 0 && (Text[count - 1] - '0') % 2 != 0 : Text[count] >= '5';
        }
    }
}
