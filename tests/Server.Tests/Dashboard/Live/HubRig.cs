using Tocsin.Journal.Commits;
using Tocsin.Journal.Stores;
using Tocsin.Model;
using Tocsin.Model.Alerts;
using Tocsin.Model.Labels;
using Tocsin.Model.Matching;
using Tocsin.Model.Seams;
using Tocsin.Routing;
using Tocsin.Routing.Lanes;
using Tocsin.Routing.Routes;
using Tocsin.Routing.Silences;
using Tocsin.Server.Dashboard.Live;

namespace Tocsin.Server.Tests.Dashboard.Live;

/// <summary>A hub before a real router, with a clock that moves when told.</summary>
internal sealed class HubRig : IAsyncDisposable
{
    // Each step of the clock is as long as the hub waits between two readings.
    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(250);
    private readonly JournalHost _journal;
    private readonly RouterLane _lane;
    private int _ids;

    public HubRig(LiveOptions? options = null)
    {
        _journal = JournalHost.Open(new MemoryBlockStore(), new JournalOptions(), Time);
        _journal.Recover();
        var root = new RouteNode
        {
            Matchers = MatcherSet.Empty,
            Key = "{}",
            Id = "{}",
            Receiver = "ops",
            GroupBy = GroupBy.Of(["cluster"]),
            GroupWait = TimeSpan.FromDays(9),
            GroupInterval = TimeSpan.FromDays(9),
            RepeatInterval = TimeSpan.FromDays(9),
            Children = [],
        };
        var core = new RouterCore(
            new RouterModel(new RouteTree(root), []),
            new SilenceTable(new SilenceTableOptions(), () => "id"),
            new RouterOptions(),
            Instant.From(Time.GetUtcNow()));
        _lane = new RouterLane(core, _journal, new RouterLaneOptions { Time = Time }) { Sink = new NoSink() };
        _lane.Start();
        Hub = new LiveHub(_lane, Time, () => $"epoch{++_ids}", options ?? new LiveOptions());
    }

    public VirtualTime Time { get; } = new();

    public LiveHub Hub { get; }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async Task FireAsync(params string[] names)
    {
        Instant now = Instant.From(Time.GetUtcNow());
        CommitOutcome outcome = await _lane.PutAsync(
            [
                .. names.Select(name => new Alert
                {
                    Labels = LabelSet.Of(("alertname", name), ("cluster", "x")),
                    StartsAt = now,
                    EndsAt = now + TimeSpan.FromDays(1),
                    UpdatedAt = now,
                }),
            ],
            Cancellation);
        Assert.True(outcome.IsDurable);
    }

    public Task<LiveReader?> TryOpenAsync(string query = "", string lastEventId = "") =>
        Hub.OpenAsync(LiveQueries.Read(query), lastEventId, Cancellation);

    public async Task<LiveReader> OpenAsync(string query = "", string lastEventId = "") =>
        await TryOpenAsync(query, lastEventId) ?? throw new InvalidOperationException("refused");

    /// <summary>The next event of a reader; the clock moves until there is one.</summary>
    public async Task<byte[]> NextAsync(LiveReader reader)
    {
        byte[]? happened;
        for (int i = 0; !reader.Events.TryRead(out happened); i++)
        {
            Assert.True(i < 400, "nothing came");
            await StepAsync();
        }

        return happened;
    }

    /// <summary>Takes a reader's events until the page shows as many alerts.</summary>
    public async Task ShowAsync(LiveReader reader, Browser page, int alerts)
    {
        while (page.AlertCount != alerts)
        {
            page.Take(await NextAsync(reader));
        }
    }

    /// <summary>Moves the clock by the time between two readings, and waits until the hub has seen it.</summary>
    public async Task StepAsync()
    {
        Time.Advance(Step);
        await Hub.AskAsync((_, _) => 0, Cancellation);
    }

    /// <summary>Moves the clock on in steps.</summary>
    public async Task PassAsync(TimeSpan time)
    {
        for (TimeSpan passed = TimeSpan.Zero; passed < time; passed += Step)
        {
            await StepAsync();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await Hub.DisposeAsync();
        await _lane.DisposeAsync();
        _journal.Dispose();
    }

    private sealed class NoSink : INotificationSink
    {
        public void Flush(Flush flush, IFlushObserver observer) => observer.FlushEnded(true);
    }
}
