namespace Tocsin.Model;

/// <summary>Reads and writes RFC 3339 times in UTF-8 without allocating.</summary>
public static class Rfc3339
{
    /// <summary>The longest text written: <c>2026-01-01T00:00:00.1234567Z</c>.</summary>
    public const int MaxBytes = 28;

    private const int DateTimeBytes = 19;

    /// <summary>
    /// Reads <c>2026-01-01T00:00:00[.fraction](Z|±hh[:]mm)</c>. Fractions beyond 100 ns are cut. An offset that leaves
    /// the years 1 to 9999 fails.
    /// </summary>
    public static bool TryParse(ReadOnlySpan<byte> text, out Instant at)
    {
        at = default;
        if (text.Length < DateTimeBytes + 1 || !TryReadDateTime(text, out long ticks))
        {
            return false;
        }

        int next = DateTimeBytes;
        if (text[next] == '.' && !TryReadFraction(text, ref next, ref ticks))
        {
            return false;
        }

        if (!TryReadOffset(text[next..], out long offset))
        {
            return false;
        }

        ticks -= offset;
        at = new Instant(ticks);
        return ticks >= 0 && ticks <= DateTime.MaxValue.Ticks;
    }

    /// <summary>Writes with exactly three fractional digits, as the alerts API does; returns the count of bytes.</summary>
    public static int WriteMilliseconds(Instant at, Span<byte> destination)
    {
        WriteDateTime(at, destination);
        destination[DateTimeBytes] = (byte)'.';
        WriteDigits(destination[20..], (int)(at.Ticks % TimeSpan.TicksPerSecond / TimeSpan.TicksPerMillisecond), 3);
        destination[23] = (byte)'Z';
        return 24;
    }

    /// <summary>Writes with as many fractional digits as are not zero (Go's RFC3339Nano).</summary>
    public static int WriteShortest(Instant at, Span<byte> destination)
    {
        WriteDateTime(at, destination);
        int length = DateTimeBytes;
        int fraction = (int)(at.Ticks % TimeSpan.TicksPerSecond);
        if (fraction != 0)
        {
            int digits = 7;
            for (; fraction % 10 == 0; fraction /= 10)
            {
                digits--;
            }

            destination[length++] = (byte)'.';
            WriteDigits(destination[length..], fraction, digits);
            length += digits;
        }

        destination[length++] = (byte)'Z';
        return length;
    }

    private static void WriteDateTime(Instant at, Span<byte> destination)
    {
        DateTime time = at.ToDateTime();
        WriteDigits(destination, time.Year, 4);
        destination[4] = (byte)'-';
        WriteDigits(destination[5..], time.Month, 2);
        destination[7] = (byte)'-';
        WriteDigits(destination[8..], time.Day, 2);
        destination[10] = (byte)'T';
        WriteDigits(destination[11..], time.Hour, 2);
        destination[13] = (byte)':';
        WriteDigits(destination[14..], time.Minute, 2);
        destination[16] = (byte)':';
        WriteDigits(destination[17..], time.Second, 2);
    }

    private static void WriteDigits(Span<byte> destination, int value, int digits)
    {
        for (int i = digits - 1; i >= 0; i--)
        {
            destination[i] = (byte)('0' + (value % 10));
            value /= 10;
        }
    }

    private static bool TryReadDateTime(ReadOnlySpan<byte> text, out long ticks)
    {
        ticks = 0;
        bool shaped = TryReadDigits(text, 0, 4, out int year) & text[4] == '-'
            & TryReadDigits(text, 5, 2, out int month) & text[7] == '-'
            & TryReadDigits(text, 8, 2, out int day) & (text[10] | 0x20) == 't'
            & TryReadDigits(text, 11, 2, out int hour) & text[13] == ':'
            & TryReadDigits(text, 14, 2, out int minute) & text[16] == ':'
            & TryReadDigits(text, 17, 2, out int second);
        if (!shaped || year < 1 || month is < 1 or > 12 || day < 1 || day > DateTime.DaysInMonth(year, month)
            || hour > 23 || minute > 59 || second > 59)
        {
            return false;
        }

        ticks = new DateTime(year, month, day, hour, minute, second, DateTimeKind.Utc).Ticks;
        return true;
    }

    private static bool TryReadDigits(ReadOnlySpan<byte> text, int start, int count, out int value)
    {
        value = 0;
        for (int i = start; i < start + count; i++)
        {
            int digit = text[i] - '0';
            if ((uint)digit > 9)
            {
                return false;
            }

            value = (value * 10) + digit;
        }

        return true;
    }

    private static bool TryReadFraction(ReadOnlySpan<byte> text, ref int next, ref long ticks)
    {
        int start = ++next;
        long unit = TimeSpan.TicksPerSecond / 10;
        for (; next < text.Length && char.IsAsciiDigit((char)text[next]); next++)
        {
            ticks += (text[next] - '0') * unit;
            unit /= 10;
        }

        return next > start;
    }

    private static bool TryReadOffset(ReadOnlySpan<byte> text, out long ticks)
    {
        ticks = 0;
        if (text.Length == 1)
        {
            return (text[0] | 0x20) == 'z';
        }

        if (text.Length is not (5 or 6) || text[0] is not ((byte)'+' or (byte)'-') || (text.Length == 6 && text[3] != ':'))
        {
            return false;
        }

        if (!TryReadDigits(text, 1, 2, out int hours) || !TryReadDigits(text, text.Length - 2, 2, out int minutes)
            || hours > 23 || minutes > 59)
        {
            return false;
        }

        long offset = (hours * TimeSpan.TicksPerHour) + (minutes * TimeSpan.TicksPerMinute);
        ticks = text[0] == '-' ? -offset : offset;
        return true;
    }
}
