using Tocsin.Journal.Checkpoints;
using Tocsin.Journal.Format;

namespace Tocsin.Journal.Commits;

/// <summary>
/// Where appends wait for the writer: a list of batches, the last of which is open. Bounded in bytes. Any thread
/// appends; the writer takes everything at once.
/// </summary>
internal sealed class CommitQueue(JournalOptions options, JournalMetrics metrics) : IDisposable
{
    // A batch that reaches this is closed, so that one commit's row stays a size that reads well: large enough not to be
    // merged, and small enough that the buffers of writers and readers, which the pool keeps, are some hundred kilobytes.
    private const int BatchBytes = 256 * 1024;

    // A Monitor rather than a Lock: appends that find the queue full wait on it.
    private readonly object _gate = new();
    private readonly ManualResetEventSlim _wake = new(false, spinCount: 0);
    private List<CommitBatch> _pending = [];
    private List<CommitBatch> _spare = [];
    private CommitBatch? _open;
    private CommitCompletion? _newest;
    private long _bytes;
    private bool _stalled;
    private bool _carries;
    private bool _closed;

    /// <summary>The thread that takes batches, which must never wait for itself; 0 if there is none.</summary>
    public int WriterThreadId { get; set; }

    /// <summary>Encoded bytes that wait or are being written.</summary>
    public long Bytes => Volatile.Read(ref _bytes);

    /// <summary>Adds encoded events as one; see <see cref="IJournal.Append(Events.JournalEvent)"/>.</summary>
    public CommitTicket Append(EventEncoder events)
    {
        if (events.Count == 0)
        {
            return default;
        }

        lock (_gate)
        {
            CommitFailure refused = WaitForRoomNeedsLock(events.Bytes.Length);
            if (refused != CommitFailure.None)
            {
                metrics.Lost(events.Count, refused);
                return new CommitTicket(CommitCompletion.Refused(Explain(refused)), 0);
            }

            CommitBatch batch = OpenNeedsLock();
            var ticket = new CommitTicket(batch.Completion, batch.Events.Count);
            batch.Events.Add(events);
            _bytes += events.Bytes.Length;
            if (batch.Events.BodyBytes >= BatchBytes)
            {
                _open = null;
            }

            WakeNeedsLock();
            return ticket;
        }
    }

    /// <summary>Puts a checkpoint behind everything appended so far.</summary>
    public CommitTicket Add(PendingCheckpoint checkpoint)
    {
        lock (_gate)
        {
            if (_closed)
            {
                return new CommitTicket(CommitCompletion.Refused(Explain(CommitFailure.Closed)), 0);
            }

            OpenNeedsLock().Checkpoints.Add(checkpoint);
            _open = null;
            WakeNeedsLock();
            return new CommitTicket(checkpoint.Completion, 0);
        }
    }

    /// <summary>A ticket over all that was appended, including what failed and is still carried.</summary>
    public CommitTicket Barrier()
    {
        lock (_gate)
        {
            if (_pending.Count > 0)
            {
                return new CommitTicket(_pending[^1].Completion, 0);
            }

            if (_carries && !_closed && _newest is null or { IsCompleted: true })
            {
                CommitBatch empty = OpenNeedsLock();
                WakeNeedsLock();
                return new CommitTicket(empty.Completion, 0);
            }

            return _newest is null || _newest.IsCompleted ? default : new CommitTicket(_newest, 0);
        }
    }

    /// <summary>Takes all batches; the list is valid until the next call.</summary>
    public List<CommitBatch> Take()
    {
        lock (_gate)
        {
            _wake.Reset();
            (_pending, _spare) = (_spare, _pending);
            _pending.Clear();
            _open = null;
            if (_spare.Count > 0)
            {
                _newest = _spare[^1].Completion;
            }

            return _spare;
        }
    }

    /// <summary>Frees the room of batches that ended.</summary>
    /// <param name="bytes">Their bytes.</param>
    /// <param name="carries">True if events that failed are kept for a later commit.</param>
    public void Ended(long bytes, bool carries)
    {
        lock (_gate)
        {
            _bytes -= bytes;
            _carries = carries;
            _stalled = false;
            Monitor.PulseAll(_gate);
        }
    }

    /// <summary>Refuses all later appends.</summary>
    public void Close()
    {
        lock (_gate)
        {
            _closed = true;
            Monitor.PulseAll(_gate);
            _wake.Set();
        }
    }

    /// <summary>Waits until there is something to take, or until <see cref="Poke"/>.</summary>
    public void WaitForWork() => _wake.Wait();

    /// <summary>Ends the writer's wait.</summary>
    public void Poke() => _wake.Set();

    /// <summary>Frees the wake-up signal, when the writer has ended.</summary>
    public void Dispose() => _wake.Dispose();

    private static CommitOutcome Explain(CommitFailure failure) => failure == CommitFailure.Closed
        ? new(failure, "the journal is closed")
        : new(failure, "the journal's queue is full and the disk does not keep up; check the disk of the data folder");

    private CommitFailure WaitForRoomNeedsLock(int more)
    {
        bool waited = false;
        while (!_closed && _bytes > 0 && _bytes + more > options.QueueBytesMax)
        {
            if (Environment.CurrentManagedThreadId == WriterThreadId)
            {
                break;
            }

            if (_stalled || options.Manual)
            {
                return CommitFailure.Stalled;
            }

            if (!waited)
            {
                metrics.AppendWaits.Add(1);
                waited = true;
            }

            _stalled = !Monitor.Wait(_gate, options.AppendWaitMax);
        }

        return _closed ? CommitFailure.Closed : CommitFailure.None;
    }

    private CommitBatch OpenNeedsLock()
    {
        if (_open is null)
        {
            _open = new CommitBatch();
            _pending.Add(_open);
        }

        return _open;
    }

    // Set is a futex call when the writer sleeps and a few instructions otherwise.
    private void WakeNeedsLock()
    {
        if (!_wake.IsSet)
        {
            _wake.Set();
        }
    }
}
