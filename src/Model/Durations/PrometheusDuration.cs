using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;
using Tocsin.Model.Labels;

namespace Tocsin.Model.Durations;

/// <summary>
/// The durations of configuration files, <c>1d12h</c>: whole numbers with the units y, w, d, h, m, s, ms in that order,
/// each at most once. A day has 24 h, a week 7 d, a year 365 d. Never negative, at most some 292 years.
/// </summary>
// Source: Prometheus common/model, ParseDuration and Duration.String.
public static class PrometheusDuration
{
    /// <summary>The largest duration that the field's 64-bit nanoseconds can hold, in milliseconds.</summary>
    public const long MillisecondsMax = long.MaxValue / 1_000_000;

    // From big to small; the order of parsing and of printing. Years and weeks are printed only if nothing remains.
    private static readonly (string Name, long Milliseconds, bool OnlyIfExact)[] Units =
    [
        ("y", 365L * 24 * 60 * 60 * 1000, true),
        ("w", 7L * 24 * 60 * 60 * 1000, true),
        ("d", 24L * 60 * 60 * 1000, false),
        ("h", 60L * 60 * 1000, false),
        ("m", 60L * 1000, false),
        ("s", 1000, false),
        ("ms", 1, false),
    ];

    /// <summary>Reads a duration; a bare <c>0</c> is the only number that may stand without a unit.</summary>
    public static bool TryParse(string text, out TimeSpan duration, [NotNullWhen(false)] out string? error)
    {
        duration = TimeSpan.Zero;
        error = text.Length == 0 ? "empty duration string" : null;
        if (text is "0" || error is not null)
        {
            return error is null;
        }

        long total = 0;
        int at = 0;
        int unitsFrom = 0;
        while (at < text.Length)
        {
            error = ReadPart(text, ref at, ref unitsFrom, ref total);
            if (error is not null)
            {
                return false;
            }
        }

        duration = TimeSpan.FromMilliseconds(total);
        return true;
    }

    /// <summary>Reads a duration.</summary>
    /// <exception cref="FormatException">It is not one; the message is the field's.</exception>
    public static TimeSpan Parse(string text) =>
        TryParse(text, out TimeSpan duration, out string? error) ? duration : throw new FormatException(error);

    /// <summary>The duration in its own units, cut to milliseconds: <c>90d</c>, <c>1h30m</c>, <c>0s</c>.</summary>
    public static string Format(TimeSpan duration)
    {
        long rest = duration.Ticks / TimeSpan.TicksPerMillisecond;
        if (rest == 0)
        {
            return "0s";
        }

        var text = new StringBuilder(rest < 0 ? "-" : "");
        rest = Math.Abs(rest);
        foreach ((string name, long milliseconds, bool onlyIfExact) in Units)
        {
            if ((!onlyIfExact || rest % milliseconds == 0) && rest >= milliseconds)
            {
                text.Append(CultureInfo.InvariantCulture, $"{rest / milliseconds}{name}");
                rest %= milliseconds;
            }
        }

        return text.ToString();
    }

    private static string? ReadPart(string text, ref int at, ref int unitsFrom, ref long total)
    {
        int start = at;
        while (at < text.Length && char.IsAsciiDigit(text[at]))
        {
            at++;
        }

        bool fits = ulong.TryParse(text.AsSpan(start, at - start), CultureInfo.InvariantCulture, out ulong count);
        int unitStart = at;
        while (at < text.Length && !char.IsAsciiDigit(text[at]))
        {
            at++;
        }

        ReadOnlySpan<char> unit = text.AsSpan(unitStart, at - unitStart);
        if (!fits || unit.IsEmpty)
        {
            return $"not a valid duration string: {GoQuote.Quote(text)}";
        }

        int index = IndexOfUnit(unit);
        if (index < 0)
        {
            return $"unknown unit {GoQuote.Quote(unit.ToString())} in duration {GoQuote.Quote(text)}";
        }

        if (index < unitsFrom)
        {
            return $"not a valid duration string: {GoQuote.Quote(text)}";
        }

        unitsFrom = index + 1;
        Int128 sum = total + ((Int128)count * Units[index].Milliseconds);
        if (sum > MillisecondsMax)
        {
            return "duration out of range";
        }

        total = (long)sum;
        return null;
    }

    private static int IndexOfUnit(ReadOnlySpan<char> unit)
    {
        for (int i = 0; i < Units.Length; i++)
        {
            if (unit.SequenceEqual(Units[i].Name))
            {
                return i;
            }
        }

        return -1;
    }
}
