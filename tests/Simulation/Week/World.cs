using Tocsin.Journal.Events.Notify;
using Tocsin.Journal.Stores;
using Tocsin.Model;
using Tocsin.Model.Matching;
using Tocsin.Notify.Receivers;
using Tocsin.Routing;
using Tocsin.Routing.Routes;

namespace Tocsin.Simulation.Week;

/// <summary>Everything outside the program: time, senders, a receiver, a disk, and the bad luck, all from one seed.</summary>
internal sealed class World : IDisposable
{
    private static readonly TimeSpan DownMax = TimeSpan.FromMinutes(1);

    private readonly PriorityQueue<Action, (Instant At, long Order)> _timeline = new();
    private MemoryBlockStore _store = new();
    private long _order;

    /// <summary>Makes a world.</summary>
    /// <param name="seed">From which all luck comes.</param>
    /// <param name="hasOutages">The receiver is now and then out of order for hours, and another one stands behind it.</param>
    public World(int seed, bool hasOutages = false)
    {
        Random = new Random(seed);
        Story = new Chronicle(this);
        Receiver = new SimulatedReceiver(this, hasOutages);
        Backup = new SimulatedReceiver(this, hasOutages: false);
        Receivers = new NotifyModel(
        [
            ModelOf("team", Receiver) with { Fallback = hasOutages ? new("backup", TimeSpan.FromMinutes(2)) : null },
            ModelOf("backup", Backup),
        ]);
        Sources = [.. Enumerable.Range(0, 12).Select(number => new SimulatedSource(this, number))];
    }

    public VirtualTime Time { get; } = new();

    public Random Random { get; }

    public Instant Now => Instant.From(Time.GetUtcNow());

    public RouterModel Model { get; } = new(new RouteTree(Root()), []);

    public NotifyModel Receivers { get; }

    public SimulatedReceiver Receiver { get; }

    public SimulatedReceiver Backup { get; }

    public IReadOnlyList<SimulatedSource> Sources { get; }

    public SimulatedProcess? Process { get; private set; }

    public int Crashes { get; private set; }

    public Chronicle Story { get; }

    /// <summary>What arrived anywhere.</summary>
    public IEnumerable<Arrival> Arrivals => Receiver.Arrivals.Concat(Backup.Arrivals);

    public SimulatedReceiver ReceiverOf(IntegrationKey integration) =>
        integration.Receiver == "team" ? Receiver : Backup;

    /// <summary>Does something later.</summary>
    public void At(Instant at, Action action) => _timeline.Enqueue(action, (at, _order++));

    /// <summary>Runs until that much time has passed; a step crashes once in <paramref name="crashOneIn"/>.</summary>
    public void Run(TimeSpan span, int crashOneIn)
    {
        Instant end = Now + span;
        Process = new SimulatedProcess(this, _store);
        Receiver.Begin();
        foreach (SimulatedSource source in Sources)
        {
            source.Begin();
        }

        At(Now + TimeSpan.FromMinutes(7), Checkpoint);
        while (Now < end)
        {
            if (Process is { IsBusy: true } busy)
            {
                StepOrCrash(busy, crashOneIn);
            }
            else
            {
                AdvanceToNext(end);
            }
        }
    }

    public void Dispose() => _store.Dispose();

    private static ReceiverModel ModelOf(string name, SimulatedReceiver receiver) =>
        new(name, [new IntegrationModel(new IntegrationKey(name, "webhook", 0), SendResolved: true, receiver)]);

    private static RouteNode Root() => new()
    {
        Matchers = MatcherSet.Empty,
        Key = "{}",
        Id = "{}",
        Receiver = "team",
        GroupBy = GroupBy.Of(["alertname"]),
        GroupWait = TimeSpan.FromSeconds(30),
        GroupInterval = TimeSpan.FromMinutes(5),
        RepeatInterval = TimeSpan.FromHours(4),
        Children = [],
    };

    private void StepOrCrash(SimulatedProcess process, int crashOneIn)
    {
        // The disk counts as three places more to crash in: before the write, before the sync, before the answer.
        _store.Before = effect => CrashOnce(effect.ToString(), crashOneIn);
        try
        {
            CrashOnce("a step", crashOneIn);
            process.Step(Random);
            _store.Before = null;
        }
        catch (SimulatedCrashException crash)
        {
            Crash(crash.Message);
        }
    }

    private void CrashOnce(string before, int oneIn)
    {
        if (Random.Next(oneIn) == 0)
        {
            throw new SimulatedCrashException(before);
        }
    }

    private void Crash(string before)
    {
        Crashes++;
        Process = null;
        bool keepUnsynced = Random.Next(2) == 0;
        _store = _store.Reopen(keepUnsynced);
        Story.Note($"=== crash before {before}{(keepUnsynced ? ", what was written survives" : "")}");
        At(Now + (DownMax * Random.NextDouble()), () =>
        {
            Story.Note("=== start");
            Process = new SimulatedProcess(this, _store);
        });
    }

    private void AdvanceToNext(Instant end)
    {
        Instant next = Instant.Min(end, Process?.NextWake ?? Instant.Max);
        bool isOutside = _timeline.TryPeek(out Action? action, out (Instant At, long Order) due) && due.At <= next;
        next = Instant.Later(Now, isOutside ? due.At : next);
        Time.Advance(next - Now);
        if (isOutside)
        {
            _timeline.Dequeue();
            action!();
        }
    }

    private sealed class SimulatedCrashException(string before) : Exception(before);

    private void Checkpoint()
    {
        Process?.SaveCheckpoints();
        At(Now + TimeSpan.FromMinutes(7), Checkpoint);
    }
}
