using System.Globalization;
using Tocsin.Templates.Values;

namespace Tocsin.Templates.GoTime;

/// <summary>A <c>time.Time</c> in a template.</summary>
public sealed class TimeValue(GoMoment moment) : GoStruct
{
    /// <summary>The moment.</summary>
    public GoMoment Moment { get; } = moment;

    /// <inheritdoc/>
    public override GoType Type => TimeTypes.Time;

    /// <inheritdoc/>
    public override string Stringer => Moment.ToString();

    // What Go keeps in a time; a verb that cannot print a time prints these.
    /// <inheritdoc/>
    public override GoValue FieldAt(int index) => index switch
    {
        0 => new GoInt(Moment.Nanos, TimeTypes.Uint64),
        1 => new GoInt(Moment.Seconds + GoMoment.UnixEpochFromZero, GoTypes.Int64),
        _ => new GoInt(0, TimeTypes.Uint64),
    };

    /// <summary>As <c>%#v</c> prints it.</summary>
    internal string ToGoSyntax()
    {
        CivilTime civil = Moment.ToCivil();
        string zone = Moment.Zone.Name switch
        {
            "UTC" => "time.UTC",
            "Local" => "time.Local",
            string name => $"time.Location({GoStrings.Quote(name)})",
        };
        string date = string.Create(
            CultureInfo.InvariantCulture, $"{civil.Year}, time.{TimeFormat.Months[civil.Month - 1]}, {civil.Day}");
        string time = string.Create(
            CultureInfo.InvariantCulture, $"{civil.Hour}, {civil.Minute}, {civil.Second}, {civil.Nanosecond}");
        return $"time.Date({date}, {time}, {zone})";
    }
}

/// <summary>The types of times and their methods.</summary>
public static class TimeTypes
{
    /// <summary><c>time.Duration</c>.</summary>
    public static readonly GoType Duration = new("time.Duration", GoKind.Int) { Underlying = "int64" };

    /// <summary><c>time.Month</c>.</summary>
    public static readonly GoType Month = new("time.Month", GoKind.Int) { Underlying = "int" };

    /// <summary><c>time.Weekday</c>.</summary>
    public static readonly GoType Weekday = new("time.Weekday", GoKind.Int) { Underlying = "int" };

    /// <summary><c>time.Time</c>.</summary>
    public static readonly GoType Time = new("time.Time", GoKind.Struct)
    {
        Fields = [new("wall", null), new("ext", null), new("loc", null)],
    };

    internal static readonly GoType Uint64 = new("uint64", GoKind.Uint);

    private static readonly Func<long, string> MonthName = month =>
        month is >= 1 and <= 12 ? TimeFormat.Months[month - 1] : $"%!Month({month})";

    private static readonly Func<long, string> DayName = day =>
        day is >= 0 and <= 6 ? TimeFormat.Days[day] : $"%!Weekday({day})";

    static TimeTypes()
    {
        Time.WithMethods(TimeMethods());
        Duration.WithMethods(DurationMethods());
        Month.WithMethods(GoFunction.Getter("String", value => GoValue.Of(value.Stringer!)));
        Weekday.WithMethods(GoFunction.Getter("String", value => GoValue.Of(value.Stringer!)));
    }

    /// <summary>Wraps a duration in nanoseconds.</summary>
    public static GoInt DurationOf(long nanos) => new(nanos, Duration, GoDuration.Format);

