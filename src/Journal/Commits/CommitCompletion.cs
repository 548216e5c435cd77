namespace Tocsin.Journal.Commits;

/// <summary>The one completion that the tickets of all events of a batch share. Thread-safe.</summary>
internal sealed class CommitCompletion
{
    private static readonly Action<object?, CommitOutcome> CompleteTask = static (state, outcome) =>
        ((TaskCompletionSource<CommitOutcome>)state!).SetResult(outcome);

    private readonly Lock _gate = new();
    private List<(Action<object?, CommitOutcome> Callback, object? State)>? _callbacks;
    private TaskCompletionSource<CommitOutcome>? _task;
    private CommitOutcome _outcome;
    private long _firstSeq;
    private volatile bool _completed;

    /// <summary>True once the outcome is known.</summary>
    public bool IsCompleted => _completed;

    /// <summary>The outcome, once <see cref="IsCompleted"/>.</summary>
    public CommitOutcome Outcome => _outcome;

    /// <summary>
    /// The number of the first event; 0 until it is on disk, which may be after the outcome was a failure.
    /// </summary>
    public long FirstSeq
    {
        get => Volatile.Read(ref _firstSeq);
        set => Volatile.Write(ref _firstSeq, value);
    }

    /// <summary>One that has ended already, for events that were not taken.</summary>
    public static CommitCompletion Refused(CommitOutcome outcome) => new() { _outcome = outcome, _completed = true };

    public ValueTask<CommitOutcome> WaitAsync(CancellationToken cancellationToken)
    {
        if (_completed)
        {
            return new(_outcome);
        }

        lock (_gate)
        {
            if (_completed)
            {
                return new(_outcome);
            }

            if (_task is null)
            {
                // Continuations must not run on the writer thread: a request's whole response would delay commits.
                _task = new TaskCompletionSource<CommitOutcome>(TaskCreationOptions.RunContinuationsAsynchronously);
                (_callbacks ??= []).Add((CompleteTask, _task));
            }
        }

        return new(_task.Task.WaitAsync(cancellationToken));
    }

    public void OnCompleted(Action<object?, CommitOutcome> callback, object? state)
    {
        lock (_gate)
        {
            if (!_completed)
            {
                (_callbacks ??= []).Add((callback, state));
                return;
            }
        }

        callback(state, _outcome);
    }

    /// <summary>
    /// Sets the outcome and runs the callbacks; later calls do nothing. Returns how many callbacks threw.
    /// </summary>
    public int Complete(CommitOutcome outcome)
    {
        List<(Action<object?, CommitOutcome> Callback, object? State)>? callbacks;
        lock (_gate)
        {
            if (_completed)
            {
                return 0;
            }

            _outcome = outcome;
            _completed = true;
            callbacks = _callbacks;
            _callbacks = null;
        }

        return callbacks is null ? 0 : Run(callbacks, outcome);
    }

    private static int Run(
        List<(Action<object?, CommitOutcome> Callback, object? State)> callbacks, CommitOutcome outcome)
    {
        int threw = 0;
        foreach ((Action<object?, CommitOutcome> callback, object? state) in callbacks)
        {
            try
            {
                callback(state, outcome);
            }
            catch (Exception)
            {
                // A caller's bug must not end the writer, on which every other caller depends.
                threw++;
            }
        }

        return threw;
    }
}
