using System.Globalization;
using Tocsin.Model;
using Tocsin.Routing.Config;
using Tocsin.Routing.TimeIntervals;

namespace Tocsin.Routing.Tests.TimeIntervals;

public sealed class TimeIntervalTests
{
    private static readonly TimeZoneInfo Local = TimeZoneInfo.FindSystemTimeZoneById("Asia/Kathmandu");

    private static Instant At(string text) => Instant.From(
        DateTimeOffset.Parse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal));

    private static TimeIntervalModel Make(params TimeSpecConfig[] specs) =>
        new(new() { Name = "interval", TimeIntervals = specs }, Local);

    private static TimeRange Clock(string start, string end) => new(Minute(start), Minute(end));

    private static int Minute(string clock) =>
        (int.Parse(clock[..2], CultureInfo.InvariantCulture) * 60) + int.Parse(clock[3..], CultureInfo.InvariantCulture);

    [Theory]
    [InlineData("2026-03-02T08:59:59Z", false)]
    [InlineData("2026-03-02T09:00:00Z", true)]
    [InlineData("2026-03-02T16:59:59.9999999Z", true)]
    [InlineData("2026-03-02T17:00:00Z", false)]
    [InlineData("2026-03-07T12:00:00Z", false)] // A Saturday.
    public void Office_hours_are_half_open_and_on_weekdays_only(string at, bool inside)
    {
        TimeIntervalModel office = Make(new TimeSpecConfig { Times = [Clock("09:00", "17:00")], Weekdays = [new(1, 5)] });
        Assert.Equal(inside, office.Contains(At(at)));
    }

    [Theory]
    [InlineData("2026-03-02T23:59:59.9999999Z", true)]
    [InlineData("2026-03-03T00:00:00Z", false)]
    public void A_day_ends_with_24_00(string at, bool inside)
    {
        Assert.Equal(inside, Make(new TimeSpecConfig { Times = [Clock("18:00", "24:00")] }).Contains(At(at)));
    }

    [Theory]
    [InlineData(1, 5, "2026-02-05", true)]
    [InlineData(1, 5, "2026-02-06", false)]
    [InlineData(-3, -1, "2026-02-26", true)]
    [InlineData(-3, -1, "2026-02-25", false)]
    [InlineData(-3, -1, "2028-02-27", true)]
    [InlineData(-3, -1, "2028-02-26", false)]
    [InlineData(31, 31, "2026-04-30", false)]
    [InlineData(29, 31, "2026-02-28", false)]
    [InlineData(28, 31, "2026-02-28", true)]
    [InlineData(-31, -1, "2026-02-01", true)]
    [InlineData(-31, -30, "2026-02-01", false)]
    [InlineData(-31, -30, "2026-03-02", true)]
    [InlineData(20, -1, "2026-03-31", true)]
    [InlineData(20, -12, "2026-02-20", false)]
    public void Days_of_the_month_may_count_from_its_end(int begin, int end, string day, bool inside)
    {
        Assert.Equal(inside, Make(new TimeSpecConfig { DaysOfMonth = [new(begin, end)] }).Contains(At(day + "T12:00:00Z")));
    }

    [Fact]
    public void Months_and_years_are_inclusive_and_a_thirteenth_month_never_comes()
    {
        TimeIntervalModel summer = Make(new TimeSpecConfig { Months = [new(6, 8)], Years = [new(2026, 2027)] });
        Assert.True(summer.Contains(At("2026-06-01T00:00:00Z")));
        Assert.True(summer.Contains(At("2027-08-31T23:59:59Z")));
        Assert.False(summer.Contains(At("2028-06-01T00:00:00Z")));
        Assert.False(summer.Contains(At("2026-09-01T00:00:00Z")));
        Assert.False(Make(new TimeSpecConfig { Months = [new(13, 13)] }).Contains(At("2026-12-31T00:00:00Z")));
    }

    [Fact]
    public void An_empty_entry_is_always_an_empty_part_never_and_no_entry_never()
    {
        Assert.True(Make(new TimeSpecConfig()).Contains(At("2026-01-01T00:00:00Z")));
        Assert.False(Make(new TimeSpecConfig { Weekdays = [] }).Contains(At("2026-01-01T00:00:00Z")));
        Assert.False(Make().Contains(At("2026-01-01T00:00:00Z")));
        Assert.Null(Make(new TimeSpecConfig()).NextChange(At("2026-01-01T00:00:00Z")));
        Assert.Null(Make().NextChange(At("2026-01-01T00:00:00Z")));
    }

    [Fact]
    public void The_zone_is_UTC_unless_said_and_Local_is_the_hosts()
    {
        TimeRange[] noon = [Clock("12:00", "13:00")];
        Assert.True(Make(new TimeSpecConfig { Times = noon }).Contains(At("2026-01-01T12:30:00Z")));
        Assert.True(Make(new TimeSpecConfig { Times = noon, Location = "Local" }).Contains(At("2026-01-01T06:15:00Z")));
        Assert.False(Make(new TimeSpecConfig { Times = noon, Location = "Local" }).Contains(At("2026-01-01T06:14:59Z")));
        Assert.True(Make(new TimeSpecConfig { Times = noon, Location = "Asia/Tokyo" }).Contains(At("2026-01-01T03:00:00Z")));
    }

    // Spring forward: 02:00 to 03:00 is missing. Fall back: 02:00 to 03:00 comes twice.
    [Theory]
    [InlineData("Europe/Berlin", "2026-03-29T00:59:59Z", false)]
    [InlineData("Europe/Berlin", "2026-03-29T01:00:00Z", false)]
    [InlineData("Europe/Berlin", "2026-10-25T00:00:00Z", true)]
    [InlineData("Europe/Berlin", "2026-10-25T00:59:59Z", true)]
    [InlineData("Europe/Berlin", "2026-10-25T01:00:00Z", true)]
    [InlineData("Europe/Berlin", "2026-10-25T02:00:00Z", false)]
    [InlineData("America/New_York", "2026-03-08T07:00:00Z", false)]
    [InlineData("America/New_York", "2026-11-01T06:59:59Z", false)]
    [InlineData("America/New_York", "2026-11-01T07:00:00Z", true)]
    [InlineData("Australia/Lord_Howe", "2026-04-04T15:29:59Z", false)]
    [InlineData("Australia/Lord_Howe", "2026-04-04T15:30:00Z", true)]
    [InlineData("Australia/Lord_Howe", "2026-10-03T15:29:59Z", false)]
    [InlineData("Australia/Lord_Howe", "2026-10-03T15:30:00Z", true)]
    [InlineData("Australia/Lord_Howe", "2026-10-03T16:00:00Z", false)]
    public void Two_to_three_at_night_follows_the_clock_on_the_wall(string zone, string at, bool inside)
    {
        TimeIntervalModel night = Make(new TimeSpecConfig { Times = [Clock("02:00", "03:00")], Location = zone });
        Assert.Equal(inside, night.Contains(At(at)));
    }

    [Theory]
    [InlineData("2026-03-06T16:00:00Z", "2026-03-06T17:00:00Z")]
    [InlineData("2026-03-06T17:00:00Z", "2026-03-09T09:00:00Z")]
    [InlineData("2026-03-09T08:59:59Z", "2026-03-09T09:00:00Z")]
    public void The_next_change_of_office_hours_skips_the_weekend(string at, string next)
    {
        TimeIntervalModel office = Make(new TimeSpecConfig { Times = [Clock("09:00", "17:00")], Weekdays = [new(1, 5)] });
        Assert.Equal(At(next), office.NextChange(At(at)));
    }

    [Theory]
    [InlineData("2026-03-28T12:00:00Z", "2026-03-30T00:00:00Z")] // The missing hour is passed over: Sunday has none.
    [InlineData("2026-10-25T00:30:00Z", "2026-10-25T02:00:00Z")] // The doubled hour is one stretch.
    public void The_next_change_knows_the_jumps_of_the_clock(string at, string next)
    {
        TimeIntervalModel night = Make(new TimeSpecConfig { Times = [Clock("02:00", "03:00")], Location = "Europe/Berlin" });
        Assert.Equal(At(next), night.NextChange(At(at)));
    }

    [Fact]
    public void A_jump_into_the_interval_is_a_change_at_the_jump()
    {
        TimeIntervalModel night = Make(new TimeSpecConfig { Times = [Clock("02:30", "03:30")], Location = "Europe/Berlin" });
        Assert.Equal(At("2026-03-29T01:00:00Z"), night.NextChange(At("2026-03-29T00:00:00Z")));
    }

    [Fact]
    public void Two_entries_that_touch_are_one_stretch()
    {
        TimeIntervalModel overnight = Make(
            new TimeSpecConfig { Times = [Clock("22:00", "24:00")] }, new TimeSpecConfig { Times = [Clock("00:00", "06:00")] });
        Assert.Equal(At("2026-03-02T06:00:00Z"), overnight.NextChange(At("2026-03-01T23:00:00Z")));
        Assert.Equal(At("2026-03-02T22:00:00Z"), overnight.NextChange(At("2026-03-02T06:00:00Z")));
    }

    [Fact]
    public void A_change_years_away_is_found_and_one_beyond_five_years_is_not()
    {
        TimeIntervalModel year = Make(new TimeSpecConfig { Years = [new(2029, 2029)] });
        Assert.Equal(At("2029-01-01T00:00:00Z"), year.NextChange(At("2026-01-01T00:00:00Z")));
        Assert.Null(year.NextChange(At("2020-01-01T00:00:00Z")));
    }

    [Fact]
    public void The_table_names_the_intervals_that_hold_the_moment()
    {
        var table = new TimeIntervalTable(
        [
            new(new() { Name = "always", TimeIntervals = [new(), new()] }, Local),
            new(new() { Name = "never" }, Local),
        ]);
        Assert.Equal(["always"], table.Containing(["never", "always"], At("2026-01-01T00:00:00Z")));
        Assert.Empty(table.Containing(["never"], At("2026-01-01T00:00:00Z")));
        Assert.Throws<KeyNotFoundException>(() => table.Containing(["other"], At("2026-01-01T00:00:00Z")));
    }

    [Fact]
    public void The_ends_of_time_break_nothing()
    {
        foreach (string zone in (string[])["Pacific/Kiritimati", "America/Los_Angeles"])
        {
            TimeIntervalModel model = Make(new TimeSpecConfig { Times = [Clock("02:00", "03:00")], Location = zone });
            Assert.NotNull(model.NextChange(default));
            Assert.Null(model.NextChange(Instant.Max));
            Assert.False(model.Contains(default));
        }
    }
}
