namespace Tocsin.PromQL.Functions.Dates;

/// <summary>A day and a time of day in UTC, in the Gregorian calendar without beginning and end.</summary>
/// <remarks>Years reach far beyond what .NET's dates hold: a sample can be any number of seconds.</remarks>
internal readonly struct UtcDate
{
    private const long SecondsOfDay = 86_400;
    private const int DaysOf400Years = 146_097;

    // Go counts from the first day of this year, which begins a cycle of 400 years, with 64 bits and no sign.
    private const long FirstYear = -292_277_022_399;
    private const ulong FirstToUnixSeconds = 9_223_372_028_715_321_600;

    private readonly ulong _day;

    private UtcDate(ulong seconds)
    {
        _day = seconds / SecondsOfDay;
        int second = (int)(seconds % SecondsOfDay);
        Hour = second / 3600;
        Minute = second / 60 % 60;

        // The cycle is the same in every 400 years, so one of .NET's will do.
        var like = new DateTime(2001, 1, 1, 0, 0, 0, DateTimeKind.Utc);
        like = like.AddDays(_day % DaysOf400Years);
        Year = FirstYear + ((long)(_day / DaysOf400Years) * 400) + (like.Year - 2001);
        Month = like.Month;
        Day = like.Day;
        DayOfYear = like.DayOfYear;
        DaysInMonth = DateTime.DaysInMonth(like.Year, like.Month);
    }

    public long Year { get; }

    /// <summary>From 1.</summary>
    public int Month { get; }

    /// <summary>From 1.</summary>
    public int Day { get; }

    /// <summary>From 1.</summary>
    public int DayOfYear { get; }

    public int DaysInMonth { get; }

    public int Hour { get; }

    public int Minute { get; }

    /// <summary>From 0 for Sunday.</summary>
    // The first day of a cycle is a Monday.
    public int DayOfWeek => (int)((_day + 1) % 7);

    /// <summary>The date of a count of seconds since 1970, the fraction cut off.</summary>
    // Source: Go on amd64, where what no 64-bit integer holds, NaN too, becomes the lowest one; arithmetic wraps.
    public static UtcDate FromUnixSeconds(double seconds)
    {
        bool fits = seconds is >= -9223372036854775808.0 and < 9223372036854775808.0;
        return new UtcDate(unchecked((ulong)(fits ? (long)seconds : long.MinValue) + FirstToUnixSeconds));
    }
}
