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

    private readonly IBlockStore _store;
    private readonly CommitQueue _queue;
    private readonly JournalOptions _options;
    private readonly JournalMetrics _metrics;
    private readonly HealthState _health;
    private readonly TimeProvider _time;
    private readonly JournalUpkeep _upkeep;
    private readonly Queue<PendingCheckpoint> _checkpoints = [];
    private readonly List<CommitBatch> _carried = [];
    private readonly List<CommitBatch> _batches = [];
    private readonly List<Block> _blocks = [];
    private CommitOutcome _failing;
    private long _failedAt;
    private bool _tryAgain;
    private long _carriedBytes;
    private long _lastSeq;
    private int _commitsSinceUpkeep;

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
        Index = parts.Index;
        Floors = parts.Floors;
    }

    /// <summary>The blocks in the store.</summary>
    public BlockIndex Index { get; }

    /// <summary>What recovery needs of the journal.</summary>
    public CheckpointFloors Floors { get; }

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

    /// <summary>Commits what waits, without regard to a retry's time, and ends the rest: the journal is closing.</summary>
    public void Finish()
    {
        _tryAgain = true;
        Step();
        while (!IsFailing && _checkpoints.Count > 0 && DoUpkeep())
        {
        }

        Abandon();
    }

    private void Abandon()
    {
        var closed = new CommitOutcome(CommitFailure.Closed, "the journal is closed");
        foreach (CommitBatch batch in _carried.Concat(_queue.Take()))
        {
            if (batch.Events.Count > 0)
            {
                _metrics.Lost(batch.Events.Count, CommitFailure.Closed);
            }

            End(batch, closed);
            EndCheckpoints(batch.Checkpoints, closed);
            batch.Events.Dispose();
        }

        _carried.Clear();
        EndCheckpoints(_checkpoints, closed);
        _checkpoints.Clear();
    }

    private static void EndCheckpoints(IEnumerable<PendingCheckpoint> checkpoints, CommitOutcome outcome)
    {
        foreach (PendingCheckpoint checkpoint in checkpoints)
        {
            checkpoint.Completion.Complete(outcome);
        }
    }

    private void Commit(List<CommitBatch> taken)
    {
        _batches.Clear();
        _batches.AddRange(_carried);
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
            Index.Add(block);
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
                checkpoint.Seq = seq;
                _checkpoints.Enqueue(checkpoint);
            }

            batch.Events.Dispose();
        }

        Volatile.Write(ref _lastSeq, seq);
        _metrics.Commits.Add(1);
        _upkeep.Committed();
        _carried.Clear();
        _carriedBytes = 0;
        _failing = default;
        _health.CommitWorked();
        foreach (CommitBatch batch in _batches)
        {
            End(batch, CommitOutcome.Durable);
        }

        _queue.Ended(room, carries: false);
    }

    private void Fail(CommitOutcome outcome, List<CommitBatch> taken)
    {
        _failing = outcome;
        _failedAt = _time.GetTimestamp();
        _metrics.Failed(outcome.Failure);
        _health.CommitFailed(outcome.Detail);
        FailFast(taken);
    }

    // The tickets learn at once that their events are not on disk, so that callers can decide. The events themselves
    // are kept and written first when the disk is back: a hole in the journal would mislead recovery and explain.
    private void FailFast(List<CommitBatch> taken)
    {
        if (taken.Count == 0)
        {
            return;
        }

        long room = Room(taken);
        foreach (CommitBatch batch in taken)
        {
            _carried.Add(batch);
            _carriedBytes += batch.Events.BodyBytes;
        }

        TrimCarried();
        foreach (CommitBatch batch in taken)
        {
            End(batch, _failing);
        }

        _queue.Ended(room, carries: _carried.Count > 0);
    }

    private void TrimCarried()
    {
        int drop = 0;
        while (_carriedBytes > _options.CarriedBytesMax)
        {
            CommitBatch oldest = _carried[drop++];
            _carriedBytes -= oldest.Events.BodyBytes;
            _metrics.Lost(oldest.Events.Count, _failing.Failure);
            oldest.Events.Dispose();
            EndCheckpoints(oldest.Checkpoints, _failing);
        }

        _carried.RemoveRange(0, drop);
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
        if (IsFailing)
        {
            return false;
        }

        try
        {
            if (_checkpoints.TryPeek(out PendingCheckpoint? checkpoint))
            {
                WriteChunk(checkpoint);
                return true;
            }

            return Floors.IsKnown && _upkeep.Step(Now(), Floors.Lowest);
        }
        catch (JournalStoreException failed)
        {
            if (_checkpoints.TryDequeue(out PendingCheckpoint? checkpoint))
            {
                checkpoint.Completion.Complete(new CommitOutcome(failed.Failure, failed.Message));
            }

            Fail(new CommitOutcome(failed.Failure, failed.Message), []);
            return false;
        }
    }

    private void WriteChunk(PendingCheckpoint checkpoint)
    {
        int index = checkpoint.Written;
        _store.Commit(new StoreWrite
        {
            Chunk = new CheckpointChunk
            {
                Projection = checkpoint.Projection,
                Seq = checkpoint.Seq,
                At = Now(),
                Index = index,
                Body = checkpoint.Chunks.Count == 0 ? default : checkpoint.Chunks[index],
                IsLast = index >= checkpoint.Chunks.Count - 1,
            },
        });
        checkpoint.Written++;
        if (checkpoint.Written >= checkpoint.Chunks.Count)
        {
            _checkpoints.Dequeue();
            Floors.Saved(checkpoint.Projection, checkpoint.Seq);
            _upkeep.Freed();
            checkpoint.Completion.FirstSeq = checkpoint.Seq;
            checkpoint.Completion.Complete(CommitOutcome.Durable);
        }
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
