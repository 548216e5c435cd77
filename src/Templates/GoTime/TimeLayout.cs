namespace Tocsin.Templates.GoTime;

/// <summary>The elements of a layout, each written as it would show the reference time.</summary>
internal enum LayoutElement : byte
{
    None,
    Month,
    LongMonth,
    NumMonth,
    ZeroMonth,
    WeekDay,
    LongWeekDay,
    Day,
    UnderDay,
    ZeroDay,
    UnderYearDay,
    ZeroYearDay,
    Hour,
    Hour12,
    ZeroHour12,
    Minute,
    ZeroMinute,
    Second,
    ZeroSecond,
    LongYear,
    Year,
    UpperPm,
    LowerPm,
    Abbreviation,
    Iso,
    IsoSeconds,
    IsoShort,
    IsoColon,
    IsoColonSeconds,
    Offset,
    OffsetSeconds,
    OffsetShort,
    OffsetColon,
    OffsetColonSeconds,
    Fraction0,
    Fraction9,
}

/// <summary>
/// One element of a layout and where it stands: <c>[Start, End)</c>; <see cref="LayoutElement.None"/> at the end.
/// </summary>
internal readonly record struct LayoutChunk(LayoutElement Element, int Start, int End)
{
    /// <summary>The fractional digits that a fraction asks for.</summary>
    public int Digits => End - Start - 1;
}

/// <summary>Finds the elements of Go's time layouts.</summary>
// Source: Go time, nextStdChunk.
internal static class TimeLayout
{
    /// <summary>The next element at or after an offset; what lies before it is text.</summary>
    public static LayoutChunk Next(string layout, int from)
    {
        for (int at = from; at < layout.Length; at++)
        {
            LayoutChunk chunk = Read(layout, at);
            if (chunk.Element != LayoutElement.None)
            {
                return chunk;
            }
        }

        return new LayoutChunk(LayoutElement.None, layout.Length, layout.Length);
    }

    private static LayoutChunk Read(string layout, int at)
    {
        ReadOnlySpan<char> rest = layout.AsSpan(at);
        (LayoutElement element, int length) = rest[0] switch
        {
            'J' => ReadName(rest, ("Jan", LayoutElement.Month), ("January", LayoutElement.LongMonth)),
            'M' when rest.StartsWith("MST") => (LayoutElement.Abbreviation, 3),
            'M' => ReadName(rest, ("Mon", LayoutElement.WeekDay), ("Monday", LayoutElement.LongWeekDay)),
            '0' => ReadZero(rest),
            '1' => rest.StartsWith("15") ? (LayoutElement.Hour, 2) : (LayoutElement.NumMonth, 1),
            '2' => rest.StartsWith("2006") ? (LayoutElement.LongYear, 4) : (LayoutElement.Day, 1),
            '3' => (LayoutElement.Hour12, 1),
            '4' => (LayoutElement.Minute, 1),
            '5' => (LayoutElement.Second, 1),
            'P' when rest.StartsWith("PM") => (LayoutElement.UpperPm, 2),
            'p' when rest.StartsWith("pm") => (LayoutElement.LowerPm, 2),
            '-' => ReadOffset(rest, LayoutElement.Offset),
            'Z' => ReadOffset(rest, LayoutElement.Iso),
            '.' or ',' => ReadFraction(rest),
            _ => (LayoutElement.None, 0),
        };
        return rest[0] == '_' ? ReadUnder(rest, at) : new LayoutChunk(element, at, at + length);
    }

    private static (LayoutElement Element, int Length) ReadName(
        ReadOnlySpan<char> rest, (string Text, LayoutElement Element) brief, (string Text, LayoutElement Element) full)
    {
        if (rest.StartsWith(full.Text))
        {
            return (full.Element, full.Text.Length);
        }

        // "Monthly" is no weekday.
        bool goesOn = rest.Length > 3 && char.IsAsciiLetterLower(rest[3]);
        return rest.StartsWith(brief.Text) && !goesOn ? (brief.Element, 3) : (LayoutElement.None, 0);
    }

    private static (LayoutElement Element, int Length) ReadZero(ReadOnlySpan<char> rest)
    {
        if (rest.StartsWith("002"))
        {
            return (LayoutElement.ZeroYearDay, 3);
        }

        return (rest.Length > 1 ? rest[1] : ' ') switch
        {
            '1' => (LayoutElement.ZeroMonth, 2),
            '2' => (LayoutElement.ZeroDay, 2),
            '3' => (LayoutElement.ZeroHour12, 2),
            '4' => (LayoutElement.ZeroMinute, 2),
            '5' => (LayoutElement.ZeroSecond, 2),
            '6' => (LayoutElement.Year, 2),
            _ => (LayoutElement.None, 0),
        };
    }

    // "_2006" is an underscore and a year, not a padded day and "006".
    private static LayoutChunk ReadUnder(ReadOnlySpan<char> rest, int at)
    {
        if (rest.StartsWith("_2006"))
        {
            return new LayoutChunk(LayoutElement.LongYear, at + 1, at + 5);
        }

        return rest.StartsWith("_2") ? new LayoutChunk(LayoutElement.UnderDay, at, at + 2)
            : rest.StartsWith("__2") ? new LayoutChunk(LayoutElement.UnderYearDay, at, at + 3)
            : new LayoutChunk(LayoutElement.None, at, at);
    }

    private static (LayoutElement Element, int Length) ReadOffset(ReadOnlySpan<char> rest, LayoutElement plain)
    {
        ReadOnlySpan<char> digits = rest[1..];
        return digits switch
        {
            _ when digits.StartsWith("070000") => (plain + 1, 7),
            _ when digits.StartsWith("07:00:00") => (plain + 4, 9),
            _ when digits.StartsWith("0700") => (plain, 5),
            _ when digits.StartsWith("07:00") => (plain + 3, 6),
            _ when digits.StartsWith("07") => (plain + 2, 3),
            _ => (LayoutElement.None, 0),
        };
    }

    private static (LayoutElement Element, int Length) ReadFraction(ReadOnlySpan<char> rest)
    {
        if (rest.Length < 2 || rest[1] is not ('0' or '9'))
        {
            return (LayoutElement.None, 0);
        }

        int length = 1;
        while (length < rest.Length && rest[length] == rest[1])
        {
            length++;
        }

        // A fraction ends where the digits end: ".003" is text.
        return length < rest.Length && char.IsAsciiDigit(rest[length])
            ? (LayoutElement.None, 0)
            : (rest[1] == '0' ? LayoutElement.Fraction0 : LayoutElement.Fraction9, length);
    }
}
