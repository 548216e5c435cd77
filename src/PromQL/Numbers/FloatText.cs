using System.Buffers.Text;
using System.Globalization;
using System.Text;

namespace Tocsin.PromQL.Numbers;

/// <summary>Floats as Go writes them, with as few digits as tell them apart. NaN, +Inf and -Inf are words.</summary>
public static class FloatText
{
    /// <summary>No sample's text is longer.</summary>
    public const int SampleBytesMax = 32;

    private const long WholeMax = 1_000_000_000_000_000;

    /// <summary>Never an exponent: labels of <c>count_values</c>, printed expressions.</summary>
    // Source: Go strconv, FormatFloat with 'f' and -1.
    public static string Fixed(double value) => Math.Abs(value) is >= 1e-4 and < 1e15

        // Here the runtime's shortest form has no exponent, and is Go's.
        ? value.ToString("R", CultureInfo.InvariantCulture)
        : Word(value) ?? Digits.Of(value).Fixed();

    /// <summary>A fixed number of decimals.</summary>
    // Source: Go strconv, FormatFloat with 'f'. .NET rounds exact halves away from zero and Go to even; the callers'
    // numbers are decimals of that many digits, where there are none.
    public static string Fixed(double value, int decimals) =>
        Word(value) ?? value.ToString("F" + decimals.ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);

    /// <summary>Always an exponent of at least two digits: <c>value</c> in the alerts API.</summary>
    // Source: Go strconv, FormatFloat with 'e' and -1.
    public static string Exponent(double value) => Word(value) ?? Digits.Of(value).Exponent();

    /// <summary>An exponent below 1e-6 and from 1e21 on: sample values in the query API.</summary>
    // Source: Prometheus HTTP API, sample values.
    public static string Sample(double value)
    {
        double size = Math.Abs(value);
        return size != 0 && (size < 1e-6 || size >= 1e21) ? Exponent(value) : Fixed(value);
    }

    /// <summary>The same in UTF-8.</summary>
    /// <param name="value">The float.</param>
    /// <param name="utf8">Where to, at least <see cref="SampleBytesMax"/> long.</param>
    /// <returns>How many bytes it took.</returns>
    public static int WriteSample(double value, Span<byte> utf8)
    {
        long whole = (long)value;
        if (whole == value && whole is > -WholeMax and < WholeMax && (whole != 0 || !double.IsNegative(value)))
        {
            // Whole numbers are common and several times as fast.
            Utf8Formatter.TryFormat(whole, utf8, out int digits);
            return digits;
        }

        return Math.Abs(value) is >= ShortestDigits.Least and < ShortestDigits.Limit
            ? ShortestDigits.Write(value, utf8)
            : Encoding.ASCII.GetBytes(Sample(value), utf8);
    }

    /// <summary>An exponent below 1e-4 and from 1e6 on: messages, fill values, templates.</summary>
    // Source: Go strconv, FormatFloat with 'g' and -1, which is what the verbs %g and %v of fmt use.
    public static string General(double value) => Word(value) ?? Digits.Of(value).General(6);

    /// <summary>The same with that many digits at most, from 1 on.</summary>
    // Source: Go fmt, the verb %.2g and its like.
    public static string General(double value, int digits)
    {
        if (!double.IsFinite(value))
        {
            return Word(value)!;
        }

        string form = "E" + (digits - 1).ToString(CultureInfo.InvariantCulture);
        double rounded = double.Parse(value.ToString(form, CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);
        return Digits.Of(rounded).General(digits);
    }

    private static string? Word(double value) => double.IsNaN(value) ? "NaN"
        : double.IsPositiveInfinity(value) ? "+Inf"
        : double.IsNegativeInfinity(value) ? "-Inf"
        : null;

    /// <summary>A sign and digits without zeros at the ends: the value is <c>0.Text × 10^Point</c>.</summary>
    private readonly record struct Digits(string Sign, string Text, int Point)
    {
        public static Digits Of(double value)
        {
            string sign = double.IsNegative(value) ? "-" : "";
            ReadOnlySpan<char> shortest = Math.Abs(value).ToString("R", CultureInfo.InvariantCulture);
            int exponentAt = shortest.IndexOf('E');
            int exponent = exponentAt < 0 ? 0 : int.Parse(shortest[(exponentAt + 1)..], CultureInfo.InvariantCulture);
            ReadOnlySpan<char> mantissa = exponentAt < 0 ? shortest : shortest[..exponentAt];
            int point = mantissa.IndexOf('.');
            int whole = (point < 0 ? mantissa.Length : point) + exponent;
            string all = point < 0 ? mantissa.ToString() : string.Concat(mantissa[..point], mantissa[(point + 1)..]);
            string stripped = all.TrimStart('0');
            return new Digits(sign, stripped.TrimEnd('0'), stripped.Length == 0 ? 1 : whole - (all.Length - stripped.Length));
        }

        public string General(int digits) => Point - 1 < -4 || Point - 1 >= digits ? Exponent() : Fixed();

        public string Fixed()
        {
            var text = new StringBuilder(Sign, Math.Abs(Point) + Text.Length + 3);
            text.Append(Point <= 0 || Text.Length == 0 ? "0" : Text[..Math.Min(Point, Text.Length)]);
            text.Append('0', Text.Length == 0 ? 0 : Math.Max(Point - Text.Length, 0));
            if (Point < Text.Length)
            {
                text.Append('.').Append('0', Math.Max(-Point, 0)).Append(Text.AsSpan(Math.Max(Point, 0)));
            }

            return text.ToString();
        }

        public string Exponent()
        {
            string first = Text.Length == 0 ? "0" : Text[..1];
            string rest = Text.Length > 1 ? "." + Text[1..] : "";
            int exponent = Point - 1;
            char sign = exponent < 0 ? '-' : '+';
            return string.Create(CultureInfo.InvariantCulture, $"{Sign}{first}{rest}e{sign}{Math.Abs(exponent):D2}");
        }
    }
}
