namespace Tocsin.Templates.GoTime;

/// <summary>A date and a time of day without a zone, in the proleptic Gregorian calendar.</summary>
public readonly record struct CivilTime
{
    private const long SecondsPerDay = 86400;

    /// <summary>The year; may be negative.</summary>
    public long Year { get; init; }

    /// <summary>The month from 1.</summary>
    public int Month { get; init; }

    /// <summary>The day of the month from 1.</summary>
    public int Day { get; init; }

    /// <summary>The hour from 0.</summary>
    public int Hour { get; init; }

    /// <summary>The minute from 0.</summary>
    public int Minute { get; init; }

    /// <summary>The second from 0.</summary>
    public int Second { get; init; }

    /// <summary>The nanosecond from 0.</summary>
    public int Nanosecond { get; init; }

    /// <summary>The day of the week; Sunday is 0.</summary>
    public int Weekday => (int)Modulo(DaysFromEpoch(Year, Month, Day) + 4, 7);

    /// <summary>The day of the year from 1.</summary>
    public int YearDay => (int)(DaysFromEpoch(Year, Month, Day) - DaysFromEpoch(Year, 1, 1)) + 1;

    /// <summary>The civil time that many seconds after 1970-01-01T00:00:00.</summary>
    public static CivilTime FromSeconds(long seconds, int nanos)
    {
        long days = (long)Math.Floor((decimal)seconds / SecondsPerDay);
        int rest = (int)(seconds - (days * SecondsPerDay));
        (long year, int month, int day) = DateOf(days);
        return new()
        {
            Year = year,
            Month = month,
            Day = day,
            Hour = rest / 3600,
            Minute = rest / 60 % 60,
            Second = rest % 60,
            Nanosecond = nanos,
        };
    }

    /// <summary>Seconds since 1970-01-01T00:00:00; months and days beyond their range carry over.</summary>
    public long ToSeconds()
    {
        long months = (Year * 12) + Month - 1;
        long year = (long)Math.Floor((decimal)months / 12);
        int month = (int)(months - (year * 12)) + 1;
        return ((DaysFromEpoch(year, month, 1) + Day - 1) * SecondsPerDay) + (Hour * 3600L) + (Minute * 60L) + Second;
    }

    /// <summary>How many days the month has.</summary>
    public static int DaysIn(long year, int month) => month == 12
        ? 31
        : (int)(DaysFromEpoch(year, month + 1, 1) - DaysFromEpoch(year, month, 1));

    /// <summary>The ISO 8601 year and week.</summary>
    public (long Year, int Week) IsoWeek()
    {
        // The week belongs to the year of its Thursday.
        long days = DaysFromEpoch(Year, Month, Day);
        long thursday = days + 3 - Modulo(days + 3, 7);
        (long year, _, _) = DateOf(thursday);
        return (year, (int)((thursday - DaysFromEpoch(year, 1, 1)) / 7) + 1);
    }

    /// <summary>True if February has 29 days.</summary>
    public static bool IsLeap(long year) => year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);

    // Years are counted from March, so that the leap day is the last; 400 years are one era of 146,097 days.
    private static long DaysFromEpoch(long year, int month, int day)
    {
        long shifted = month <= 2 ? year - 1 : year;
        long era = (shifted >= 0 ? shifted : shifted - 399) / 400;
        long yearOfEra = shifted - (era * 400);
        long dayOfYear = (((153 * (month + (month > 2 ? -3 : 9))) + 2) / 5) + day - 1;
        return (era * 146097) + (yearOfEra * 365) + (yearOfEra / 4) - (yearOfEra / 100) + dayOfYear - 719468;
    }

    private static (long Year, int Month, int Day) DateOf(long daysFromEpoch)
    {
        long days = daysFromEpoch + 719468;
        long era = (days >= 0 ? days : days - 146096) / 146097;
        long dayOfEra = days - (era * 146097);
        long yearOfEra = (dayOfEra - (dayOfEra / 1460) + (dayOfEra / 36524) - (dayOfEra / 146096)) / 365;
        long dayOfYear = dayOfEra - ((365 * yearOfEra) + (yearOfEra / 4) - (yearOfEra / 100));
        long shifted = ((5 * dayOfYear) + 2) / 153;
        int day = (int)(dayOfYear - (((153 * shifted) + 2) / 5)) + 1;
        int month = (int)(shifted < 10 ? shifted + 3 : shifted - 9);
        return (yearOfEra + (era * 400) + (month <= 2 ? 1 : 0), month, day);
    }

    private static long Modulo(long value, long by) => ((value % by) + by) % by;
}
