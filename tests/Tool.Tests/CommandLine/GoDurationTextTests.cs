using Tocsin.Tool.CommandLine;

namespace Tocsin.Tool.Tests.CommandLine;

public sealed class GoDurationTextTests
{
    [Theory]
    [InlineData("0", 0)]
    [InlineData("1s", 10_000_000)]
    [InlineData("1.5s", 15_000_000)]
    [InlineData("-2m", -1_200_000_000)]
    [InlineData("1h30m10ms", 54_000_100_000)]
    [InlineData("200ms", 2_000_000)]
    [InlineData("100ns", 1)]
    [InlineData("3us", 30)]
    [InlineData("3µs", 30)]
    [InlineData("1d", 864_000_000_000)]
    [InlineData("1w", 6_048_000_000_000)]
    [InlineData(".5h", 18_000_000_000)]
    public void A_duration_is_read_to_the_tick(string text, long ticks)
    {
        Assert.Equal(ticks, GoDurationText.Parse(text, out string? error)?.Ticks);
        Assert.Null(error);
    }

    [Theory]
    [InlineData("")]
    [InlineData("-")]
    [InlineData("s")]
    [InlineData(".s")]
    [InlineData("1.2.3s")]
    [InlineData("1y")]
    [InlineData("5")]
    [InlineData("9999999999h")]
    public void What_is_no_duration_has_a_reason(string text)
    {
        Assert.Null(GoDurationText.Parse(text, out string? error));
        Assert.StartsWith("time: ", error, StringComparison.Ordinal);
    }
}
