using System.Runtime.InteropServices;
using System.Threading.Channels;
using Tocsin.Journal.Checkpoints;
using Tocsin.Journal.Commits;
using Tocsin.Journal.Events.Rules;
using Tocsin.Model;
using Tocsin.Model.Alerts;
using Tocsin.Model.Seams;
using Tocsin.PromQL.Evaluation.Results;
using Tocsin.Rules.Evaluation;

namespace Tocsin.Rules.Lanes;

/// <summary>What the lane is made with.</summary>
public sealed record RulesLaneParts
{
    /// <summary>The clock.</summary>
    public required TimeProvider Time { get; init; }

    /// <summary>Where what happened is written down before anybody is told.</summary>
    public required IJournal Journal { get; init; }

    /// <summary>How many evaluations run beside the lane at once; others wait.</summary>
    public int ApartMax { get; init; } = 2;

    /// <summary>Who takes the alerts.</summary>
    public required IAlertSink Sink { get; init; }

    /// <summary>What is saved now and then.</summary>
    public IReadOnlyList<IProjection> Projections { get; init; } = [];

    /// <summary>How often it is saved.</summary>
    public TimeSpan CheckpointInterval { get; init; } = TimeSpan.FromMinutes(15);

    /// <summary>Whether the journal asks for a checkpoint.</summary>
    public Func<bool>? IsCheckpointDue { get; init; }

    /// <summary>Told of a bug of ours, which ends the unit of work it is in.</summary>
    public required Action<Exception> OnFault { get; init; }
}

/// <summary>
/// The loop that owns all rules: it reads the clock, evaluates what is due, writes down what happened, and then hands
/// alerts on. Everybody else asks it.
/// </summary>
/// <remarks>All public members are thread-safe.</remarks>
public sealed class RulesLane : IAsyncDisposable
{
    private const int QueueMax = 256;
    private static readonly TimeSpan TimerMax = TimeSpan.FromMinutes(10);

    private readonly RulesCore _core;
    private readonly RoundRunner _runner;
    private readonly RulesLaneParts _parts;
    private readonly Channel<Func<Task>> _queue = Channel.CreateBounded<Func<Task>>(
        new BoundedChannelOptions(QueueMax) { SingleReader = true });

    private readonly SemaphoreSlim _apart;
    private readonly HashSet<Task> _apartTasks = [];
    private readonly CancellationTokenSource _stopping = new();
    private readonly ITimer _timer;
    private Instant _checkpointAt;
    private Task _loop = Task.CompletedTask;

    /// <summary>Takes over the core and the runner; nothing else may touch them from now on.</summary>
    public RulesLane(RulesCore core, RoundRunner runner, RulesLaneParts parts)
    {
        (_core, _runner, _parts) = (core, runner, parts);
        _apart = new SemaphoreSlim(parts.ApartMax, parts.ApartMax);
        _timer = parts.Time.CreateTimer(
            static self => ((RulesLane)self!)._queue.Writer.TryWrite(static () => Task.CompletedTask),
            this,
            Timeout.InfiniteTimeSpan,
            Timeout.InfiniteTimeSpan);
    }

    /// <summary>Begins to run; call once, after recovery.</summary>
    public void Start()
    {
        _checkpointAt = Now + _parts.CheckpointInterval;
        _loop = Task.Run(RunAsync);
    }

    /// <summary>Runs work between two rounds. Waits while the queue is full.</summary>
    /// <exception cref="ChannelClosedException">The lane stops.</exception>
    public async Task<T> RunAsync<T>(Func<RulesCore, long, T> work, CancellationToken cancellation = default)
    {
        var done = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        await _queue.Writer.WriteAsync(() => Run(work, done), cancellation).ConfigureAwait(false);
        return await done.Task.WaitAsync(cancellation).ConfigureAwait(false);
    }

    /// <summary>Ends the round under way, takes no more work, and saves a checkpoint.</summary>
    public async ValueTask DisposeAsync()
    {
        _queue.Writer.TryComplete();
        await _stopping.CancelAsync().ConfigureAwait(false);
        await _loop.ConfigureAwait(false);
        await Task.WhenAll(_apartTasks).ConfigureAwait(false);
        _runner.Dispose();
        _apart.Dispose();
        await _timer.DisposeAsync().ConfigureAwait(false);
        _stopping.Dispose();
    }

    private Instant Now => Instant.From(_parts.Time.GetUtcNow());

    private Task Run<T>(Func<RulesCore, long, T> work, TaskCompletionSource<T> done)
    {
        try
        {
            done.SetResult(work(_core, Now.UnixMs));
        }
        catch (Exception wrong)
        {
            done.SetException(wrong);
        }

        return Task.CompletedTask;
    }

    private async Task RunAsync()
    {
        ArmTimer();
        while (await _queue.Reader.WaitToReadAsync().ConfigureAwait(false))
        {
            while (_queue.Reader.TryRead(out Func<Task>? work))
            {
                await work().ConfigureAwait(false);
            }

            await EvaluateAsync().ConfigureAwait(false);
            if (_checkpointAt <= Now || _parts.IsCheckpointDue?.Invoke() == true)
            {
                SaveCheckpoint();
            }

            ArmTimer();
        }

        SaveCheckpoint();
    }

