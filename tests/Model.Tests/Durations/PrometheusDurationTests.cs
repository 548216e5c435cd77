using Tocsin.Model.Durations;

namespace Tocsin.Model.Tests.Durations;

public sealed class PrometheusDurationTests
{
    [Theory]
    [InlineData("0", 0)]
    [InlineData("0s", 0)]
    [InlineData("0w", 0)]
    [InlineData("324ms", 324)]
    [InlineData("3s", 3_000)]
    [InlineData("5m", 300_000)]
    [InlineData("1h", 3_600_000)]
    [InlineData("4d1h", 349_200_000)]
    [InlineData("3w2d1h", 1_990_800_000)]
    [InlineData("10y", 315_360_000_000)]
    [InlineData("1y2w3d4h5m6s7ms", 33_019_506_007)]
    [InlineData("007s", 7_000)]
    public void Units_from_big_to_small_add_up(string text, long milliseconds)
    {
        Assert.Equal(TimeSpan.FromMilliseconds(milliseconds), PrometheusDuration.Parse(text));
    }

    [Theory]
    [InlineData("", "empty duration string")]
    [InlineData("1", "not a valid duration string: \"1\"")]
    [InlineData("30", "not a valid duration string: \"30\"")]
    [InlineData("1y1m1d", "not a valid duration string: \"1y1m1d\"")]
    [InlineData("1s1s", "not a valid duration string: \"1s1s\"")]
    [InlineData("-1w", "not a valid duration string: \"-1w\"")]
    [InlineData(" 1w", "not a valid duration string: \" 1w\"")]
    [InlineData("99999999999999999999y", "not a valid duration string: \"99999999999999999999y\"")]
    [InlineData("1.5d", "unknown unit \".\" in duration \"1.5d\"")]
    [InlineData("1 s", "unknown unit \" s\" in duration \"1 s\"")]
    [InlineData("1µs", "unknown unit \"µs\" in duration \"1µs\"")]
    [InlineData("294y", "duration out of range")]
    [InlineData("200y10400w", "duration out of range")]
    [InlineData("9223372036855ms", "duration out of range")]
    public void A_bad_duration_is_refused_in_upstreams_words(string text, string expected)
    {
        Assert.False(PrometheusDuration.TryParse(text, out TimeSpan duration, out string? error));
        Assert.Equal(expected, error);
        Assert.Equal(TimeSpan.Zero, duration);
    }

    [Theory]
    [InlineData("0s", "0s")]
    [InlineData("9223372036854ms", "106751d23h47m16s854ms")]
    [InlineData("3600s", "1h")]
    [InlineData("90m", "1h30m")]
    [InlineData("90d", "90d")]
    [InlineData("14d", "2w")]
    [InlineData("365d", "1y")]
    [InlineData("8d", "8d")]
    [InlineData("1w1s", "7d1s")]
    public void Years_and_weeks_print_only_if_nothing_remains(string text, string printed)
    {
        Assert.Equal(printed, PrometheusDuration.Format(PrometheusDuration.Parse(text)));
    }

    [Fact]
    public void A_negative_duration_prints_with_its_sign()
    {
        Assert.Equal("-1m500ms", PrometheusDuration.Format(TimeSpan.FromMilliseconds(-60_500)));
    }
}
