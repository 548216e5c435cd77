using System.Buffers;
using System.Globalization;
using Tocsin.Model.Labels;

namespace Tocsin.Tool.CommandLine;

/// <summary>
/// Durations as kingpin's flags take them: Go's <c>1h30m</c>, fractions and signs, and <c>d</c> and <c>w</c>.
/// </summary>
public static class GoDurationText
{
    private static readonly SearchValues<char> Digits = SearchValues.Create("0123456789.");

    private static readonly (string Unit, double Ticks)[] Units =
    [
        ("ns", 0.01), ("us", 10), ("µs", 10), ("μs", 10), ("ms", 10_000), ("s", 1e7), ("m", 6e8), ("h", 3.6e10),
        ("d", 8.64e11), ("w", 6.048e12),
    ];

    /// <summary>Reads <paramref name="text"/>; null and what is wrong when it is no duration.</summary>
    // Source: Go's time.ParseDuration, whose texts users search for.
    public static TimeSpan? Parse(string text, out string? error)
    {
        error = null;
        string rest = text is ['-' or '+', ..] ? text[1..] : text;
        if (rest == "0")
        {
            return TimeSpan.Zero;
        }

        double ticks = 0;
        bool any = false;
        while (rest.Length > 0)
        {
            int digits = rest.AsSpan().IndexOfAnyExcept(Digits);
            string number = digits < 0 ? rest : rest[..digits];
            rest = rest[number.Length..];
            const NumberStyles Plain = NumberStyles.AllowDecimalPoint;
            if (!double.TryParse(number, Plain, CultureInfo.InvariantCulture, out double amount))
            {
                any = false;
                break;
            }

            int letters = rest.AsSpan().IndexOfAny(Digits);
            string unit = letters < 0 ? rest : rest[..letters];
            rest = rest[unit.Length..];
            int found = Array.FindIndex(Units, u => u.Unit == unit);
            if (found < 0)
            {
                error = unit.Length == 0
                    ? $"time: missing unit in duration {GoQuote.Quote(text)}"
                    : $"time: unknown unit {GoQuote.Quote(unit)} in duration {GoQuote.Quote(text)}";
                return null;
            }

            ticks += amount * Units[found].Ticks;
            any = true;
        }

        // Go's durations are 64-bit nanoseconds, about 292 years.
        if (!any || ticks > long.MaxValue / 100)
        {
            error = $"time: invalid duration {GoQuote.Quote(text)}";
            return null;
        }

        return TimeSpan.FromTicks((long)Math.Round(text[0] == '-' ? -ticks : ticks));
    }
}
