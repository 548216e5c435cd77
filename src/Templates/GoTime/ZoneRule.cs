using System.Globalization;

namespace Tocsin.Templates.GoTime;

/// <summary>
/// The rule at the end of a zone file, for times after its last change: <c>CET-1CEST,M3.5.0,M10.5.0/3</c>.
/// </summary>
internal sealed class ZoneRule
{
    private ZoneOffset _standard;
    private ZoneOffset _daylight;
    private Change _start;
    private Change _end;
    private bool _hasDaylight;

    /// <summary>Reads a rule; null if it is empty or not understood, and then the last change stays in force.</summary>
    public static ZoneRule? TryParse(string text)
    {
        var rule = new ZoneRule();
        ReadOnlySpan<char> rest = text;
        if (!TryName(ref rest, out string name) || !TryOffset(ref rest, out int west))
        {
            return null;
        }

        rule._standard = new ZoneOffset(-west, name);
        if (rest.IsEmpty)
        {
            return rule;
        }

        if (!TryName(ref rest, out string daylight))
        {
            return null;
        }

        int ahead = west - 3600;
        if (!rest.IsEmpty && rest[0] != ',' && !TryOffset(ref rest, out ahead))
        {
            return null;
        }

        rule._daylight = new ZoneOffset(-ahead, daylight);
        rule._hasDaylight = true;
        // Without dates, the dates of the United States hold.
        rest = rest.IsEmpty ? ",M3.2.0,M11.1.0" : rest;
        return TryChange(ref rest, out rule._start) && TryChange(ref rest, out rule._end) && rest.IsEmpty ? rule : null;
    }

    public ZoneOffset OffsetAt(long unixSeconds)
    {
        if (!_hasDaylight)
        {
            return _standard;
        }

        // The year in standard time is near enough: no change is at New Year.
        long year = CivilTime.FromSeconds(unixSeconds + _standard.Seconds, 0).Year;
        long start = _start.At(year) - _standard.Seconds;
        long end = _end.At(year) - _daylight.Seconds;
        bool isDaylight = start < end
            ? unixSeconds >= start && unixSeconds < end
            : unixSeconds >= start || unixSeconds < end;
        return isDaylight ? _daylight : _standard;
    }

    private static bool TryName(ref ReadOnlySpan<char> text, out string name)
    {
        int length = 0;
        if (!text.IsEmpty && text[0] == '<')
        {
            length = text.IndexOf('>');
            name = length > 0 ? text[1..length].ToString() : "";
            text = length > 0 ? text[(length + 1)..] : text;
            return length > 0;
        }

        while (length < text.Length && char.IsAsciiLetter(text[length]))
        {
            length++;
        }

        name = text[..length].ToString();
        text = text[length..];
        return length >= 3;
    }

    // [+-]hh[:mm[:ss]]
    private static bool TryOffset(ref ReadOnlySpan<char> text, out int seconds)
    {
        bool negative = !text.IsEmpty && text[0] == '-';
        text = !text.IsEmpty && text[0] is '-' or '+' ? text[1..] : text;
        seconds = 0;
        int unit = 3600;
        do
        {
            if (unit == 0 || !TryNumber(ref text, out int number))
            {
                return false;
            }

            seconds += number * unit;
            unit /= 60;
        }
        while (TryTake(ref text, ':'));
        seconds = negative ? -seconds : seconds;
        return true;
    }

    private static bool TryChange(ref ReadOnlySpan<char> text, out Change change)
    {
        change = default;
        if (!TryTake(ref text, ','))
        {
            return false;
        }

        int month = 0;
        int week = 0;
        ChangeKind kind = TryTake(ref text, 'M') ? ChangeKind.Weekday
            : TryTake(ref text, 'J') ? ChangeKind.DayWithoutLeap
            : ChangeKind.Day;
        if (kind == ChangeKind.Weekday
            && !(TryNumber(ref text, out month) && TryTake(ref text, '.')
                && TryNumber(ref text, out week) && TryTake(ref text, '.')
                && month is >= 1 and <= 12 && week is >= 1 and <= 5))
        {
            return false;
        }

        int time = 7200;
        if (!TryNumber(ref text, out int day) || (TryTake(ref text, '/') && !TryOffset(ref text, out time)))
        {
            return false;
        }

        change = new Change(kind, (month, week, day), time);
        return true;
    }

    private static bool TryNumber(ref ReadOnlySpan<char> text, out int number)
    {
        int length = 0;
        while (length < text.Length && length < 4 && char.IsAsciiDigit(text[length]))
        {
            length++;
        }

        bool ok = int.TryParse(text[..length], NumberStyles.None, CultureInfo.InvariantCulture, out number);
        text = text[length..];
        return ok;
    }

    private static bool TryTake(ref ReadOnlySpan<char> text, char wanted)
    {
        if (text.IsEmpty || text[0] != wanted)
        {
            return false;
        }

        text = text[1..];
        return true;
    }

    private enum ChangeKind : byte
    {
        Weekday,
        DayWithoutLeap,
        Day,
    }

    private readonly record struct Change(ChangeKind Kind, (int Month, int Week, int Day) Date, int TimeSeconds)
    {
        // The change in local seconds since 1970, in the offset before it.
        public long At(long year)
        {
            (int month, int week, int day) = Date;
            if (Kind != ChangeKind.Weekday)
            {
                bool skipsLeapDay = Kind == ChangeKind.DayWithoutLeap && CivilTime.IsLeap(year) && day >= 60;
                int dayOfYear = Kind == ChangeKind.DayWithoutLeap ? day + (skipsLeapDay ? 1 : 0) : day + 1;
                return new CivilTime { Year = year, Month = 1, Day = dayOfYear }.ToSeconds() + TimeSeconds;
            }

            var first = new CivilTime { Year = year, Month = month, Day = 1 };
            int date = 1 + ((day - first.Weekday + 7) % 7) + ((week - 1) * 7);
            // Week 5 is the last one.
            date = date > CivilTime.DaysIn(year, month) ? date - 7 : date;
            return (first with { Day = date }).ToSeconds() + TimeSeconds;
        }
    }
}
