using Tocsin.Model;
using Tocsin.Routing.Config;

namespace Tocsin.Routing.TimeIntervals;

/// <summary>One entry of a time interval, compiled: every part that is given must hold the moment. Immutable.</summary>
// Source: Alertmanager timeinterval, ContainsTime.
internal sealed class TimeSpecModel
{
    private const int MinutesPerDay = 1440;

    private readonly IReadOnlyList<TimeRange>? _times;
    private readonly IReadOnlyList<InclusiveRange>? _weekdays;
    private readonly IReadOnlyList<InclusiveRange>? _daysOfMonth;
    private readonly IReadOnlyList<InclusiveRange>? _months;
    private readonly IReadOnlyList<InclusiveRange>? _years;
    private readonly TimeZoneInfo _zone;

    // Minutes of the day at which the answer may change, ascending; the last is the midnight that ends the day.
    private readonly int[] _boundaries;

    public TimeSpecModel(TimeSpecConfig config, TimeZoneInfo local)
    {
        _times = config.Times;
        _weekdays = config.Weekdays;
        _daysOfMonth = config.DaysOfMonth;
        _months = config.Months;
        _years = config.Years;
        _zone = config.Location switch
        {
            null or "" or "UTC" => TimeZoneInfo.Utc,
            "Local" => local,
            var name => TimeZoneInfo.FindSystemTimeZoneById(name),
        };
        IEnumerable<int> minutes = (_times ?? []).SelectMany(t => (int[])[t.StartMinute, t.EndMinute]);
        _boundaries = [.. minutes.Where(m => m is > 0 and < MinutesPerDay).Append(MinutesPerDay).Distinct().Order()];
    }

    public bool Contains(Instant at)
    {
        DateTime local = ToLocal(at);
        return ContainsDay(local) && ContainsTime(local);
    }

    /// <summary>
    /// The first instant after <paramref name="at"/> at which the answer may change: a boundary of the day, or a jump of
    /// the clock on the way there.
    /// </summary>
    public Instant NextBoundary(Instant at)
    {
        DateTime local = ToLocal(at);
        int minute = (int)(local.TimeOfDay.Ticks / TimeSpan.TicksPerMinute);
        int next = ContainsDay(local) ? _boundaries.First(b => b > minute) : MinutesPerDay;
        Instant boundary = at + (local.Date.AddMinutes(next) - local);
        return Offset(boundary) == Offset(at) ? boundary : FindJump(at, boundary);
    }

    private bool ContainsDay(DateTime local) =>
        HoldsDayOfMonth(local)
        && Holds(_months, local.Month)
        && Holds(_weekdays, (int)local.DayOfWeek)
        && Holds(_years, local.Year);

    private bool ContainsTime(DateTime local)
    {
        if (_times is null)
        {
            return true;
        }

        int minute = (local.Hour * 60) + local.Minute;
        foreach (TimeRange range in _times)
        {
            if (minute >= range.StartMinute && minute < range.EndMinute)
            {
                return true;
            }
        }

        return false;
    }

    private static bool Holds(IReadOnlyList<InclusiveRange>? ranges, int value)
    {
        if (ranges is null)
        {
            return true;
        }

        foreach (InclusiveRange range in ranges)
        {
            if (value >= range.Begin && value <= range.End)
            {
                return true;
            }
        }

        return false;
    }

    private bool HoldsDayOfMonth(DateTime local)
    {
        if (_daysOfMonth is null)
        {
            return true;
        }

        int days = DateTime.DaysInMonth(local.Year, local.Month);
        foreach (InclusiveRange range in _daysOfMonth)
        {
            // Negative days count from the month's end. What lies outside the month is cut off, not carried over.
            int begin = range.Begin < 0 ? days + range.Begin + 1 : range.Begin;
            int end = range.End < 0 ? days + range.End + 1 : range.End;
            if (begin <= local.Day && local.Day <= end)
            {
                return true;
            }
        }

        return false;
    }

    private DateTime ToLocal(Instant at)
    {
        long ticks = at.Ticks + Offset(at).Ticks;
        return new DateTime(Math.Clamp(ticks, 0, DateTime.MaxValue.Ticks));
    }

    private TimeSpan Offset(Instant at) => _zone.GetUtcOffset(at.ToDateTime());

    // Between two instants of different offsets, at most a day apart, the clock jumps once.
    private Instant FindJump(Instant before, Instant after)
    {
        TimeSpan offset = Offset(before);
        while ((after - before).Ticks > 1)
        {
            Instant middle = before + ((after - before) / 2);
            (before, after) = Offset(middle) == offset ? (middle, after) : (before, middle);
        }

        return after;
    }
}
