using System.Globalization;

namespace Tocsin.Signals.Otlp;

/// <summary>Numbers as text, with the fewest digits that name them, as Go writes them.</summary>
internal static class PlainNumber
{
    /// <summary>Without an exponent, however long that is: the values of <c>le</c> and <c>quantile</c>.</summary>
    public static string Of(double value)
    {
        if (!double.IsFinite(value))
        {
            return double.IsNaN(value) ? "NaN" : value > 0 ? "+Inf" : "-Inf";
        }

        string shortest = value.ToString("R", CultureInfo.InvariantCulture);
        int mark = shortest.IndexOf('E', StringComparison.Ordinal);
        return mark < 0 ? shortest : Unfold(shortest.AsSpan(0, mark), int.Parse(shortest.AsSpan(mark + 1), CultureInfo.InvariantCulture));
    }

    /// <summary>As JSON has it: with an exponent only below 1e-6 and from 1e21 on.</summary>
    // Source: Go encoding/json, which attributes are written with.
    public static string Json(double value)
    {
        double size = Math.Abs(value);
        if (value == 0 || !double.IsFinite(value) || size is >= 1e-6 and < 1e21)
        {
            return Of(value);
        }

        string shortest = value.ToString("E16", CultureInfo.InvariantCulture);
        string exact = value.ToString("R", CultureInfo.InvariantCulture);
        int mark = exact.IndexOf('E', StringComparison.Ordinal);
        string digits = mark < 0 ? shortest[..shortest.IndexOf('E', StringComparison.Ordinal)].TrimEnd('0').TrimEnd('.') : exact[..mark];
        int exponent = int.Parse(shortest.AsSpan(shortest.IndexOf('E', StringComparison.Ordinal) + 1), CultureInfo.InvariantCulture);
        string sign = exponent < 0 ? "-" : "+";
        return string.Create(CultureInfo.InvariantCulture, $"{digits}e{sign}{Math.Abs(exponent)}");
    }

    // d.ddd and an exponent become digits with a point somewhere else, or zeros on the way to it.
    private static string Unfold(ReadOnlySpan<char> mantissa, int exponent)
    {
        string sign = mantissa[0] == '-' ? "-" : "";
        string digits = mantissa[sign.Length..].ToString().Replace(".", "", StringComparison.Ordinal);
        int point = 1 + exponent;
        return point <= 0 ? $"{sign}0.{new string('0', -point)}{digits}"
            : point >= digits.Length ? sign + digits + new string('0', point - digits.Length)
            : $"{sign}{digits[..point]}.{digits[point..]}";
    }
}
