namespace Tocsin.Journal.Commits;

/// <summary>
/// The promise to say when appended events are on disk. Events are in one order: once a ticket is durable, so is
/// everything appended before it, except what an earlier ticket reported as failed.
/// </summary>
/// <remarks>
/// A small value over the batch that all events of one commit share; nothing is allocated per event.
/// <c>default</c> is durable: a ticket over nothing. Thread-safe.
/// </remarks>
public readonly struct CommitTicket : IEquatable<CommitTicket>
{
    private readonly CommitCompletion? _completion;
    private readonly int _index;

    internal CommitTicket(CommitCompletion completion, int index)
    {
        _completion = completion;
        _index = index;
    }

    /// <summary>True once the outcome is known, whichever it is.</summary>
    public bool IsCompleted => _completion is null || _completion.IsCompleted;

    /// <summary>True once the events are on disk.</summary>
    public bool IsDurable => _completion is null || (_completion.IsCompleted && _completion.Outcome.IsDurable);

    /// <summary>
    /// The sequence number of the (first) appended event; 0 while it is not durable, and for a barrier.
    /// </summary>
    public long Seq => _completion is null || _completion.FirstSeq == 0 ? 0 : _completion.FirstSeq + _index;

    /// <summary>
    /// Waits for the outcome. Cancelling ends only the wait; what was appended is committed all the same.
    /// </summary>
    /// <remarks>Costs nothing if the outcome is known. The continuation runs on the thread pool.</remarks>
    public ValueTask<CommitOutcome> WaitAsync(CancellationToken cancellationToken = default) =>
        _completion is null ? new(CommitOutcome.Durable) : _completion.WaitAsync(cancellationToken);

    /// <summary>
    /// Calls back exactly once with the outcome: at once if it is known, else from the writer thread.
    /// </summary>
    /// <remarks>
    /// All of the program's commits wait while a callback runs, so it only hands over, to a lane's queue say, and
    /// returns. It may append; it must not wait for a ticket. What it throws is counted and dropped.
    /// Callbacks run in the order of the commits.
    /// </remarks>
    public void OnDurable(Action<object?, CommitOutcome> callback, object? state)
    {
        if (_completion is null)
        {
            callback(state, CommitOutcome.Durable);
        }
        else
        {
            _completion.OnCompleted(callback, state);
        }
    }

    /// <inheritdoc/>
    public bool Equals(CommitTicket other) => ReferenceEquals(_completion, other._completion) && _index == other._index;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is CommitTicket other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(_completion, _index);

    /// <summary>True if both stand for the same appended events.</summary>
    public static bool operator ==(CommitTicket left, CommitTicket right) => left.Equals(right);

    /// <summary>True if they stand for different appended events.</summary>
    public static bool operator !=(CommitTicket left, CommitTicket right) => !left.Equals(right);
}
