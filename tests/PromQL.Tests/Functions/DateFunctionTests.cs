using System.Globalization;
using FsCheck;
using FsCheck.Fluent;

namespace Tocsin.PromQL.Tests.Functions;

public sealed class DateFunctionTests
{
    [Theory]
    [InlineData("2024-02-29T23:59:59Z", "2024 2 29 29 60 4 23 59")]
    [InlineData("2023-12-31T00:00:00Z", "2023 12 31 31 365 0 0 0")]
    [InlineData("1969-12-31T23:59:30Z", "1969 12 31 31 365 3 23 59")]
    [InlineData("1900-02-28T12:30:00Z", "1900 2 28 28 59 3 12 30")]
    [InlineData("0001-01-01T00:00:00Z", "1 1 1 31 1 1 0 0")]
    [InlineData("9999-12-31T23:59:59Z", "9999 12 31 31 365 5 23 59")]
    public void A_value_is_a_date_in_UTC(string date, string parts)
    {
        long seconds = DateTimeOffset.Parse(date, CultureInfo.InvariantCulture).ToUnixTimeSeconds();
        string[] functions =
        [
            "year", "month", "day_of_month", "days_in_month", "day_of_year", "day_of_week", "hour", "minute",
        ];
        Assert.Equal(parts, string.Join(' ', functions.Select(f => Evaluated.One($"{f}(vector({seconds}))"))));
    }

    [Fact]
    public void Without_a_value_it_is_the_evaluations_instant() =>
        Assert.Equal(["{} 7"], Evaluated.Vector("minute()", "x 0 0 0 0 0 0 0 0"));

    [Fact]
    public void A_part_of_a_second_does_not_count() =>
        Assert.Equal(1969, Evaluated.One("year(vector(-1.9))"));

    // Source: Go 1.25 on amd64, time.Unix(math.MinInt64, 0).UTC().
    [Theory]
    [InlineData("NaN")]
    [InlineData("-Inf")]
    [InlineData("1e300")]
    public void What_is_no_date_is_one_far_away(string value) =>
        Assert.Equal(292277026596, Evaluated.One($"year(vector({value}))"));

    [Fact]
    public void Every_date_that_the_runtime_knows_is_the_same() =>
        Prop.ForAll(Arb.From(Gen.Choose(-621_355_968, int.MaxValue)), hundreds =>
        {
            long seconds = hundreds * 100L;
            DateTime expected = DateTime.UnixEpoch.AddSeconds(seconds);
            string text = "year(v) * 1e8 + day_of_year(v) * 1e5 + hour(v) * 1e3 + minute(v) * 10 + day_of_week(v)"
                .Replace("v)", $"vector({seconds}))", StringComparison.Ordinal);
            double number = (expected.Year * 1e8) + (expected.DayOfYear * 1e5) + (expected.Hour * 1e3)
                + (expected.Minute * 10) + (int)expected.DayOfWeek;
            return Evaluated.One(text) == number
                && Evaluated.One($"month(vector({seconds})) * 100 + day_of_month(vector({seconds}))")
                    == (expected.Month * 100) + expected.Day;
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(500));
}
