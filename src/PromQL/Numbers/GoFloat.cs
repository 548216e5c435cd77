using System.Globalization;
using System.Text;

namespace Tocsin.PromQL.Numbers;

/// <summary>Floats as Go prints them, with the fewest digits that read back as the same float.</summary>
internal static class GoFloat
{
    /// <summary>Go's <c>%g</c>: with an exponent below 1e-4 and from 1e6 on.</summary>
    public static string General(double value)
    {
        if (!double.IsFinite(value))
        {
            return Word(value);
        }

        (bool negative, string digits, int point) = Split(value);
        int exponent = point - 1;
        return (negative ? "-" : "") + (exponent < -4 || exponent >= 6
            ? Scientific(digits, exponent)
            : Fixed(digits, point));
    }

    /// <summary>Go's <c>%.Ng</c>: N digits at most, without zeros at the end.</summary>
    public static string General(double value, int precision)
    {
        if (!double.IsFinite(value))
        {
            return Word(value);
        }

        double rounded = double.Parse(
            value.ToString("E" + (precision - 1).ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture),
            CultureInfo.InvariantCulture);
        (bool negative, string digits, int point) = Split(rounded);
        int exponent = point - 1;
        return (negative ? "-" : "") + (exponent < -4 || exponent >= precision
            ? Scientific(digits, exponent)
            : Fixed(digits, point));
    }

    /// <summary>Go's <c>'f'</c> with the fewest digits: never an exponent.</summary>
    public static string Plain(double value)
    {
        if (!double.IsFinite(value))
        {
            return Word(value);
        }

        (bool negative, string digits, int point) = Split(value);
        return (negative ? "-" : "") + Fixed(digits, point);
    }

    private static string Word(double value) => double.IsNaN(value) ? "NaN" : value > 0 ? "+Inf" : "-Inf";

    // The value is 0.DIGITS times ten to the power of Point.
    private static (bool Negative, string Digits, int Point) Split(double value)
    {
        bool negative = double.IsNegative(value);
        if (value == 0)
        {
            return (negative, "0", 1);
        }

        string text = Math.Abs(value).ToString("R", CultureInfo.InvariantCulture);
        int e = text.IndexOf('E');
        int exponent = e < 0 ? 0 : int.Parse(text.AsSpan(e + 1), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
        string mantissa = e < 0 ? text : text[..e];
        int dot = mantissa.IndexOf('.');
        int point = exponent + (dot < 0 ? mantissa.Length : dot);
        string digits = mantissa.Replace(".", "", StringComparison.Ordinal);
        int zeros = digits.Length - digits.TrimStart('0').Length;
        return (negative, digits.Trim('0'), point - zeros);
    }

    private static string Fixed(string digits, int point)
    {
        if (point <= 0)
        {
            return "0." + new string('0', -point) + digits;
        }

        return point >= digits.Length
            ? digits + new string('0', point - digits.Length)
            : string.Concat(digits.AsSpan(0, point), ".", digits.AsSpan(point));
    }

    private static string Scientific(string digits, int exponent)
    {
        var text = new StringBuilder().Append(digits[0]);
        if (digits.Length > 1)
        {
            text.Append('.').Append(digits, 1, digits.Length - 1);
        }

        int size = Math.Abs(exponent);
        return text.Append('e').Append(exponent < 0 ? '-' : '+').Append(size < 10 ? "0" : "")
            .Append(size.ToString(CultureInfo.InvariantCulture)).ToString();
    }
}
