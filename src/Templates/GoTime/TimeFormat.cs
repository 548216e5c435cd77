using System.Globalization;
using System.Text;

namespace Tocsin.Templates.GoTime;

/// <summary>Prints times by Go's layouts.</summary>
// Source: Go time, Time.Format.
public static class TimeFormat
{
    /// <summary>The layout of RFC 3339 with the fractional digits that are not zero.</summary>
    public const string Rfc3339Nano = "2006-01-02T15:04:05.999999999Z07:00";

    internal static readonly string[] Months =
    [
        "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
        "December",
    ];

    internal static readonly string[] Days =
        ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"];

    /// <summary>The time as the layout shows it.</summary>
    public static string Format(GoMoment moment, string layout)
    {
        var text = new StringBuilder(layout.Length + 10);
        CivilTime civil = moment.ToCivil();
        ZoneOffset zone = moment.Offset();
        int at = 0;
        while (true)
        {
            LayoutChunk chunk = TimeLayout.Next(layout, at);
            text.Append(layout, at, chunk.Start - at);
            if (chunk.Element == LayoutElement.None)
            {
                return text.ToString();
            }

            at = chunk.End;
            if (chunk.Element is LayoutElement.Fraction0 or LayoutElement.Fraction9)
            {
                AppendFraction(text, civil.Nanosecond, chunk, layout[chunk.Start]);
            }
            else if (!TryAppendDate(text, civil, chunk.Element) && !TryAppendTime(text, civil, chunk.Element))
            {
                AppendZone(text, zone, chunk.Element);
            }
        }
    }

    private static bool TryAppendDate(StringBuilder text, CivilTime civil, LayoutElement element)
    {
        StringBuilder? done = element switch
        {
            LayoutElement.Year => AppendNumber(text, (civil.Year < 0 ? 0 : civil.Year) % 100, 2),
            LayoutElement.LongYear => AppendNumber(text, civil.Year, 4),
            LayoutElement.Month => text.Append(Months[civil.Month - 1], 0, 3),
            LayoutElement.LongMonth => text.Append(Months[civil.Month - 1]),
            LayoutElement.NumMonth => AppendNumber(text, civil.Month, 0),
            LayoutElement.ZeroMonth => AppendNumber(text, civil.Month, 2),
            LayoutElement.WeekDay => text.Append(Days[civil.Weekday], 0, 3),
            LayoutElement.LongWeekDay => text.Append(Days[civil.Weekday]),
            LayoutElement.Day => AppendNumber(text, civil.Day, 0),
            LayoutElement.UnderDay => text.Append(CultureInfo.InvariantCulture, $"{civil.Day,2}"),
            LayoutElement.ZeroDay => AppendNumber(text, civil.Day, 2),
            LayoutElement.UnderYearDay => text.Append(CultureInfo.InvariantCulture, $"{civil.YearDay,3}"),
            LayoutElement.ZeroYearDay => AppendNumber(text, civil.YearDay, 3),
            _ => null,
        };
        return done is not null;
    }

    private static bool TryAppendTime(StringBuilder text, CivilTime civil, LayoutElement element)
    {
        int hour12 = civil.Hour % 12 == 0 ? 12 : civil.Hour % 12;
        StringBuilder? done = element switch
        {
            LayoutElement.Hour => AppendNumber(text, civil.Hour, 2),
            LayoutElement.Hour12 => AppendNumber(text, hour12, 0),
            LayoutElement.ZeroHour12 => AppendNumber(text, hour12, 2),
            LayoutElement.Minute => AppendNumber(text, civil.Minute, 0),
            LayoutElement.ZeroMinute => AppendNumber(text, civil.Minute, 2),
            LayoutElement.Second => AppendNumber(text, civil.Second, 0),
            LayoutElement.ZeroSecond => AppendNumber(text, civil.Second, 2),
            LayoutElement.UpperPm => text.Append(civil.Hour >= 12 ? "PM" : "AM"),
            LayoutElement.LowerPm => text.Append(civil.Hour >= 12 ? "pm" : "am"),
            _ => null,
        };
        return done is not null;
    }

    private static void AppendZone(StringBuilder text, ZoneOffset zone, LayoutElement element)
    {
        int minutes = Math.Abs(zone.Seconds / 60);
        // Go takes the sign from the minutes, so half a minute west of Greenwich is +0000.
        char sign = zone.Seconds / 60 < 0 ? '-' : '+';
        if (element == LayoutElement.Abbreviation)
        {
            if (zone.Abbreviation.Length > 0)
            {
                text.Append(zone.Abbreviation);
                return;
            }

            AppendNumber(AppendNumber(text.Append(sign), minutes / 60, 2), minutes % 60, 2);
            return;
        }

        if (zone.Seconds == 0 && element <= LayoutElement.IsoColonSeconds)
        {
            text.Append('Z');
            return;
        }

        bool colon = element is LayoutElement.IsoColon or LayoutElement.OffsetColon
            or LayoutElement.IsoColonSeconds or LayoutElement.OffsetColonSeconds;
        AppendNumber(text.Append(sign), minutes / 60, 2);
        if (element is not (LayoutElement.IsoShort or LayoutElement.OffsetShort))
        {
            AppendNumber(text.Append(colon ? ":" : ""), minutes % 60, 2);
        }

        if (element is LayoutElement.IsoSeconds or LayoutElement.OffsetSeconds
            or LayoutElement.IsoColonSeconds or LayoutElement.OffsetColonSeconds)
        {
            AppendNumber(text.Append(colon ? ":" : ""), Math.Abs(zone.Seconds % 60), 2);
        }
    }

    private static void AppendFraction(StringBuilder text, int nanos, LayoutChunk chunk, char separator)
    {
        string digits = nanos.ToString("D9", CultureInfo.InvariantCulture);
        digits = chunk.Digits <= 9 ? digits[..chunk.Digits] : digits;
        if (chunk.Element == LayoutElement.Fraction9)
        {
            digits = digits.TrimEnd('0');
            if (digits.Length == 0)
            {
                return;
            }
        }

        text.Append(separator).Append(digits);
    }

    private static StringBuilder AppendNumber(StringBuilder text, long value, int width)
    {
        string digits = Math.Abs(value).ToString(CultureInfo.InvariantCulture);
        return text.Append(value < 0 ? "-" : "").Append('0', Math.Max(0, width - digits.Length)).Append(digits);
    }
}
