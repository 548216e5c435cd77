using Tocsin.Journal.Checkpoints;
using Tocsin.Journal.Format;
using Tocsin.Journal.Stores;
using Tocsin.Journal.Upkeep;
using Tocsin.Model;

namespace Tocsin.Journal.Commits;

/// <summary>
/// The writer: takes what waits, commits it as one transaction, tells the tickets, and in between writes checkpoints
/// and keeps the store tidy. One thread at a time; it alone touches the store for writing.
/// </summary>
internal sealed class CommitLoop
{
    // Under constant load upkeep would never find the queue empty, so it gets one step per this many commits.
    private const int CommitsPerUpkeep = 16;

    // Merging blocks takes milliseconds, in which a page may want to be committed. It therefore waits for a lull, unless there
    // is none for so many commits.
    private const int CommitsPerTidying = 4096;
    private static readonly TimeSpan Lull = TimeSpan.FromMilliseconds(100);

    private readonly IBlockStore _store;
    private readonly CommitQueue _queue;
    private readonly JournalOptions _options;
    private readonly JournalMetrics _metrics;
    private readonly HealthState _health;
    private readonly TimeProvider _time;
    private readonly JournalUpkeep _upkeep;
    private readonly BlockIndex _index;
    private readonly CheckpointFloors _floors;
    private readonly CheckpointBacklog _checkpoints;
    private readonly CarriedBatches _carried;
    private readonly List<CommitBatch> _batches = [];
    private readonly List<Block> _blocks = [];
    private CommitOutcome _failing;
    private long _failedAt;
    private long? _upkeepFailedAt;
    private bool _tryAgain;
    private long _lastSeq;
    private int _commitsSinceUpkeep;
    private int _commitsSinceTidying;

    public CommitLoop(IBlockStore store, StoreState state, CommitQueue queue, CommitLoopParts parts)
    {
        _store = store;
        _queue = queue;
        _options = parts.Options;
        _metrics = parts.Metrics;
        _health = parts.Health;
        _time = parts.Time;
        _lastSeq = state.LastSeq;
        _upkeep = new JournalUpkeep(store, parts.Index, parts.Options);
        _index = parts.Index;
        _floors = parts.Floors;
        _checkpoints = new CheckpointBacklog(store, parts.Floors);
        _carried = new CarriedBatches(parts.Options, parts.Metrics);
    }

    /// <summary>The number of the last event on disk.</summary>
    public long LastSeq => Volatile.Read(ref _lastSeq);

    /// <summary>True if a commit failed and none has worked since.</summary>
    public bool IsFailing => _failing.Failure != CommitFailure.None;

    /// <summary>Does one piece of work; false if there is nothing to do but wait.</summary>
    public bool Step()
    {
        List<CommitBatch> taken = _queue.Take();
        bool retry = IsFailing && (_tryAgain || _time.GetElapsedTime(_failedAt) >= _options.RetryAfter);
        _tryAgain = false;
        if (IsFailing && !retry)
        {
            FailFast(taken);
            return false;
        }

        if (taken.Count > 0 || retry)
        {
            Commit(taken);
            if (IsFailing || ++_commitsSinceUpkeep < CommitsPerUpkeep)
            {
                return !IsFailing;
            }
        }

        _commitsSinceUpkeep = 0;
        return DoUpkeep() || taken.Count > 0;
    }

    /// <summary>
    /// Commits what waits, without regard to a retry's time, and ends the rest: the journal is closing.
    /// </summary>
    public void Finish()
    {
        _tryAgain = true;
        Step();
        while (!IsFailing && !_checkpoints.IsEmpty && DoUpkeep())
        {
        }

        var closed = new CommitOutcome(CommitFailure.Closed, "the journal is closed");
        _carried.LoseAll(closed);
        _checkpoints.FailAll(closed);
    }

    private void Commit(List<CommitBatch> taken)
    {
        _batches.Clear();
        _batches.AddRange(_carried.Batches);
        _batches.AddRange(taken);
        long started = _time.GetTimestamp();
        try
        {
            CommitBlocks();
        }
        catch (JournalStoreException failed)
        {
            Fail(new CommitOutcome(failed.Failure, failed.Message), taken);
            return;
        }
        catch (Exception bug) when (!_options.Manual)
        {
            // Without its writer the program could answer nothing any more; with it, it says so and goes on paging.
            Fail(new CommitOutcome(CommitFailure.Other, $"journal: a commit failed unexpectedly: {bug}"), taken);
            return;
        }

        _metrics.CommitSeconds.Record(_time.GetElapsedTime(started).TotalSeconds);
        Succeed(taken);
    }

