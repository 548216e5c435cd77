using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;

namespace Tocsin.Model.Durations;

/// <summary>
/// Go's durations, <c>1h30m</c>, <c>1.5s</c>, <c>-100us</c>: signed nanoseconds, fractions allowed, units in any order
/// and number. Flags, send time-outs and templates use them.
/// </summary>
/// <param name="Nanoseconds">The signed length.</param>
// Source: Go time, ParseDuration and Duration.String.
public readonly record struct GoDuration(long Nanoseconds) : IComparable<GoDuration>
{
    private const long Microsecond = 1_000;
    private const long Millisecond = 1_000_000;
    private const long Second = 1_000_000_000;

    /// <summary>The duration in 100 ns ticks, cut towards zero.</summary>
    public TimeSpan ToTimeSpan() => new(Nanoseconds / TimeSpan.NanosecondsPerTick);

    /// <summary>The duration of a span, held to the range of about 292 years either way.</summary>
    public static GoDuration From(TimeSpan span) =>
        new((long)Int128.Clamp((Int128)span.Ticks * TimeSpan.NanosecondsPerTick, long.MinValue, long.MaxValue));

    /// <summary>Reads a duration.</summary>
    public static bool TryParse(string text, out GoDuration duration, [NotNullWhen(false)] out string? error)
    {
        int at = text.Length > 0 && text[0] is '-' or '+' ? 1 : 0;
        bool negative = at == 1 && text[0] == '-';
        ulong total = 0;
        duration = default;
        error = at == text.Length ? Invalid(text) : null;
        if (error is null && text.AsSpan(at) is "0")
        {
            return true;
        }

        while (error is null && at < text.Length)
        {
            error = ReadPart(text, ref at, ref total);
        }

        if (error is null && total > long.MaxValue && !(negative && total == 1UL << 63))
        {
            error = Invalid(text);
        }

        duration = error is null ? new(negative ? unchecked(-(long)total) : (long)total) : default;
        return error is null;
    }

    /// <summary>Reads a duration.</summary>
    /// <exception cref="FormatException">It is not one; the message is Go's.</exception>
    public static GoDuration Parse(string text) =>
        TryParse(text, out GoDuration duration, out string? error) ? duration : throw new FormatException(error);

    /// <summary>The span as Go prints it.</summary>
    public static string Format(TimeSpan span) => From(span).ToString();

    /// <inheritdoc/>
    public int CompareTo(GoDuration other) => Nanoseconds.CompareTo(other.Nanoseconds);

    /// <summary>As Go prints it: <c>72h3m0.5s</c>, <c>1.5ms</c>, <c>0s</c>.</summary>
    public override string ToString()
    {
        ulong rest = Nanoseconds < 0 ? unchecked(0UL - (ulong)Nanoseconds) : (ulong)Nanoseconds;
        string sign = Nanoseconds < 0 ? "-" : "";
        switch (rest)
        {
            case 0:
                return "0s";
            case < Microsecond:
                return string.Create(CultureInfo.InvariantCulture, $"{sign}{rest}ns");
            case < Millisecond:
                return $"{sign}{Decimal(rest, Microsecond)}µs";
            case < Second:
                return $"{sign}{Decimal(rest, Millisecond)}ms";
        }

        ulong seconds = rest / Second;
        string secondsText = Decimal(rest % (60 * (ulong)Second), Second);
        return seconds < 60
            ? $"{sign}{secondsText}s"
            : seconds < 3600
                ? string.Create(CultureInfo.InvariantCulture, $"{sign}{seconds / 60}m{secondsText}s")
                : string.Create(CultureInfo.InvariantCulture,
                    $"{sign}{seconds / 3600}h{seconds / 60 % 60}m{secondsText}s");
    }

    private static string Decimal(ulong nanoseconds, long unit)
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"{nanoseconds / (ulong)unit}");
        ulong fraction = nanoseconds % (ulong)unit;
        if (fraction != 0)
        {
            int width = unit.ToString(CultureInfo.InvariantCulture).Length - 1;
            string digits = fraction.ToString(CultureInfo.InvariantCulture).PadLeft(width, '0');
            text.Append('.').Append(digits.TrimEnd('0'));
        }

        return text.ToString();
    }

    private static string? ReadPart(string text, ref int at, ref ulong total)
    {
        int start = at;
        if (!TryReadWhole(text, ref at, out ulong whole))
        {
            return Invalid(text);
        }

        bool hasDigits = at > start;
        (ulong fraction, double scale) = (0, 1);
        if (at < text.Length && text[at] == '.')
        {
            int fractionStart = ++at;
            (fraction, scale) = ReadFraction(text, ref at);
            hasDigits |= at > fractionStart;
        }

        int unitStart = at;
        while (at < text.Length && text[at] != '.' && !char.IsAsciiDigit(text[at]))
        {
            at++;
        }

        if (!hasDigits)
        {
            return Invalid(text);
        }

        if (at == unitStart)
        {
            return $"time: missing unit in duration {Quote(text)}";
        }

        string unit = text[unitStart..at];
        return UnitOf(unit) is { } nanoseconds
            ? Add(text, ref total, (UInt128)whole * nanoseconds, fraction * (nanoseconds / scale))
            : $"time: unknown unit {Quote(unit)} in duration {Quote(text)}";
    }

    private static string? Add(string text, ref ulong total, UInt128 whole, double fraction)
    {
        UInt128 sum = total + whole + (ulong)fraction;
        if (sum > 1UL << 63)
        {
            return Invalid(text);
        }

        total = (ulong)sum;
        return null;
    }

    private static ulong? UnitOf(string unit) => unit switch
    {
        "ns" => 1,
        "us" or "µs" or "μs" => (ulong)Microsecond,
        "ms" => (ulong)Millisecond,
        "s" => (ulong)Second,
        "m" => 60 * (ulong)Second,
        "h" => 3600 * (ulong)Second,
        _ => null,
    };

    private static bool TryReadWhole(string text, ref int at, out ulong whole)
    {
        whole = 0;
        for (; at < text.Length && char.IsAsciiDigit(text[at]); at++)
        {
            if (whole > (1UL << 63) / 10)
            {
                return false;
            }

            whole = (whole * 10) + (ulong)(text[at] - '0');
            if (whole > 1UL << 63)
            {
                return false;
            }
        }

        return true;
    }

    // Digits beyond what 63 bits hold are passed over: they are below a nanosecond of the largest unit.
    private static (ulong Fraction, double Scale) ReadFraction(string text, ref int at)
    {
        ulong fraction = 0;
        double scale = 1;
        bool full = false;
        for (; at < text.Length && char.IsAsciiDigit(text[at]); at++)
        {
            ulong next = full || fraction > long.MaxValue / 10 ? ulong.MaxValue : (fraction * 10) + (ulong)(text[at] - '0');
            full = next > 1UL << 63;
            if (!full)
            {
                fraction = next;
                scale *= 10;
            }
        }

        return (fraction, scale);
    }

    private static string Invalid(string text) => $"time: invalid duration {Quote(text)}";

    // Go's time package has its own quoting: bytes outside printable ASCII become \xNN.
    private static string Quote(string text)
    {
        var quoted = new StringBuilder("\"");
        foreach (byte b in Encoding.UTF8.GetBytes(text))
        {
            _ = b switch
            {
                (byte)'"' or (byte)'\\' => quoted.Append('\\').Append((char)b),
                < 0x20 or >= 0x80 => quoted.Append(CultureInfo.InvariantCulture, $"\\x{b:x2}"),
                _ => quoted.Append((char)b),
            };
        }

        return quoted.Append('"').ToString();
    }
}
