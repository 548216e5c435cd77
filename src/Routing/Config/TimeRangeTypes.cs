using System.Globalization;
using System.Text.RegularExpressions;
using Tocsin.Yaml;

namespace Tocsin.Routing.Config;

/// <summary>The grammars of the parts of a time interval.</summary>
// Source: Alertmanager timeinterval; the error texts, misleading ones included, are its own.
internal static partial class TimeRangeTypes
{
    private static readonly string[] DayNames =
        ["sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday"];

    private static readonly string[] MonthNames =
    [
        "", "january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november",
        "december",
    ];

    public static YamlType<IReadOnlyList<TimeRange>?> Times { get; } =
        new GivenList<TimeRange>(YamlTypes.ListOf(new TimeRangeType()));

    public static YamlType<IReadOnlyList<InclusiveRange>?> Weekdays { get; } = ListOf("timeinterval.WeekdayRange", ParseWeekdays,
        range => Print(range, day => DayNames[day]));

    public static YamlType<IReadOnlyList<InclusiveRange>?> DaysOfMonth { get; } =
        ListOf("timeinterval.DayOfMonthRange", ParseDaysOfMonth, range => Print(range, Number));

    public static YamlType<IReadOnlyList<InclusiveRange>?> Months { get; } =
        ListOf("timeinterval.MonthRange", ParseMonths, range => Print(range, Number));

    public static YamlType<IReadOnlyList<InclusiveRange>?> Years { get; } =
        ListOf("timeinterval.YearRange", ParseYears, range => Print(range, Number));

    public static YamlType<string?> Location { get; } = YamlTypes.ParsedOrNull<string>(
        "timeinterval.Location", ParseLocation, name => name is null ? YamlValue.Null : new YamlText(name));

    private delegate string? MemberParser(string text, out int member);

    private static GivenList<InclusiveRange> ListOf(
        string goName, YamlTypes.Parser<InclusiveRange> parse, Func<InclusiveRange, YamlValue> print) =>
        new(YamlTypes.FlowListOf(YamlTypes.Parsed(goName, parse, print)));

