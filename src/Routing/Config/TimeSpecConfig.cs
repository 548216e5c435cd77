using Tocsin.Yaml;

namespace Tocsin.Routing.Config;

/// <summary>
/// Times described by their parts. A moment lies within if each part that is given holds it; within a part one range is
/// enough. A part that is given but empty holds nothing.
/// </summary>
public sealed record TimeSpecConfig
{
    /// <summary>Times of day; null for any.</summary>
    public IReadOnlyList<TimeRange>? Times { get; init; }

    /// <summary>Days of the week, 0 for Sunday to 6; null for any.</summary>
    public IReadOnlyList<InclusiveRange>? Weekdays { get; init; }

    /// <summary>Days of the month, 1 to 31, or -1 (the last) to -31; null for any.</summary>
    public IReadOnlyList<InclusiveRange>? DaysOfMonth { get; init; }

    /// <summary>Months, 1 to 12; numbers outside hold nothing. Null for any.</summary>
    public IReadOnlyList<InclusiveRange>? Months { get; init; }

    /// <summary>Years; null for any.</summary>
    public IReadOnlyList<InclusiveRange>? Years { get; init; }

    /// <summary>The time zone by its IANA name, or <c>UTC</c> or <c>Local</c>; null for UTC.</summary>
    public string? Location { get; init; }

    /// <summary>How it is read and printed.</summary>
    public static YamlSchema<TimeSpecConfig> Schema { get; } = new YamlSchema<TimeSpecConfig>("timeinterval.TimeInterval", new())
        .Optional("times", TimeRangeTypes.Times, c => c.Times, (c, v) => c with { Times = v })
        .Optional("weekdays", TimeRangeTypes.Weekdays, c => c.Weekdays, (c, v) => c with { Weekdays = v })
        .Optional("days_of_month", TimeRangeTypes.DaysOfMonth, c => c.DaysOfMonth, (c, v) => c with { DaysOfMonth = v })
        .Optional("months", TimeRangeTypes.Months, c => c.Months, (c, v) => c with { Months = v })
        .Optional("years", TimeRangeTypes.Years, c => c.Years, (c, v) => c with { Years = v })
        .Optional("location", TimeRangeTypes.Location, c => c.Location, (c, v) => c with { Location = v })
        .WithoutUnmarshaler();
}

/// <summary>A range of minutes of a day, <c>[start, end)</c>.</summary>
/// <param name="StartMinute">The first minute, 0 to 1439.</param>
/// <param name="EndMinute">The minute after the last, 1 to 1440.</param>
public readonly record struct TimeRange(int StartMinute, int EndMinute);

/// <summary>A range of numbers with both its ends.</summary>
/// <param name="Begin">The first.</param>
/// <param name="End">The last.</param>
public readonly record struct InclusiveRange(int Begin, int End);
