using System.Globalization;

namespace Tocsin.Templates.GoTime;

/// <summary>Go's <c>time.Duration</c>, a count of nanoseconds.</summary>
public static class GoDuration
{
    /// <summary>Nanoseconds of a second.</summary>
    public const long Second = 1_000_000_000;

    /// <summary>As Go prints a duration: <c>1h2m3.5s</c>, <c>1.5ms</c>, <c>0s</c>.</summary>
    // Source: Go time, Duration.String.
    public static string Format(long nanos)
    {
        string sign = nanos < 0 ? "-" : "";
        ulong size = nanos < 0 ? (ulong)-(nanos + 1) + 1 : (ulong)nanos;
        if (size < (ulong)Second)
        {
            return size switch
            {
                0 => "0s",
                < 1_000 => sign + Fraction(size, 0) + "ns",
                < 1_000_000 => sign + Fraction(size, 3) + "µs",
                _ => sign + Fraction(size, 6) + "ms",
            };
        }

        ulong seconds = size / (ulong)Second;
        string text = Fraction(size % (60 * (ulong)Second), 9) + "s";
        if (seconds < 60)
        {
            return sign + text;
        }

        text = string.Create(CultureInfo.InvariantCulture, $"{seconds / 60 % 60}m{text}");
        return seconds < 3600
            ? sign + text
            : string.Create(CultureInfo.InvariantCulture, $"{sign}{seconds / 3600}h{text}");
    }

    /// <summary>Rounds towards zero to a multiple of a unit.</summary>
    public static long Truncate(long nanos, long unit) => unit <= 0 ? nanos : nanos - (nanos % unit);

    /// <summary>Rounds to the nearest multiple of a unit, halves away from zero, held to 64 bits.</summary>
    public static long Round(long nanos, long unit)
    {
        if (unit <= 0)
        {
            return nanos;
        }

        Int128 rest = Int128.Abs((Int128)nanos % unit);
        Int128 size = Int128.Abs(nanos) - rest + (rest + rest < unit ? 0 : unit);
        return (long)Int128.Clamp(nanos < 0 ? -size : size, long.MinValue, long.MaxValue);
    }

    // The number with its last digits after the point, trailing zeros left out.
    private static string Fraction(ulong value, int digits)
    {
        ulong scale = 1;
        for (int i = 0; i < digits; i++)
        {
            scale *= 10;
        }

        string whole = (value / scale).ToString(CultureInfo.InvariantCulture);
        string rest = digits == 0
            ? ""
            : (value % scale).ToString("D" + digits, CultureInfo.InvariantCulture).TrimEnd('0');
        return rest.Length == 0 ? whole : whole + "." + rest;
    }
}
