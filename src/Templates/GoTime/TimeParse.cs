using System.Text;

namespace Tocsin.Templates.GoTime;

/// <summary>Reads times by Go's layouts.</summary>
// Source: Go time, ParseInLocation with UTC: what it takes, what it refuses, and its messages.
public sealed partial class TimeParse
{
    private readonly string _layout;
    private readonly string _value;
    private string _rest;
    private long _year;
    private int _month = -1;
    private int _day = -1;
    private int _yearDay = -1;
    private int _hour;
    private int _minute;
    private int _second;
    private int _nanos;
    private bool? _isPm;
    private GoZone? _zone;
    private int? _offset;
    private string _zoneName = "";
    private string _range = "";

    private TimeParse(string layout, string value) => (_layout, _value, _rest) = (layout, value, value);

    /// <summary>Reads a time; what names no zone is UTC. The error is Go's message.</summary>
    public static bool TryParse(string layout, string value, out GoMoment moment, out string error)
    {
        var parse = new TimeParse(layout, value);
        moment = default;
        error = parse.Read() ?? "";
        if (error.Length > 0)
        {
            return false;
        }

        error = parse.SettleDate() ?? "";
        if (error.Length > 0)
        {
            return false;
        }

        moment = parse.ToMoment();
        return true;
    }

    private string? Read()
    {
        int at = 0;
        while (true)
        {
            LayoutChunk chunk = TimeLayout.Next(_layout, at);
            string prefix = _layout[at..chunk.Start];
            if (!Skip(prefix))
            {
                return CannotParse(prefix, _rest);
            }

            if (chunk.Element == LayoutElement.None)
            {
                return _rest.Length == 0 ? null : Fault(": extra text: " + Quote(_rest));
            }

            at = chunk.End;
            string hold = _rest;
            bool ok = ReadElement(chunk, at);
            if (_range.Length > 0)
            {
                return Fault($": {_range} out of range");
            }

            if (!ok)
            {
                return CannotParse(_layout[chunk.Start..chunk.End], hold);
            }
        }
    }

    private bool ReadElement(LayoutChunk chunk, int next)
    {
        switch (chunk.Element)
        {
            case LayoutElement.Fraction0:
                return _rest.Length >= chunk.Digits + 1 && ReadNanos(chunk.Digits + 1);
            case LayoutElement.Fraction9:
                return ReadOptionalFraction();
            case LayoutElement.Second or LayoutElement.ZeroSecond:
                return ReadSecond(chunk.Element == LayoutElement.ZeroSecond, next);
            case LayoutElement.Abbreviation:
                return ReadAbbreviation();
            case >= LayoutElement.Iso and <= LayoutElement.OffsetColonSeconds:
                return ReadOffset(chunk.Element);
            case LayoutElement.UpperPm:
                return ReadPm("PM", "AM");
            case LayoutElement.LowerPm:
                return ReadPm("pm", "am");
            case >= LayoutElement.Hour and <= LayoutElement.ZeroMinute:
                return ReadHourOrMinute(chunk.Element);
            default:
                return ReadDate(chunk.Element);
        }
    }

    private bool ReadDate(LayoutElement element)
    {
        switch (element)
        {
            case LayoutElement.Year:
                return ReadShortYear();
            case LayoutElement.LongYear:
                return ReadLongYear();
            case LayoutElement.Month:
                return ReadName(TimeFormat.Months, 3, out _month, 1);
            case LayoutElement.LongMonth:
                return ReadName(TimeFormat.Months, 0, out _month, 1);
            case LayoutElement.WeekDay:
                return ReadName(TimeFormat.Days, 3, out _, 0);
            case LayoutElement.LongWeekDay:
                return ReadName(TimeFormat.Days, 0, out _, 0);
            case LayoutElement.NumMonth or LayoutElement.ZeroMonth:
                bool ok = ReadNumber(element == LayoutElement.ZeroMonth, out _month);
                _range = ok && _month is <= 0 or > 12 ? "month" : "";
                return ok;
            case LayoutElement.UnderYearDay or LayoutElement.ZeroYearDay:
                return ReadYearDay(element == LayoutElement.ZeroYearDay);
            default:
                SkipSpaces(element == LayoutElement.UnderDay ? 1 : 0);
                return ReadNumber(element == LayoutElement.ZeroDay, out _day);
        }
    }

    private bool ReadHourOrMinute(LayoutElement element)
    {
        bool isFixed = element is LayoutElement.ZeroHour12 or LayoutElement.ZeroMinute;
        bool ok = ReadNumber(isFixed, out int number);
        if (element is LayoutElement.Minute or LayoutElement.ZeroMinute)
        {
            _minute = number;
            _range = number >= 60 ? "minute" : "";
        }
        else
        {
            _hour = number;
            _range = number > (element == LayoutElement.Hour ? 23 : 12) ? "hour" : "";
        }

        return ok;
    }

    // Fractional seconds after the seconds are taken even if the layout does not mention them.
    private bool ReadSecond(bool isFixed, int next)
    {
        bool ok = ReadNumber(isFixed, out _second);
        if (_second >= 60)
        {
            _range = "second";
            return false;
        }

        if (!ok || _rest.Length < 2 || _rest[0] is not ('.' or ',') || !char.IsAsciiDigit(_rest[1])
            || TimeLayout.Next(_layout, next).Element is LayoutElement.Fraction0 or LayoutElement.Fraction9)
        {
            return ok;
        }

        int length = 2;
        while (length < _rest.Length && char.IsAsciiDigit(_rest[length]))
        {
            length++;
        }

        return ReadNanos(length);
    }

