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
    private readonly DeafSink _sink = new();
    private readonly RouterLane _lane;

    public RouterLaneTests()
    {
        _journal = JournalHost.Open(_store, new JournalOptions { Manual = true }, _time);
        _journal.Recover();
        var core = new RouterCore(
            RouterRig.Model(RouterRig.Route("team", groupBy: Routing.Routes.GroupBy.All)),
            new SilenceTable(new SilenceTableOptions(), () => "id"),
            new RouterOptions(),
            Instant.From(_time.GetUtcNow()));
        _lane = new RouterLane(core, _journal, new RouterLaneOptions
        {
            Time = _time,
            CheckpointInterval = TimeSpan.FromDays(1),
        })
        {
            Sink = _sink,
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

    [Fact]
    public async Task Groups_stay_due_while_the_sink_has_no_room_for_their_flushes()
    {
        var rig = new RouterRig(RouterRig.Model(RouterRig.Route("team")));
        _ = _lane.PutAsync([.. Enumerable.Range(0, 5).Select(i => rig.Alert($"A{i}"))], Cancellation);
        await SettleAsync();

        _sink.Room = 2;
        _time.Advance(TimeSpan.FromSeconds(31));
        await SettleAsync();
        _sink.Room = 0;
        await SettleAsync();
        int afterRoom = _sink.Taken;
        _time.Advance(TimeSpan.FromSeconds(1));
        await SettleAsync();
        Assert.Equal(afterRoom, _sink.Taken);
        Assert.InRange(afterRoom, 2, 4);

        _sink.Room = 100;
        _time.Advance(TimeSpan.FromSeconds(1));
        await SettleAsync();
        Assert.Equal(5, _sink.Taken);
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

    // The lane works in order: with the answer, what came before it is done.
    private async Task SettleAsync()
    {
        Task<Durable<int>> answer = _lane.RunAsync((core, _) => core.GroupCount, Cancellation);
        while (!answer.IsCompleted)
        {
            Commit();
            await Task.Yield();
        }
    }

    private void Commit()
    {
        while (_journal.Step())
        {
        }
    }

    // Takes flushes and never tells how they ended.
    private sealed class DeafSink : INotificationSink
    {
        private int _taken;
        private int _room = int.MaxValue;

        public int Taken => Volatile.Read(ref _taken);

        public int Room
        {
            get => Volatile.Read(ref _room);
            set => Volatile.Write(ref _room, value);
        }

        public void Flush(Flush flush, IFlushObserver observer) => Interlocked.Increment(ref _taken);
    }
}
