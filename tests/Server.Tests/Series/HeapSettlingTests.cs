using Tocsin.Server.Series;

namespace Tocsin.Server.Tests.Series;

public sealed class HeapSettlingTests
{
    private static readonly DateTimeOffset Start = DateTimeOffset.UnixEpoch;

    private readonly HeapSettling _settling = new();
    private int _seconds;

    [Fact]
    public void The_heap_is_put_in_order_once_many_series_have_come_and_no_more_do()
    {
        Assert.False(After(5, 300_000));
        Assert.False(After(40, 575_000));
        Assert.False(After(40, 576_000));
        Assert.True(After(5, 576_000));
        Assert.False(After(5, 576_000));
        Assert.False(After(600, 580_000));
        Assert.False(After(600, 850_000));
        Assert.False(After(44, 900_000));
        Assert.True(After(45, 900_000));
    }

    [Fact]
    public void Few_series_or_a_large_heap_are_left_alone()
    {
        Assert.False(After(600, HeapSettling.SeriesMin - 1));
        Assert.False(After(600, HeapSettling.SeriesMin - 1));
        Assert.False(After(600, 10_000_000));
        Assert.False(After(600, 10_000_000, HeapSettling.HeapBytesMax + 1));
        Assert.False(After(600, 10_000_000));
    }

    private bool After(int seconds, int series, long heapBytes = 1_000)
    {
        _seconds += seconds;
        return _settling.IsDue(series, heapBytes, Start.AddSeconds(_seconds));
    }
}
