namespace Tocsin.Templates.GoTime;

public sealed partial class TimeParse
{
    private bool ReadAbbreviation()
    {
        if (_rest.StartsWith("UTC", StringComparison.Ordinal))
        {
            _zone = GoZone.Utc;
            _rest = _rest[3..];
            return true;
        }

        int length = AbbreviationLength(_rest);
        _zoneName = _rest[..length];
        _rest = _rest[length..];
        return length > 0;
    }

    // Three letters; four that end in T; five that end in T; GMT with an offset; an offset alone; three odd names.
    private static int AbbreviationLength(string value)
    {
        if (value.Length < 3)
        {
            return 0;
        }

        if (value.StartsWith("ChST", StringComparison.Ordinal) || value.StartsWith("MeST", StringComparison.Ordinal))
        {
            return 4;
        }

        if (value.StartsWith("GMT", StringComparison.Ordinal))
        {
            return 3 + SignedOffsetLength(value.AsSpan(3));
        }

        if (value[0] is '+' or '-')
        {
            return SignedOffsetLength(value);
        }

        int upper = 0;
        while (upper < 6 && upper < value.Length && char.IsAsciiLetterUpper(value[upper]))
        {
            upper++;
        }

        return upper switch
        {
            3 => 3,
            4 => value[3] == 'T' || value.StartsWith("WITA", StringComparison.Ordinal) ? 4 : 0,
            5 => value[4] == 'T' ? 5 : 0,
            _ => 0,
        };
    }

    private static int SignedOffsetLength(ReadOnlySpan<char> value)
    {
        if (value.IsEmpty || value[0] is not ('+' or '-'))
        {
            return 0;
        }

        int length = 1;
        int hours = 0;
        while (length < value.Length && char.IsAsciiDigit(value[length]))
        {
            hours = Math.Min((hours * 10) + value[length++] - '0', 100);
        }

        return length == 1 || hours > 23 ? 0 : length;
    }

    private bool ReadOffset(LayoutElement element)
    {
        if (element is LayoutElement.Iso or LayoutElement.IsoShort or LayoutElement.IsoColon && _rest.StartsWith('Z'))
        {
            _zone = GoZone.Utc;
            _rest = _rest[1..];
            return true;
        }

        // The shape of the value, digit for digit: h hours, m minutes, s seconds.
        string shape = element switch
        {
            LayoutElement.IsoColon or LayoutElement.OffsetColon => "hh:mm",
            LayoutElement.IsoShort or LayoutElement.OffsetShort => "hh",
            LayoutElement.IsoColonSeconds or LayoutElement.OffsetColonSeconds => "hh:mm:ss",
            LayoutElement.IsoSeconds or LayoutElement.OffsetSeconds => "hhmmss",
            _ => "hhmm",
        };
        if (_rest.Length < shape.Length + 1 || _rest[0] is not ('+' or '-'))
        {
            return false;
        }

        Span<int> fields = stackalloc int[3];
        fields.Clear();
        for (int i = 0; i < shape.Length; i++)
        {
            char c = _rest[i + 1];
            if (shape[i] == ':' ? c != ':' : !char.IsAsciiDigit(c))
            {
                return false;
            }

            if (shape[i] != ':')
            {
                ref int field = ref fields["hms".IndexOf(shape[i], StringComparison.Ordinal)];
                field = (field * 10) + c - '0';
            }
        }

        // Go 1.20 and later refuse an offset that no clock has.
        _range = fields[0] > 24 ? "time zone offset hour" : fields[1] > 60 ? "time zone offset minute"
            : fields[2] > 60 ? "time zone offset second" : "";
        int seconds = (((fields[0] * 60) + fields[1]) * 60) + fields[2];
        _offset = _rest[0] == '-' ? -seconds : seconds;
        _rest = _rest[(shape.Length + 1)..];
        return true;
    }

    private string? SettleDate()
    {
        if (_isPm == true && _hour < 12)
        {
            _hour += 12;
        }
        else if (_isPm == false && _hour == 12)
        {
            _hour = 0;
        }

        if (_yearDay >= 0)
        {
            int days = CivilTime.IsLeap(_year) ? 366 : 365;
            if (_yearDay < 1 || _yearDay > days)
            {
                return Fault(": day-of-year out of range");
            }

            CivilTime date = CivilTime.FromSeconds(
                new CivilTime { Year = _year, Month = 1, Day = _yearDay }.ToSeconds(), 0);
            if (_month >= 0 && _month != date.Month)
            {
                return Fault(": day-of-year does not match month");
            }

            if (_day >= 0 && _day != date.Day)
            {
                return Fault(": day-of-year does not match day");
            }

            (_month, _day) = (date.Month, date.Day);
        }

        _month = _month < 0 ? 1 : _month;
        _day = _day < 0 ? 1 : _day;
        return _day < 1 || _day > CivilTime.DaysIn(_year, _month) ? Fault(": day out of range") : null;
    }

    private GoMoment ToMoment()
    {
        var civil = new CivilTime
        {
            Year = _year,
            Month = _month,
            Day = _day,
            Hour = _hour,
            Minute = _minute,
            Second = _second,
            Nanosecond = _nanos,
        };
        if (_zone is not null)
        {
            return GoMoment.FromCivil(civil, _zone);
        }

        if (_offset is { } offset)
        {
            bool isUtc = offset == 0 && _zoneName is "" or "UTC";
            return GoMoment.FromCivil(civil, isUtc ? GoZone.Utc : GoZone.Fixed(_zoneName, offset));
        }

        if (_zoneName.Length == 0)
        {
            return GoMoment.FromCivil(civil, GoZone.Utc);
        }

        // UTC knows no other names: the abbreviation is kept, and only GMT+n says how far it is.
        int hours = _zoneName.StartsWith("GMT", StringComparison.Ordinal) && _zoneName.Length > 3
            ? int.Parse(_zoneName.AsSpan(3), System.Globalization.CultureInfo.InvariantCulture)
            : 0;
        return GoMoment.FromCivil(civil with { }, GoZone.Utc).In(GoZone.Fixed(_zoneName, hours * 3600));
    }
}
