using FsCheck;
using FsCheck.Fluent;
using Tocsin.Model;
using Tocsin.Routing.Config;
using Tocsin.Routing.TimeIntervals;
using FsConfig = FsCheck.Config;

namespace Tocsin.Routing.Tests.TimeIntervals;

public sealed class TimeIntervalProperties
{
    private static readonly string?[] Zones =
        [null, "Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Asia/Kathmandu", "Pacific/Apia", "America/St_Johns"];

    // The days around which clocks jump, and a leap day.
    private static readonly DateTimeOffset[] Days =
    [
        new(2026, 3, 28, 0, 0, 0, default), new(2026, 10, 24, 0, 0, 0, default), new(2026, 3, 7, 0, 0, 0, default),
        new(2026, 10, 31, 0, 0, 0, default), new(2026, 4, 4, 0, 0, 0, default), new(2026, 10, 3, 0, 0, 0, default),
        new(2028, 2, 28, 0, 0, 0, default), new(2026, 12, 31, 0, 0, 0, default),
    ];

    [Fact]
    public void The_next_change_is_the_first_minute_that_answers_otherwise()
    {
        Prop.ForAll(ArbMap.Default.ArbFor<int>(), seed =>
        {
            var random = new Random(seed);
            TimeSpecConfig[] specs = [.. Enumerable.Range(0, random.Next(1, 3)).Select(_ => Spec(random))];
            var model = new TimeIntervalModel(new() { Name = "x", TimeIntervals = specs }, TimeZoneInfo.Utc);
            Instant at = Instant.From(Days[random.Next(Days.Length)]) + TimeSpan.FromMinutes(random.Next(2 * 1440));
            Instant? next = model.NextChange(at);
            bool inside = model.Contains(at);

            // Every boundary and every jump of these zones in these years lies on a whole minute.
            for (Instant minute = at + TimeSpan.FromMinutes(1); minute < at + TimeSpan.FromDays(3); minute += TimeSpan.FromMinutes(1))
            {
                if (model.Contains(minute) != inside)
                {
                    return next == minute;
                }
            }

            return next is null || next >= at + TimeSpan.FromDays(3);
        }).Check(FsConfig.QuickThrowOnFailure.WithMaxTest(300));
    }

    private static TimeSpecConfig Spec(Random random) => new()
    {
        Times = random.Next(3) == 0 ? null : [.. Enumerable.Range(0, random.Next(1, 3)).Select(_ => Clock(random))],
        Weekdays = random.Next(2) == 0 ? null : [new(random.Next(0, 3), random.Next(3, 7))],
        DaysOfMonth = random.Next(2) == 0 ? null : [new(random.Next(1, 28), 31), new(-3, -1)],
        Months = random.Next(3) == 0 ? [new(random.Next(1, 6), random.Next(6, 13))] : null,
        Location = Zones[random.Next(Zones.Length)],
    };

    private static TimeRange Clock(Random random)
    {
        int start = random.Next(0, 96) * 15;
        return new(start, start + (random.Next(1, 97 - (start / 15)) * 15));
    }
}
