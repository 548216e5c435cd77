using System.Globalization;
using Tocsin.Templates.Formatting;
using Tocsin.Templates.GoTime;
using Tocsin.Templates.Values;

namespace Tocsin.Templates.Functions;

/// <summary>Numbers for people, as Prometheus prints them.</summary>
// Source: Prometheus common, helpers/templates, and Prometheus template for the other units.
public static class Humanize
{
    private static readonly string[] LargeUnits = ["k", "M", "G", "T", "P", "E", "Z", "Y"];
    private static readonly string[] SmallUnits = ["m", "u", "n", "p", "f", "a", "z", "y"];
    private static readonly string[] BinaryUnits = ["ki", "Mi", "Gi", "Ti", "Pi", "Ei", "Zi", "Yi"];

    /// <summary>With a decimal prefix: <c>1.235M</c>, <c>12.3m</c>.</summary>
    public static string WithPrefix(double value) => value == 0 || !double.IsFinite(value) ? Round(value)
        : Math.Abs(value) >= 1 ? Scale(value, 1000, LargeUnits)
        : Small(value, "");

    /// <summary>With a binary prefix: <c>1.5Gi</c>.</summary>
    public static string WithBinaryPrefix(double value) =>
        Math.Abs(value) <= 1 || !double.IsFinite(value) ? Round(value) : Scale(value, 1024, BinaryUnits);

    /// <summary>A ratio as per cent: <c>12.35%</c>.</summary>
    public static string Percentage(double value) => Round(value * 100) + "%";

    /// <summary>Seconds since 1970 as a date in UTC.</summary>
    /// <exception cref="GoErrorException">No time that far can be told.</exception>
    public static string Timestamp(double seconds) =>
        double.IsFinite(seconds) ? ToMoment(seconds).ToString() : Round(seconds);

    /// <summary>Seconds as days, hours, minutes and seconds: <c>1h 2m 3s</c>, <c>12.3ms</c>.</summary>
    public static string Duration(double seconds) => !double.IsFinite(seconds) ? Round(seconds)
        : seconds == 0 ? Round(seconds) + "s"
        : Math.Abs(seconds) >= 1 ? Long(seconds)
        : Small(seconds, "s");

    /// <summary>The number that a function for people is given.</summary>
    /// <exception cref="GoErrorException">It is none.</exception>
    public static double ToFloat(GoValue value) => value switch
    {
        GoFloat number => number.Value,
        GoInt number when ReferenceEquals(number.Type, TimeTypes.Duration) =>
            (number.Value / GoDuration.Second) + ((double)(number.Value % GoDuration.Second) / GoDuration.Second),
        GoInt number when ReferenceEquals(number.Type, GoTypes.Int) || ReferenceEquals(number.Type, GoTypes.Int64) =>
            number.Value,
        GoString text when ReferenceEquals(text.Type, GoTypes.String) => Parse(text.Text),
        _ => throw new GoErrorException($"can't convert {(value.IsNil ? "<nil>" : value.Type.Name)} to float"),
    };

    /// <summary>The moment of seconds since 1970, to the millisecond.</summary>
    /// <exception cref="GoErrorException">No time that far can be told.</exception>
    public static GoMoment ToMoment(double seconds)
    {
        if (!double.IsFinite(seconds))
        {
            throw new GoErrorException("value is NaN or Inf");
        }

        double nanos = seconds * 1e9;
        if (nanos is > long.MaxValue or < long.MinValue)
        {
            throw new GoErrorException(
                $"{FloatFormat.Format(seconds, 'g', -1)} cannot be represented as a nanoseconds timestamp since it " +
                "overflows int64");
        }

        long millis = (nanos < long.MaxValue ? (long)nanos : long.MinValue) / 1_000_000;
        (long whole, long rest) = Math.DivRem(millis, 1000);
        return rest < 0
            ? new GoMoment(whole - 1, (int)(rest + 1000) * 1_000_000, GoZone.Utc)
            : new GoMoment(whole, (int)rest * 1_000_000, GoZone.Utc);
    }

    private static string Long(double seconds)
    {
        string sign = seconds < 0 ? "-" : "";
        double size = Math.Abs(seconds);
        // Go's conversion of what does not fit gives the smallest integer; nothing real is that long.
        long whole = size < long.MaxValue ? (long)size : long.MinValue;
        (long days, long hours, long minutes, long rest) =
            (whole / 86400, whole / 3600 % 24, whole / 60 % 60, whole % 60);
        return days != 0 ? string.Create(CultureInfo.InvariantCulture, $"{sign}{days}d {hours}h {minutes}m {rest}s")
            : hours != 0 ? string.Create(CultureInfo.InvariantCulture, $"{sign}{hours}h {minutes}m {rest}s")
            : minutes != 0 ? string.Create(CultureInfo.InvariantCulture, $"{sign}{minutes}m {rest}s")
            : sign + Round(size) + "s";
    }

    private static string Scale(double value, double step, string[] units)
    {
        string prefix = "";
        foreach (string unit in units)
        {
            if (Math.Abs(value) < step)
            {
                break;
            }

            prefix = unit;
            value /= step;
        }

        return Round(value) + prefix;
    }

    private static string Small(double value, string unitName)
    {
        string prefix = "";
        foreach (string unit in SmallUnits)
        {
            if (Math.Abs(value) >= 1)
            {
                break;
            }

            prefix = unit;
            value *= 1000;
        }

        return string.Concat(Round(value), prefix, unitName);
    }

    private static string Round(double value) => FloatFormat.Format(value, 'g', 4);

    private static double Parse(string text)
    {
        if (GoNumbers.TryParseFloat(text, out double number))
        {
            return number;
        }

        string problem = double.IsInfinity(number) ? "value out of range" : "invalid syntax";
        throw new GoErrorException($"strconv.ParseFloat: parsing {GoStrings.Quote(text)}: {problem}");
    }
}
