using Tocsin.Routing.Lanes;

namespace Tocsin.Routing.Tests.Lanes;

public sealed class SurgeMemoryTests : IDisposable
{
    private readonly VirtualTime _time = new();
    private readonly PlayedCollector _collector = new();
    private SurgeMemory _surge;

    public SurgeMemoryTests() => _surge = new SurgeMemory(_collector, _time);

    [Fact]
    public void The_collector_is_away_while_alerts_surge_in_and_back_soon_after()
    {
        Surge();
        Assert.True(_collector.IsAway);
        for (int i = 0; i < 20; i++)
        {
            Advance(80);
            Surge();
        }

        Assert.True(_collector.IsAway);
        Assert.Equal(1, _collector.Sent);
        Advance(101);
        Advance(101);
        Assert.False(_collector.IsAway);
    }

    [Fact]
    public void It_stays_for_alerts_that_come_as_they_always_do()
    {
        for (int i = 0; i < 100; i++)
        {
            _surge.Note(400, 0);
            _surge.Note(0, 0);
            Advance(101);
        }

        Assert.Equal(0, _collector.Sent);
    }

    [Fact]
    public void It_stays_for_alerts_that_page_at_once()
    {
        for (int i = 0; i < 100; i++)
        {
            _surge.Note(100, 100);
        }

        Advance(0);
        Assert.Equal(0, _collector.Sent);
    }

    [Fact]
    public void Once_the_bytes_are_used_up_and_collected_it_goes_again()
    {
        Surge();
        _collector.IsAway = false;
        Surge();
        Assert.True(_collector.IsAway);
        Assert.Equal(2, _collector.Sent);
    }

    [Fact]
    public void Where_there_is_no_memory_for_it_it_is_asked_once_in_a_surge()
    {
        _collector.Refuses = true;
        for (int i = 0; i < 10; i++)
        {
            Surge();
            Advance(50);
        }

        Assert.Equal(1, _collector.Asked);
        Advance(200);
        Advance(200);
        Surge();
        Assert.Equal(2, _collector.Asked);
    }

    [Theory]
    [InlineData(16L << 30, 48L << 20)]
    [InlineData(256L << 20, 16L << 20)]
    public void A_small_machine_gives_less(long available, long bytes)
    {
        _collector.BytesAvailable = available;
        Renew();
        Surge();
        Assert.Equal(bytes, _collector.Bytes);
    }

    [Fact]
    public void A_tiny_machine_gives_nothing()
    {
        _collector.BytesAvailable = 100 << 20;
        Renew();
        Surge();
        Assert.Equal(0, _collector.Asked);
    }

    [Fact]
    public void The_end_of_the_lane_calls_it_back_and_somebody_elses_stays_away()
    {
        Surge();
        _surge.Dispose();
        Assert.False(_collector.IsAway);
        _collector.IsAway = true;
        Renew();
        Surge();
        _surge.Dispose();
        Assert.True(_collector.IsAway);
    }

    [Fact]
    public void The_runtime_takes_it_or_leaves_it()
    {
        var collector = new RuntimeCollector();
        Assert.True(collector.BytesAvailable > 0);
        Assert.False(collector.TrySendAway(long.MaxValue / 2));
        collector.TrySendAway(1 << 20);
        collector.CallBack();
        collector.CallBack();
        Assert.False(collector.IsAway);
    }

    public void Dispose() => _surge.Dispose();

    private void Renew()
    {
        _surge.Dispose();
        _surge = new SurgeMemory(_collector, _time);
    }

    private void Surge()
    {
        for (int i = 0; i < 10; i++)
        {
            _surge.Note(100, 0);
        }

        Advance(0);
    }

    private void Advance(int milliseconds) => _time.Advance(TimeSpan.FromMilliseconds(milliseconds));

    private sealed class PlayedCollector : ICollector
    {
        public long BytesAvailable { get; set; } = 16L << 30;

        public bool IsAway { get; set; }

        public bool Refuses { get; set; }

        public int Asked { get; private set; }

        public int Sent { get; private set; }

        public long Bytes { get; private set; }

        public bool TrySendAway(long bytes)
        {
            Asked++;
            Bytes = bytes;
            if (Refuses)
            {
                return false;
            }

            Sent++;
            IsAway = true;
            return true;
        }

        public void CallBack() => IsAway = false;
    }
}
