using System.Globalization;
using Tocsin.Templates.Formatting;
using Tocsin.Templates.GoTime;
using Tocsin.Templates.Values;

namespace Tocsin.Templates.Functions;

/// <summary>Durations for people, as Prometheus prints them.</summary>
// Source: Prometheus common, helpers/templates: HumanizeDuration and its conversion to float.
internal static class Humanize
{
    private static readonly string[] SmallUnits = ["m", "u", "n", "p", "f", "a", "z", "y"];

    public static string Duration(GoValue value)
    {
        double seconds = ToFloat(value);
        if (!double.IsFinite(seconds))
        {
            return Round(seconds);
        }

        if (seconds == 0)
        {
            return Round(seconds) + "s";
        }

        return Math.Abs(seconds) >= 1 ? Long(seconds) : Short(seconds);
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

    private static string Short(double seconds)
    {
        string prefix = "";
        foreach (string unit in SmallUnits)
        {
            if (Math.Abs(seconds) >= 1)
            {
                break;
            }

            prefix = unit;
            seconds *= 1000;
        }

        return $"{Round(seconds)}{prefix}s";
    }

    private static string Round(double value) => FloatFormat.Format(value, 'g', 4);

    private static double ToFloat(GoValue value) => value switch
    {
        GoFloat number => number.Value,
        GoInt number when ReferenceEquals(number.Type, TimeTypes.Duration) =>
            (number.Value / GoDuration.Second) + ((double)(number.Value % GoDuration.Second) / GoDuration.Second),
        GoInt number when ReferenceEquals(number.Type, GoTypes.Int) || ReferenceEquals(number.Type, GoTypes.Int64) =>
            number.Value,
        GoString text when ReferenceEquals(text.Type, GoTypes.String) => Parse(text.Text),
        _ => throw new GoErrorException($"can't convert {(value.IsNil ? "<nil>" : value.Type.Name)} to float"),
    };

    private static double Parse(string text) => GoNumbers.TryParseFloat(text, out double number)
        ? number
        : throw new GoErrorException($"strconv.ParseFloat: parsing {GoStrings.Quote(text)}: invalid syntax");
}
