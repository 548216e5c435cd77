using Tocsin.Journal.Commits;
using Tocsin.Journal.Stores;
using Tocsin.Model;
using Tocsin.Model.Alerts;
using Tocsin.Model.Seams;
using Tocsin.Routing.Lanes;
using Tocsin.Routing.Silences;

namespace Tocsin.Routing.Tests.Lanes;

/// <summary>The lane over a real journal whose commits happen when the test says so.</summary>
public sealed class RouterLaneTests : IAsyncDisposable
{
    private readonly VirtualTime _time = new();
    private readonly MemoryBlockStore _store = new();
    private readonly JournalHost _journal;
    private readonly RouterLane _lane;

    public RouterLaneTests()
    {
        _journal = JournalHost.Open(_store, new JournalOptions { Manual = true }, _time);
        _journal.Recover();
        var core = new RouterCore(
            RouterRig.Model(RouterRig.Route("team")),
            new SilenceTable(new SilenceTableOptions(), () => "id"),
            new RouterOptions(),
            Instant.From(_time.GetUtcNow()));
        _lane = new RouterLane(core, _journal, new RouterLaneOptions
        {
            Time = _time,
            CheckpointInterval = TimeSpan.FromDays(1),
        })
        {
            Sink = new DeafSink(),
        };
        _lane.Start();
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private static Alert Slow => new RouterRig(RouterRig.Model(RouterRig.Route("team"))).Alert("Slow");

    [Fact]
    public async Task An_alert_sent_twice_is_confirmed_twice_once_it_is_on_disk()
    {
        Task<CommitOutcome>[] puts = await PutTwiceAsync();
        Commit();
        Assert.All(await Task.WhenAll(puts), outcome => Assert.True(outcome.IsDurable));
    }

    [Fact]
    public async Task An_alert_sent_again_is_not_confirmed_while_its_first_arrival_is_not_on_disk()
    {
        Task<CommitOutcome>[] puts = await PutTwiceAsync();
        _store.Before = _ => throw new JournalStoreException("disk full");
        Commit();
        Assert.All(await Task.WhenAll(puts), outcome => Assert.False(outcome.IsDurable));

        puts = await PutTwiceAsync();
        _time.Advance(TimeSpan.FromSeconds(1));
        Commit();
        Assert.All(await Task.WhenAll(puts), outcome => Assert.False(outcome.IsDurable));

        _store.Before = null;
        puts = await PutTwiceAsync();
        _time.Advance(TimeSpan.FromSeconds(1));
        Commit();
        Assert.All(await Task.WhenAll(puts), outcome => Assert.True(outcome.IsDurable));
    }

    public async ValueTask DisposeAsync()
    {
        await _lane.DisposeAsync();
        _journal.Dispose();
    }

    // The lane works in order and answers a question at once: with the answer, both puts were done, and not committed.
    private async Task<Task<CommitOutcome>[]> PutTwiceAsync()
    {
        Task<CommitOutcome>[] puts = [_lane.PutAsync([Slow], Cancellation), _lane.PutAsync([Slow], Cancellation)];
        Assert.Equal(1, (await _lane.RunAsync((core, _) => core.AlertCount, Cancellation)).Value);
        return puts;
    }

    private void Commit()
    {
        while (_journal.Step())
        {
        }
    }

    private sealed class DeafSink : INotificationSink
    {
        public void Flush(Flush flush, IFlushObserver observer)
        {
        }
    }
}