    private static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);

    private static YamlText Print(InclusiveRange range, Func<int, string> name) =>
        new(range.Begin == range.End ? name(range.Begin) : $"{name(range.Begin)}:{name(range.End)}");

    private static string? ParseRange(string text, MemberParser parseMember, out InclusiveRange range)
    {
        range = default;
        string[] parts = text.Split(':');
        if (parts.Length > 2)
        {
            return $"couldn't parse range {text}, invalid format";
        }

        if (parseMember(parts[0], out int begin) is { } error)
        {
            return error;
        }

        int end = begin;
        error = parts.Length == 2 ? parseMember(parts[1], out end) : null;
        range = new(begin, end);
        return error;
    }

    private static string? ParseNumber(string text, out int number)
    {
        const NumberStyles Signed = NumberStyles.AllowLeadingSign;
        return int.TryParse(text, Signed, CultureInfo.InvariantCulture, out number)
            ? null
            : $"strconv.Atoi: parsing {Model.Labels.GoQuote.Quote(text)}: " + (long.TryParse(text, Signed, null, out _)
                ? "value out of range"
                : "invalid syntax");
    }

    private static string? ParseWeekdays(string text, out InclusiveRange range)
    {
        string? error = ParseRange(text.ToLowerInvariant(), ParseWeekday, out range);
        return error ?? (range.Begin > range.End ? "start day cannot be before end day" : null);
    }

    private static string? ParseWeekday(string text, out int day)
    {
        day = Array.IndexOf(DayNames, text);
        return day < 0 ? $"{text} is not a valid weekday" : null;
    }

    private static string? ParseDaysOfMonth(string text, out InclusiveRange range)
    {
        if (ParseRange(text.ToLowerInvariant(), ParseNumber, out range) is { } error)
        {
            return error;
        }

        foreach (int day in (int[])[range.Begin, range.End])
        {
            if (day is 0 or < -31 or > 31)
            {
                return $"{Number(day)} is not a valid day of the month: out of range";
            }
        }

        if (range is { Begin: < 0, End: > 0 })
        {
            return "end day must be negative if start day is negative";
        }

        // With the shortest month, what is always wrong is found; the rest depends on the month.
        int begin = range.Begin < 0 ? 28 + range.Begin : range.Begin;
        int end = range.End < 0 ? 28 + range.End : range.End;
        return begin > end
            ? $"end day {Number(range.End)} is always before start day {Number(range.Begin)}"
            : null;
    }

    private static string? ParseMonths(string text, out InclusiveRange range)
    {
        if (ParseRange(text.ToLowerInvariant(), ParseMonth, out range) is { } error)
        {
            return error;
        }

        return range.Begin > range.End
            ? $"end month {MonthName(range.End)} is before start month {MonthName(range.Begin)}"
            : null;
    }

    private static string MonthName(int month) => month is > 0 and <= 12 ? MonthNames[month] : "";

    private static string? ParseMonth(string text, out int month)
    {
        month = text.Length == 0 ? -1 : Array.IndexOf(MonthNames, text);
        return month < 0 && ParseNumber(text, out month) is not null ? $"{text} is not a valid month" : null;
    }

    private static string? ParseYears(string text, out InclusiveRange range)
    {
        string? error = ParseRange(text.ToLowerInvariant(), ParseNumber, out range);
        return error ?? (range.Begin > range.End
            ? $"end year {Number(range.End)} is before start year {Number(range.Begin)}"
            : null);
    }

    private static string? ParseLocation(string text, out string? name)
    {
        name = text.Length == 0 ? "UTC" : text;
        if (name is "UTC" or "Local")
        {
            return null;
        }

        if (name.Contains("..", StringComparison.Ordinal) || name[0] is '/' or '\\')
        {
            return "time: invalid location name";
        }

        return TimeZoneInfo.TryFindSystemTimeZoneById(name, out _) ? null : "unknown time zone " + name;
    }

    private static string? ParseTime(string text, out int minute)
    {
        minute = 0;
        if (!TimeOfDay().IsMatch(text))
        {
            return $"couldn't parse timestamp {text}, invalid format";
        }

        minute = (int.Parse(text.AsSpan(0, 2), CultureInfo.InvariantCulture) * 60)
            + int.Parse(text.AsSpan(3), CultureInfo.InvariantCulture);
        return null;
    }

    [GeneratedRegex(@"\A(([01][0-9]|2[0-3]):[0-5][0-9]|24:00)\z")]
    private static partial Regex TimeOfDay();

    private sealed record ClockTimes(string Start, string End)
    {
        public static YamlSchema<ClockTimes> Schema { get; } = new YamlSchema<ClockTimes>(
            "timeinterval.yamlTimeRange", new("", ""))
            .Field("start_time", YamlTypes.Text, c => c.Start, (c, v) => c with { Start = v })
            .Field("end_time", YamlTypes.Text, c => c.End, (c, v) => c with { End = v })
            .WithoutUnmarshaler();
    }

    private sealed class TimeRangeType : YamlType<TimeRange>
    {
        public override string GoName => "timeinterval.TimeRange";

        public override TimeRange Zero => default;

        public override bool Read(YamlReader reader, YamlNode node, ref TimeRange value)
        {
            int faults = reader.Faults.Count;
            ClockTimes times = ClockTimes.Schema.Initial;
            if (!ClockTimes.Schema.Read(reader, node, ref times) || reader.Faults.Count > faults)
            {
                return false;
            }

            string? error = times.Start.Length == 0 || times.End.Length == 0
                ? "both start and end times must be provided"
                : null;
            int start = 0;
            int end = 0;
            error ??= ParseTime(times.Start, out start) ?? ParseTime(times.End, out end);
            error ??= start >= end ? "start time cannot be equal or greater than end time" : null;
            if (error is not null)
            {
                reader.Fail(node.At, error);
            }

            value = new(start, end);
            return error is null;
        }

        public override YamlValue Write(TimeRange value) =>
            ClockTimes.Schema.Write(new(Clock(value.StartMinute), Clock(value.EndMinute)));

        private static string Clock(int minute) =>
            string.Create(CultureInfo.InvariantCulture, $"{minute / 60:00}:{minute % 60:00}");
    }

    // Null and empty differ: a part given as an empty list holds nothing. Neither is printed, as upstream has it.
    private sealed class GivenList<T>(YamlType<IReadOnlyList<T>> list) : YamlType<IReadOnlyList<T>?>
    {
        public override string GoName => list.GoName;

        public override IReadOnlyList<T>? Zero => null;

        public override bool Read(YamlReader reader, YamlNode node, ref IReadOnlyList<T>? value)
        {
            IReadOnlyList<T> items = [];
            bool good = list.Read(reader, node, ref items);
            value = good ? items : value;
            return good;
        }

        public override YamlValue Write(IReadOnlyList<T>? value) => list.Write(value ?? []);

        public override bool IsEmpty(IReadOnlyList<T>? value) => value is null or { Count: 0 };
    }
}
