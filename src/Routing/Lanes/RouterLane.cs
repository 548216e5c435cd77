using System.Runtime.InteropServices;
using System.Threading.Channels;
using Tocsin.Journal.Commits;
using Tocsin.Model;
using Tocsin.Model.Alerts;
using Tocsin.Model.Seams;
using Tocsin.Routing.Grouping;

namespace Tocsin.Routing.Lanes;

/// <summary>
/// The loop that owns the router: it reads the clock, feeds the core one input after the other, appends what the core
/// says happened, and only then hands flushes on.
/// </summary>
/// <remarks>
/// One lane for all groups. Parsing, encoding for the journal's disk, rendering and sending happen elsewhere, so the
/// lane's share of an alert is about a microsecond. All public members are thread-safe.
/// </remarks>
public sealed class RouterLane : IAsyncDisposable, IFlushEnds
{
    private const int QueueMax = 8192;
    private const int CheckpointEventsMin = 1000;
    private static readonly TimeSpan TimerMax = TimeSpan.FromMinutes(10);

    // How long due groups wait for room when Notify has too much to do.
    private static readonly TimeSpan RoomWait = TimeSpan.FromMilliseconds(10);

    private readonly RouterCore _core;
    private readonly IJournal _journal;
    private readonly RouterLaneOptions _options;
    private readonly Channel<LaneInput> _queue = Channel.CreateBounded<LaneInput>(
        new BoundedChannelOptions(QueueMax) { SingleReader = true });

    private readonly ITimer _timer;
    private readonly SurgeMemory _surge;
    private Instant _timerAt = Instant.Max;
    private Instant _checkpointAt;
    private long _sinceCheckpoint;
    private bool _isHeldBack;
    private Task _loop = Task.CompletedTask;

    /// <summary>Takes over the core; nothing else may touch it from now on.</summary>
    public RouterLane(RouterCore core, IJournal journal, RouterLaneOptions options)
    {
        _core = core;
        _journal = journal;
        _options = options;
        Metrics = new RouterMetrics(() => _queue.Reader.Count);
        _surge = new SurgeMemory(new RuntimeCollector(), options.Time);
        _timer = options.Time.CreateTimer(
            static self => ((RouterLane)self!)._queue.Writer.TryWrite(TickInput.Instance),
            this,
            Timeout.InfiniteTimeSpan,
            Timeout.InfiniteTimeSpan);
    }

    /// <summary>Where flushes go; set before <see cref="Start"/>.</summary>
    public INotificationSink? Sink { get; set; }

    /// <summary>What it measures.</summary>
    public RouterMetrics Metrics { get; }

    /// <summary>Begins to run; call once, after recovery.</summary>
    public void Start()
    {
        _checkpointAt = Now + _options.CheckpointInterval;
        _loop = Task.Run(RunAsync);
    }

    /// <summary>Runs work on the lane and waits until the events it caused are on disk. Waits while the queue is full.</summary>
    public async Task<Durable<T>> RunAsync<T>(Func<RouterCore, Instant, T> work, CancellationToken cancellationToken = default)
    {
        var input = new LaneWork<T>(work);
        await _queue.Writer.WriteAsync(input, cancellationToken).ConfigureAwait(false);
        return await input.Done.ConfigureAwait(false);
    }

    /// <summary>Takes received alerts in and waits until what changed is on disk.</summary>
    public async Task<CommitOutcome> PutAsync(IReadOnlyList<Alert> received, CancellationToken cancellationToken = default)
    {
        var input = new PutInput(received);
        await _queue.Writer.WriteAsync(input, cancellationToken).ConfigureAwait(false);
        return await input.Done.ConfigureAwait(false);
    }

    /// <summary>Takes no more input, does what is queued, and saves a checkpoint.</summary>
    public async ValueTask DisposeAsync()
    {
        _queue.Writer.TryComplete();
        await _loop.ConfigureAwait(false);
        await _timer.DisposeAsync().ConfigureAwait(false);
        _surge.Dispose();
        Metrics.Dispose();
    }

    void IFlushEnds.FlushEnded(AlertGroup group, long number, bool succeeded)
    {
        var input = new FlushEndedInput(group, number, succeeded);
        if (!_queue.Writer.TryWrite(input))
        {
            _ = WriteLaterAsync(input);
        }
    }

    private Instant Now => Instant.From(_options.Time.GetUtcNow());

    private async Task WriteLaterAsync(LaneInput input)
    {
        try
        {
            await _queue.Writer.WriteAsync(input).ConfigureAwait(false);
        }
        catch (ChannelClosedException)
        {
            // Stopping: the outcome is in the journal, and the next start reads it from there.
        }
    }

    private async Task RunAsync()
    {
        Step(TickInput.Instance);
        while (await _queue.Reader.WaitToReadAsync().ConfigureAwait(false))
        {
            while (_queue.Reader.TryRead(out LaneInput? input))
            {
                Step(input);
            }

            ArmTimer();
        }

        SaveCheckpoint(Now);
    }

    private void Step(LaneInput input)
    {
        Instant now = Now;
        if (input is TickInput)
        {
            _timerAt = Instant.Max;
        }

        _core.FlushesMax = Sink?.Room ?? int.MaxValue;
        try
        {
            input.Run(_core, now);
            if (_core.NextDue <= now)
            {
                _core.Tick(now);
            }
        }
        catch (Exception wrong)
        {
            // A bug of ours ends this unit of work, loudly; the alerts of everybody else go on.
            _options.OnFault(wrong);
            input.Failed(wrong);
        }

        _isHeldBack = _core.NextDue <= now;
        input.Appended(Release(input));
        if (_checkpointAt <= now || (_sinceCheckpoint > CheckpointEventsMin && _options.IsCheckpointDue?.Invoke() == true))
        {
            SaveCheckpoint(now);
        }
    }

    private CommitTicket Release(LaneInput input)
    {
        RouterEffects effects = _core.Effects;
        Metrics.Count(effects);
        CommitTicket ticket = effects.Events.Count > 0
            ? _journal.Append(CollectionsMarshal.AsSpan(effects.Events))
            : input.ConfirmsEarlier ? _journal.Barrier() : default;
        for (int i = 0; i < effects.Flushes.Count; i++)
        {
            Flush flush = effects.Flushes[i];
            AlertGroup group = effects.Flushed[i];
            group.FlushEnds = this;
            Sink!.Flush(flush, group);
        }

        _surge.Note(effects.Created, effects.Flushes.Count);
        _sinceCheckpoint += effects.Events.Count;
        effects.Clear();
        return ticket;
    }

    private void ArmTimer()
    {
        Instant due = Instant.Min(_core.NextDue, _checkpointAt);
        if (due != _timerAt)
        {
            _timerAt = due;
            TimeSpan wait = due - Now;
            TimeSpan waitMin = _isHeldBack ? RoomWait : TimeSpan.Zero;
            wait = wait < waitMin ? waitMin : wait;
            _timer.Change(wait > TimerMax ? TimerMax : wait, Timeout.InfiniteTimeSpan);
        }
    }

    private void SaveCheckpoint(Instant now)
    {
        _checkpointAt = now + _options.CheckpointInterval;
        _sinceCheckpoint = 0;
        if (_options.Projection is { } projection)
        {
            projection.TakenAt(now);
            _journal.SaveCheckpoint(projection);
        }
    }
}