    private bool ReadOptionalFraction()
    {
        int length = 1;
        while (length < 10 && length < _rest.Length && char.IsAsciiDigit(_rest[length]))
        {
            length++;
        }

        return length == 1 || _rest[0] is not ('.' or ',') || ReadNanos(length);
    }

    private bool ReadNanos(int length)
    {
        ReadOnlySpan<char> digits = _rest.AsSpan(1, Math.Min(length, 10) - 1);
        if (_rest[0] is not ('.' or ',') || digits.ContainsAnyExceptInRange('0', '9'))
        {
            return false;
        }

        int nanos = 0;
        for (int i = 0; i < 9; i++)
        {
            nanos = (nanos * 10) + (i < digits.Length ? digits[i] - '0' : 0);
        }

        _nanos = nanos;
        _rest = _rest[length..];
        return true;
    }

    private bool ReadShortYear()
    {
        if (_rest.Length < 2 || !char.IsAsciiDigit(_rest[0]) || !char.IsAsciiDigit(_rest[1]))
        {
            return false;
        }

        int year = ((_rest[0] - '0') * 10) + _rest[1] - '0';
        // Unix time starts on the last day of 1969 in some zones.
        _year = year >= 69 ? year + 1900 : year + 2000;
        _rest = _rest[2..];
        return true;
    }

    private bool ReadLongYear()
    {
        if (_rest.Length < 4 || _rest.AsSpan(0, 4).ContainsAnyExceptInRange('0', '9'))
        {
            return false;
        }

        _year = int.Parse(_rest.AsSpan(0, 4), System.Globalization.CultureInfo.InvariantCulture);
        _rest = _rest[4..];
        return true;
    }

    private bool ReadYearDay(bool isFixed)
    {
        SkipSpaces(isFixed ? 0 : 2);
        int length = 0;
        int number = 0;
        while (length < 3 && length < _rest.Length && char.IsAsciiDigit(_rest[length]))
        {
            number = (number * 10) + _rest[length++] - '0';
        }

        if (length == 0 || (isFixed && length != 3))
        {
            return false;
        }

        _yearDay = number;
        _rest = _rest[length..];
        return true;
    }

    private bool ReadPm(string pm, string am)
    {
        if (_rest.StartsWith(pm, StringComparison.Ordinal) || _rest.StartsWith(am, StringComparison.Ordinal))
        {
            _isPm = _rest[0] == pm[0];
            _rest = _rest[2..];
            return true;
        }

        return false;
    }

    private bool ReadName(string[] names, int length, out int index, int first)
    {
        for (int i = 0; i < names.Length; i++)
        {
            ReadOnlySpan<char> name = length == 0 ? names[i] : names[i].AsSpan(0, length);
            if (_rest.AsSpan().StartsWith(name, StringComparison.OrdinalIgnoreCase))
            {
                index = i + first;
                _rest = _rest[name.Length..];
                return true;
            }
        }

        index = -1;
        return false;
    }

    private bool ReadNumber(bool isFixed, out int number)
    {
        number = 0;
        if (_rest.Length == 0 || !char.IsAsciiDigit(_rest[0]))
        {
            return false;
        }

        bool two = _rest.Length > 1 && char.IsAsciiDigit(_rest[1]);
        if (!two && isFixed)
        {
            return false;
        }

        number = two ? ((_rest[0] - '0') * 10) + _rest[1] - '0' : _rest[0] - '0';
        _rest = _rest[(two ? 2 : 1)..];
        return true;
    }

    private void SkipSpaces(int count)
    {
        for (int i = 0; i < count && _rest.StartsWith(' '); i++)
        {
            _rest = _rest[1..];
        }
    }

    // A run of spaces in the layout stands for any run of spaces, also none at the end.
    private bool Skip(string prefix)
    {
        int value = 0;
        for (int at = 0; at < prefix.Length;)
        {
            if (prefix[at] == ' ')
            {
                if (value < _rest.Length && _rest[value] != ' ')
                {
                    _rest = _rest[value..];
                    return false;
                }

                at += prefix.AsSpan(at).IndexOfAnyExcept(' ') is var run and >= 0 ? run : prefix.Length - at;
                value += _rest.AsSpan(value).IndexOfAnyExcept(' ') is var gap and >= 0 ? gap : _rest.Length - value;
                continue;
            }

            if (value >= _rest.Length || _rest[value] != prefix[at])
            {
                _rest = _rest[value..];
                return false;
            }

            at++;
            value++;
        }

        _rest = _rest[value..];
        return true;
    }

    private string Fault(string message) => "parsing time " + Quote(_value) + message;

    private string CannotParse(string element, string rest) =>
        Fault($" as {Quote(_layout)}: cannot parse {Quote(rest)} as {Quote(element)}");

    // Go's time package quotes for itself: every byte beyond printable ASCII becomes \xNN.
    private static string Quote(string text)
    {
        var quoted = new StringBuilder().Append('"');
        foreach (byte b in Values.GoText.ToBytes(text))
        {
            _ = b is < (byte)' ' or >= 0x80
                ? quoted.Append("\\x").Append(Convert.ToHexStringLower([b]))
                : quoted.Append(b is (byte)'"' or (byte)'\\' ? "\\" : "").Append((char)b);
        }

        return quoted.Append('"').ToString();
    }
}