    private static GoFunction[] TimeMethods() =>
    [
        Of("String", moment => GoValue.Of(moment.ToString())),
        Of("GoString", moment => GoValue.Of(new TimeValue(moment).ToGoSyntax())),
        Of("Year", moment => GoValue.Of(moment.ToCivil().Year)),
        Of("Month", moment => new GoInt(moment.ToCivil().Month, Month, MonthName)),
        Of("Day", moment => GoValue.Of(moment.ToCivil().Day)),
        Of("Weekday", moment => new GoInt(moment.ToCivil().Weekday, Weekday, DayName)),
        Of("YearDay", moment => GoValue.Of(moment.ToCivil().YearDay)),
        Of("Hour", moment => GoValue.Of(moment.ToCivil().Hour)),
        Of("Minute", moment => GoValue.Of(moment.ToCivil().Minute)),
        Of("Second", moment => GoValue.Of(moment.ToCivil().Second)),
        Of("Nanosecond", moment => GoValue.Of(moment.Nanos)),
        Of("Unix", moment => new GoInt(moment.Seconds, GoTypes.Int64)),
        Of("UnixMilli", moment => new GoInt((moment.Seconds * 1000) + (moment.Nanos / 1_000_000), GoTypes.Int64)),
        Of("UnixMicro", moment => new GoInt((moment.Seconds * 1_000_000) + (moment.Nanos / 1000), GoTypes.Int64)),
        Of("UnixNano", moment => new GoInt(moment.UnixNanos, GoTypes.Int64)),
        Of("IsZero", moment => GoValue.Of(moment.IsZero)),
        Of("UTC", moment => new TimeValue(moment.In(GoZone.Utc))),
        GoFunction.Fixed("Local", [], (scope, receiver, _) =>
            new TimeValue(((TimeValue)receiver).Moment.In(scope.LocalZone))),
        GoFunction.Fixed("Format", [GoTypes.String], (_, receiver, arguments) =>
            GoValue.Of(TimeFormat.Format(((TimeValue)receiver).Moment, ((GoString)arguments[0]).Text))),
        GoFunction.Fixed("AddDate", [GoTypes.Int, GoTypes.Int, GoTypes.Int], (_, receiver, arguments) =>
            new TimeValue(((TimeValue)receiver).Moment.AddDate(
                Int32(arguments[0]), Int32(arguments[1]), Int32(arguments[2])))),
        WithDuration("Add", (moment, nanos) => moment.Add(nanos)),
        WithDuration("Round", (moment, nanos) => moment.Round(nanos)),
        WithDuration("Truncate", (moment, nanos) => moment.Truncate(nanos)),
        WithTime("Sub", (left, right) => DurationOf(left.Sub(right))),
        WithTime("Before", (left, right) => GoValue.Of(left.CompareInstant(right) < 0)),
        WithTime("After", (left, right) => GoValue.Of(left.CompareInstant(right) > 0)),
        WithTime("Equal", (left, right) => GoValue.Of(left.CompareInstant(right) == 0)),
        WithTime("Compare", (left, right) => GoValue.Of((long)left.CompareInstant(right))),
    ];

    private static GoFunction[] DurationMethods() =>
    [
        GoFunction.Getter("String", value => GoValue.Of(value.Stringer!)),
        Nanos("Nanoseconds", nanos => new GoInt(nanos, GoTypes.Int64)),
        Nanos("Microseconds", nanos => new GoInt(nanos / 1000, GoTypes.Int64)),
        Nanos("Milliseconds", nanos => new GoInt(nanos / 1_000_000, GoTypes.Int64)),
        Nanos("Seconds", nanos => GoValue.Of(Split(nanos, GoDuration.Second))),
        Nanos("Minutes", nanos => GoValue.Of(Split(nanos, 60 * GoDuration.Second))),
        Nanos("Hours", nanos => GoValue.Of(Split(nanos, 3600 * GoDuration.Second))),
        Nanos("Abs", nanos => DurationOf(nanos == long.MinValue ? long.MaxValue : Math.Abs(nanos))),
        GoFunction.Fixed("Round", [Duration], (_, receiver, arguments) =>
            DurationOf(GoDuration.Round(((GoInt)receiver).Value, ((GoInt)arguments[0]).Value))),
        GoFunction.Fixed("Truncate", [Duration], (_, receiver, arguments) =>
            DurationOf(GoDuration.Truncate(((GoInt)receiver).Value, ((GoInt)arguments[0]).Value))),
    ];

    // Whole units and the rest apart, as Go does: one division would round differently.
    private static double Split(long nanos, long unit) => (nanos / unit) + ((double)(nanos % unit) / unit);

    // Years and months beyond any calendar would overflow the arithmetic; they are held to what it can take.
    private static int Int32(GoValue value) => (int)Math.Clamp(((GoInt)value).Value, -100_000_000, 100_000_000);

    private static GoFunction Of(string name, Func<GoMoment, GoValue> body) =>
        GoFunction.Getter(name, receiver => body(((TimeValue)receiver).Moment));

    private static GoFunction Nanos(string name, Func<long, GoValue> body) =>
        GoFunction.Getter(name, receiver => body(((GoInt)receiver).Value));

    private static GoFunction WithDuration(string name, Func<GoMoment, long, GoMoment> body) =>
        GoFunction.Fixed(name, [Duration], (_, receiver, arguments) =>
            new TimeValue(body(((TimeValue)receiver).Moment, ((GoInt)arguments[0]).Value)));

    private static GoFunction WithTime(string name, Func<GoMoment, GoMoment, GoValue> body) =>
        GoFunction.Fixed(name, [Time], (_, receiver, arguments) =>
            body(((TimeValue)receiver).Moment, ((TimeValue)arguments[0]).Moment));
}
