using System.Threading.Channels;
using Tocsin.Journal.Commits;
using Tocsin.Journal.Events.Notify;
using Tocsin.Model;
using Tocsin.Model.Seams;
using Tocsin.Notify.Outbox;
using Tocsin.Notify.Pacing;
using Tocsin.Notify.Receivers;

namespace Tocsin.Notify.Hosting;

/// <summary>
/// The lane of the stage: it alone touches a <see cref="NotifyCore"/>, and does what the core wants done. Flushes come
/// in from the router, events go to the journal, and each send runs on the thread pool.
/// </summary>
/// <remarks>
/// Thread-safe. The queue holds at most <see cref="NotifyOptions.FlushQueueMax"/> flushes; a flush beyond that fails,
/// and its group tries again. Everything else in the queue answers something that the lane itself began, so it is
/// bounded by what is under way.
/// </remarks>
public sealed class NotifyHost : INotificationSink, IAsyncDisposable
{
    private static readonly Action<object?, CommitOutcome> PostCommitted = static (state, outcome) =>
    {
        var commit = (PendingCommit)state!;
        commit.Host.Committed(commit, outcome);
    };

    // What is decided and not yet on disk counts too: it has all its texts.
    private const int RoomMax = 4096;

    private readonly Channel<NotifyInput> _inputs = Channel.CreateUnbounded<NotifyInput>(
        new UnboundedChannelOptions { SingleReader = true });
    private readonly WaitingFlushes _flushes = new();
    private readonly CancellationTokenSource _stopping = new();
    private readonly NotifyServices _services;
    private readonly NotifyOptions _options;
    private readonly NotifyState _state;
    private readonly NotifyCore _core;
    private readonly ITimer _timer;
    private readonly Sends _sends;
    private readonly DecisionLoader _loader;
    private readonly BacklogRelief _relief;
    private Instant _armedFor = Instant.Max;
    private int _queuedFlushes;
    private Task? _lane;

