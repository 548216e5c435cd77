namespace Tocsin.Model.Tests;

public sealed class InstantTests
{
    private static readonly Instant Noon = Instant.From(new(2026, 3, 1, 13, 0, 0, 123, TimeSpan.FromHours(1)));

    [Fact]
    public void It_prints_as_RFC_3339_in_UTC()
    {
        Assert.Equal("2026-03-01T12:00:00.123Z", Noon.ToString());
        Assert.Equal("2026-03-01T12:00:00.123Z", Noon.ToMillisecondString());
        Instant whole = Noon - TimeSpan.FromMilliseconds(123);
        Assert.Equal("2026-03-01T12:00:00Z", whole.ToString());
        Assert.Equal("2026-03-01T12:00:00.000Z", whole.ToMillisecondString());
        Assert.Equal("0001-01-01T00:00:00Z", default(Instant).ToString());
    }

    [Fact]
    public void Sums_are_held_to_the_range()
    {
        Assert.Equal(Instant.Max, Instant.Max + TimeSpan.FromDays(1));
        Assert.Equal(Instant.Max, Noon + TimeSpan.MaxValue);
        Assert.Equal(default, Noon - TimeSpan.MaxValue);
        Assert.Equal(default, Noon + TimeSpan.MinValue);
        Assert.True(default(Instant).IsZero);
    }

    [Fact]
    public void Milliseconds_since_the_epoch_go_both_ways()
    {
        Assert.Equal(Noon, Instant.FromUnixMs(Noon.UnixMs));
        Assert.Equal(0, Instant.FromUnixMs(0).UnixMs);
        Assert.Equal(-1, Instant.FromUnixMs(-1).UnixMs);
    }

    [Fact]
    public void Order_and_distance_are_those_of_time()
    {
        Instant later = Noon + TimeSpan.FromSeconds(1);
        Assert.True(Noon < later && later > Noon && Noon <= later && later >= Noon && Noon.CompareTo(later) < 0);
        Assert.Equal(TimeSpan.FromSeconds(1), later - Noon);
        Assert.Equal(Noon, Instant.Min(later, Noon));
        Assert.Equal(later, Instant.Later(later, Noon));
    }
}