    private async Task EvaluateAsync()
    {
        while (!_stopping.IsCancellationRequested && _core.TakeDue(Now.UnixMs) is { } round)
        {
            try
            {
                RoundEffects effects = _runner.Run(round, _stopping.Token);
                effects.Faults.ForEach(_parts.OnFault);
                if (!_stopping.IsCancellationRequested)
                {
                    _apartTasks.RemoveWhere(task => task.IsCompleted);
                    _apartTasks.UnionWith(effects.Apart.ConvertAll(RunApartAsync));
                    await ReleaseAsync(round.AtMs, effects).ConfigureAwait(false);
                }
            }
            catch (Exception wrong)
            {
                // A bug of ours ends this round, loudly; the next one comes.
                _parts.OnFault(wrong);
            }
        }
    }

    private async Task RunApartAsync(ApartRun run)
    {
        try
        {
            long started = _parts.Time.GetTimestamp();
            RuleAnswer answer = run.Before ?? await AttemptAsync(run, 1).ConfigureAwait(false);
            while (run.NextPause(answer, Now.UnixMs) is { } pause)
            {
                await Task.Delay(pause, _parts.Time, _stopping.Token).ConfigureAwait(false);
                started = _parts.Time.GetTimestamp();
                answer = await AttemptAsync(run, answer.Attempts + 1).ConfigureAwait(false);
            }

            TimeSpan took = _parts.Time.GetElapsedTime(started);
            await _queue.Writer.WriteAsync(() => FinishAsync(run, answer, took)).ConfigureAwait(false);
        }
        catch (Exception wrong) when (wrong is OperationCanceledException or ChannelClosedException)
        {
            // Stopping: the next start evaluates it again.
        }
    }

    private async Task<RuleAnswer> AttemptAsync(ApartRun run, int attempts)
    {
        SemaphoreSlim turns = run.Home.Turns ?? _apart;
        await turns.WaitAsync(_stopping.Token).ConfigureAwait(false);
        try
        {
            return await Task.Run(() => Attempt(run, attempts)).ConfigureAwait(false);
        }
        finally
        {
            turns.Release();
        }
    }

    // A bug of ours is this rule's error, so that it is told, and evaluated again.
    private RuleAnswer Attempt(ApartRun run, int attempts)
    {
        TimeSpan timeout = run.Timeout > TimeSpan.Zero ? run.Timeout : Timeout.InfiniteTimeSpan;
        using var late = new CancellationTokenSource(timeout, _parts.Time);
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(late.Token, _stopping.Token);
        try
        {
            RuleAnswer answer = run.Ask(attempts, ending.Token);
            _stopping.Token.ThrowIfCancellationRequested();
            return late.IsCancellationRequested && answer.Result.Error?.Kind == QueryErrorKind.Canceled
                ? run.TimedOut(attempts)
                : answer;
        }
        catch (Exception wrong) when (wrong is not OperationCanceledException)
        {
            _parts.OnFault(wrong);
            var error = new QueryError(QueryErrorKind.Execution, wrong.Message);
            return new RuleAnswer(new QueryResult(null, error, [])) { Attempts = attempts };
        }
    }

    private async Task FinishAsync(ApartRun run, RuleAnswer answer, TimeSpan took)
    {
        try
        {
            await ReleaseAsync(run.At.AtMs, _runner.Finish(run, answer, took)).ConfigureAwait(false);
        }
        catch (Exception wrong)
        {
            // As in a round: without this the lane would end, and with it every rule.
            _parts.OnFault(wrong);
        }
    }

    private async Task ReleaseAsync(long atMs, RoundEffects effects)
    {
        if (effects.HasPending)
        {
            effects.Events.Add(new RulesEvaluated(Instant.FromUnixMs(atMs)));
        }

        if (effects.Events.Count > 0)
        {
            _parts.Journal.Append(CollectionsMarshal.AsSpan(effects.Events));
        }

        if (effects.Alerts.Count > 0)
        {
            Alert[] alerts = [.. effects.Alerts];
            await _parts.Sink.PutAsync(alerts, CancellationToken.None).ConfigureAwait(false);
        }
    }

    private void ArmTimer()
    {
        Instant due = _core.NextDueMs == long.MaxValue ? Instant.Max : Instant.FromUnixMs(_core.NextDueMs);
        TimeSpan wait = Instant.Min(due, _checkpointAt) - Now;
        wait = wait < TimeSpan.Zero ? TimeSpan.Zero : wait;
        _timer.Change(wait > TimerMax ? TimerMax : wait, Timeout.InfiniteTimeSpan);
    }

    private void SaveCheckpoint()
    {
        _checkpointAt = Now + _parts.CheckpointInterval;
        foreach (IProjection projection in _parts.Projections)
        {
            _parts.Journal.SaveCheckpoint(projection);
        }
    }
}