    /// <summary>Prepares the lane; <see cref="Start"/> runs it.</summary>
    /// <param name="state">Fresh, or recovered from the journal. The host owns it from now on.</param>
    /// <param name="model">The receivers.</param>
    /// <param name="options">The settings.</param>
    /// <param name="services">The surroundings.</param>
    public NotifyHost(NotifyState state, NotifyModel model, NotifyOptions options, NotifyServices services)
    {
        _state = state;
        _options = options;
        _services = services;
        _core = new NotifyCore(state, model, options, services.Random);
        _sends = new Sends(services, Post, _stopping.Token);
        _relief = new BacklogRelief(services.Time, services.GiveBackMemory);
        _loader = new DecisionLoader(services, Post, _stopping.Token);
        _timer = services.Time.CreateTimer(
            _ => Post(NotifyInput.TimerFired.Instance), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        services.Metrics.Observe(_core);
    }

    /// <inheritdoc/>
    public int Room => Math.Max(0, RoomMax - Volatile.Read(ref _queuedFlushes) - _core.AwaitingCount);

    private Instant Now => Instant.From(_services.Time.GetUtcNow());

    /// <summary>Starts the lane; what a crash left unfinished is sent first.</summary>
    public void Start() => _lane ??= Task.Run(RunAsync);

    /// <inheritdoc/>
    public void Flush(Flush flush, IFlushObserver observer)
    {
        if (Interlocked.Increment(ref _queuedFlushes) > _options.FlushQueueMax
            || !_inputs.Writer.TryWrite(new NotifyInput.FlushArrived(flush, observer)))
        {
            Interlocked.Decrement(ref _queuedFlushes);
            _services.Metrics.FlushRefused();
            observer.FlushEnded(succeeded: false);
        }
    }

    /// <summary>Replaces the receivers; completes once the lane decides by the new ones.</summary>
    public Task SwapAsync(NotifyModel model)
    {
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        return _inputs.Writer.TryWrite(new NotifyInput.Swap(model, done)) ? done.Task : Task.CompletedTask;
    }

    /// <summary>The messages of these groups that wait for their turn now, and for what.</summary>
    public Task<IReadOnlyList<WaitingMessage>> WaitingOfAsync(IReadOnlySet<string> groupIds)
    {
        var done = new TaskCompletionSource<IReadOnlyList<WaitingMessage>>(
            TaskCreationOptions.RunContinuationsAsynchronously);
        return _inputs.Writer.TryWrite(new NotifyInput.AskWaiting(groupIds, done))
            ? done.Task
            : Task.FromResult<IReadOnlyList<WaitingMessage>>([]);
    }

    /// <summary>Asks for the turn of a test message; see <see cref="NotifyCore.TakeTestTurn"/>.</summary>
    public Task<TestTurn> TakeTestTurnAsync(IntegrationKey key)
    {
        var done = new TaskCompletionSource<TestTurn>(TaskCreationOptions.RunContinuationsAsynchronously);
        return _inputs.Writer.TryWrite(new NotifyInput.TakeTestTurn(key, done)) ? done.Task : Task.FromResult<TestTurn>(default);
    }

    /// <summary>Saves a checkpoint of the stage's state; the ticket tells when it is on disk.</summary>
    public Task<CommitTicket> SaveCheckpointAsync()
    {
        var done = new TaskCompletionSource<CommitTicket>(TaskCreationOptions.RunContinuationsAsynchronously);
        return _inputs.Writer.TryWrite(new NotifyInput.SaveCheckpoint(done)) ? done.Task : Task.FromResult(default(CommitTicket));
    }

    /// <summary>
    /// Stops: no more flushes, sends under way get <paramref name="grace"/> to end, then a last checkpoint. What has
    /// not ended by then stays in the journal and is sent after the next start, as a repeat.
    /// </summary>
    public async Task StopAsync(TimeSpan grace)
    {
        _sends.Close();
        await Task.WhenAny(_sends.Idle, Task.Delay(grace, _services.Time));
        await _stopping.CancelAsync();
        await _sends.Idle;
        await _loader.Ended;
        _inputs.Writer.TryComplete();
        if (_lane is not null)
        {
            await _lane;
            Save();
        }
    }

    /// <summary>Stops without grace.</summary>
    public async ValueTask DisposeAsync()
    {
        await StopAsync(TimeSpan.Zero);
        await _timer.DisposeAsync();
        _relief.Dispose();
        _stopping.Dispose();
    }

    private void Post(NotifyInput input) => _inputs.Writer.TryWrite(input);

    // Without a reader nothing is ever let go of, so that nothing need be found again.
    private void Committed(PendingCommit commit, CommitOutcome outcome)
    {
        if (!outcome.IsDurable)
        {
            _services.Metrics.SentWithoutJournal();
        }

        bool isReadable = outcome.IsDurable && _services.ReadEvents is not null;
        Post(new NotifyInput.Committed(commit.Token, isReadable ? commit.Ticket.Seq : 0));
    }

    private async Task RunAsync()
    {
        Guard(() => _core.Resume(Now));
        Perform();
        while (await _inputs.Reader.WaitToReadAsync())
        {
            while (_inputs.Reader.TryRead(out NotifyInput? input))
            {
                Guard(() => Handle(input));
                Perform();
            }

            Rearm();
            _relief.Note(_core.Releases + _core.Loads);
            if (_services.IsCheckpointDue?.Invoke() == true)
            {
                Save();
            }
        }

        foreach (IFlushObserver observer in _flushes.Observers)
        {
            observer.FlushEnded(succeeded: false);
        }
    }

    // A bug ends the input at hand and not the paging of every other group.
    private void Guard(Action handle)
    {
        try
        {
            handle();
        }
        catch (Exception bug)
        {
            _services.Metrics.Fault();
            _services.Faulted?.Invoke(bug);
        }
    }

    private void Handle(NotifyInput input)
    {
        Instant now = Now;
        switch (input)
        {
            case NotifyInput.FlushArrived arrived:
                Interlocked.Decrement(ref _queuedFlushes);
                Decide(arrived.Flush, _flushes.Add(arrived.Observer), now);
                break;
            case NotifyInput.Committed committed:
                _core.Appended(committed.Token, committed.Seq, now);
                break;
            case NotifyInput.AttemptEnded ended:
                _core.AttemptEnded(ended.Send.Notification.Id, ended.Outcome, ended.Duration, now);
                break;
            case NotifyInput.Loaded loaded:
                Take(loaded, now);
                break;
            case NotifyInput.TimerFired:
                _armedFor = Instant.Max;
                Tick(now);
                break;
            case NotifyInput.Swap swap:
                _core.Swap(swap.Model, now);
                swap.Done.SetResult();
                break;
            case NotifyInput.TakeTestTurn take:
                take.Done.SetResult(_core.TakeTestTurn(take.Key, now));
                break;
            case NotifyInput.AskWaiting ask:
                ask.Done.SetResult(_core.WaitingOf(ask.GroupIds, now));
                break;
            case NotifyInput.SaveCheckpoint save:
                save.Done.SetResult(Save());
                break;
        }
    }

    private void Take(NotifyInput.Loaded loaded, Instant now)
    {
        try
        {
            foreach ((DecisionPlace place, NotificationDecided? decided) in loaded.Decisions)
            {
                _core.Loaded(place, decided, now);
            }
        }
        finally
        {
            loaded.Done.SetResult();
        }
    }

    private void Tick(Instant now)
    {
        long before = _core.Collections;
        long began = _services.Time.GetTimestamp();
        _core.Tick(now);
        if (_core.Collections != before)
        {
            _services.Metrics.LogCollected(_services.Time.GetElapsedTime(began));
        }
    }

    private CommitTicket Save()
    {
        long began = _services.Time.GetTimestamp();
        CommitTicket ticket = _services.Journal.SaveCheckpoint(_state);
        _services.Metrics.CheckpointSaved(_services.Time.GetElapsedTime(began));
        return ticket;
    }

    private void Decide(Flush flush, long token, Instant now)
    {
        try
        {
            _core.Flush(flush, token, now);
        }
        catch (Exception)
        {
            _flushes.Abandon(token)?.FlushEnded(succeeded: false);
            throw;
        }
    }

    private void Perform()
    {
        foreach (NotifyEffect effect in _core.TakeEffects())
        {
            switch (effect)
            {
                case NotifyEffect.Append append:
                    Append(append);
                    break;
                case NotifyEffect.StartSend send:
                    _services.Metrics.SendStarted(send);
                    _sends.Start(send);
                    break;
                case NotifyEffect.RaiseAlerts raise:
                    _services.RaiseAlerts?.Invoke(raise.Alerts);
                    break;
                case NotifyEffect.Load load:
                    _loader.Load(load.Places);
                    break;
                case NotifyEffect.EndFlush end when _flushes.TryEnd(end.FlushToken, out IFlushObserver? observer):
                    observer.FlushEnded(end.Succeeded);
                    break;
            }
        }
    }

    private void Append(NotifyEffect.Append append)
    {
        CommitTicket ticket = _services.Journal.Append(append.Event);
        _services.Metrics.Appended(append.Event);
        _services.Appended?.Invoke(append.Event);
        if (append.Token != 0)
        {
            ticket.OnDurable(PostCommitted, new PendingCommit(this, append.Token, ticket));
        }
    }

    private void Rearm()
    {
        Instant wake = _core.NextWake;
        if (wake == _armedFor)
        {
            return;
        }

        _armedFor = wake;
        TimeSpan wait = wake - Now;
        _timer.Change(wait > TimeSpan.Zero ? wait : TimeSpan.Zero, Timeout.InfiniteTimeSpan);
    }

    private sealed record PendingCommit(NotifyHost Host, long Token, CommitTicket Ticket);
}