    private void CommitBlocks()
    {
        _blocks.Clear();
        long next = _lastSeq + 1;
        foreach (CommitBatch batch in _batches)
        {
            if (batch.Events.Count > 0)
            {
                Block block = batch.Events.Build(next);
                next = block.LastSeq + 1;
                _blocks.Add(block);
            }
        }

        // A barrier or a probe has nothing to write, and yet asks whether writing works; an empty write tells.
        if (_blocks.Count > 0 || IsFailing)
        {
            _store.Commit(new StoreWrite { Blocks = _blocks });
        }
    }

    private void Succeed(List<CommitBatch> taken)
    {
        long room = Room(taken);
        foreach (Block block in _blocks)
        {
            _index.Add(block);
            _metrics.Events.Add(block.Count);
            _metrics.Bytes.Add(block.Body.Length);
        }

        long seq = _lastSeq;
        foreach (CommitBatch batch in _batches)
        {
            batch.Completion.FirstSeq = seq + 1;
            seq += batch.Events.Count;
            foreach (PendingCheckpoint checkpoint in batch.Checkpoints)
            {
                _checkpoints.Add(checkpoint, seq);
            }

            batch.Events.Dispose();
        }

        Volatile.Write(ref _lastSeq, seq);
        _metrics.Commits.Add(1);
        _commitsSinceTidying++;
        _upkeep.Committed();
        _carried.Clear();
        _failing = default;
        _health.CommitWorked();
        foreach (CommitBatch batch in _batches)
        {
            End(batch, CommitOutcome.Durable);
        }

        _queue.Ended(room, carries: false);

        // Until the next commit they would hold what the largest ones had in memory of their own.
        _blocks.Clear();
        _batches.Clear();
    }

    private void Fail(CommitOutcome outcome, List<CommitBatch> taken)
    {
        _failing = outcome;
        _failedAt = _time.GetTimestamp();
        _metrics.Failed(outcome.Failure);
        _health.CommitFailed(outcome.Detail);
        FailFast(taken);
    }

    // The tickets learn at once that their events are not on disk, so that callers can decide.
    private void FailFast(List<CommitBatch> taken)
    {
        if (taken.Count == 0)
        {
            return;
        }

        long room = Room(taken);
        _carried.Add(taken, _failing);
        foreach (CommitBatch batch in taken)
        {
            End(batch, _failing);
        }

        _queue.Ended(room, carries: _carried.Batches.Count > 0);
    }

    private void End(CommitBatch batch, CommitOutcome outcome)
    {
        int threw = batch.Completion.Complete(outcome);
        if (threw > 0)
        {
            _metrics.CallbackErrors.Add(threw);
        }
    }

    private bool DoUpkeep()
    {
        if (IsFailing || (_upkeepFailedAt is { } at && _time.GetElapsedTime(at) < _options.RetryAfter))
        {
            return false;
        }

        _upkeepFailedAt = null;
        try
        {
            bool worked = _checkpoints.IsEmpty ? KeepTidy() : WriteChunk();
            _health.UpkeepWorked();
            return worked;
        }
        catch (JournalStoreException failed)
        {
            // Commits go on: whether the disk takes events is for them to find out. Upkeep can wait a while.
            _upkeepFailedAt = _time.GetTimestamp();
            _metrics.Failed(failed.Failure);
            _health.UpkeepFailed(failed.Message);
            _checkpoints.FailFirst(new CommitOutcome(failed.Failure, failed.Message));
            return false;
        }
    }

    private bool KeepTidy()
    {
        if (!_floors.IsKnown)
        {
            return false;
        }

        if (_upkeep.DropOld(Now(), _floors.Lowest))
        {
            return true;
        }

        if (!IsQuiet && _commitsSinceTidying < CommitsPerTidying)
        {
            return false;
        }

        bool worked = _upkeep.Tidy();
        if (!worked)
        {
            _commitsSinceTidying = 0;
        }

        return worked;
    }

    // The timer that wakes the writer finds the lull; without a writer's thread whoever steps knows when to.
    private bool IsQuiet => _options.Manual || _health.LastCommitAge >= Lull;

    private bool WriteChunk()
    {
        if (_checkpoints.WriteChunk(Now()))
        {
            _upkeep.Freed();
        }

        return true;
    }

    private static long Room(List<CommitBatch> taken)
    {
        long bytes = 0;
        foreach (CommitBatch batch in taken)
        {
            bytes += batch.Events.BodyBytes;
        }

        return bytes;
    }

    private Instant Now() => Instant.From(_time.GetUtcNow());
}
