namespace Tocsin.Journal.Commits;

/// <summary>
/// Events whose commit failed and whose tickets said so, kept to be written first when the disk is back: a hole in the
/// journal would mislead recovery and explain. Bounded; the oldest are lost first. Owned by the writer.
/// </summary>
internal sealed class CarriedBatches(JournalOptions options, JournalMetrics metrics)
{
    private readonly List<CommitBatch> _batches = [];
    private long _bytes;

    /// <summary>The batches in order.</summary>
    public IReadOnlyList<CommitBatch> Batches => _batches;

    /// <summary>Keeps batches, which come after those kept already.</summary>
    public void Add(List<CommitBatch> batches, CommitOutcome failure)
    {
        foreach (CommitBatch batch in batches)
        {
            _batches.Add(batch);
            _bytes += batch.Events.BodyBytes;
        }

        int lost = 0;
        while (_bytes > options.CarriedBytesMax)
        {
            Lose(_batches[lost++], failure);
        }

        _batches.RemoveRange(0, lost);
    }

    /// <summary>All were written.</summary>
    public void Clear()
    {
        _batches.Clear();
        _bytes = 0;
    }

    /// <summary>Gives up all of them.</summary>
    public void LoseAll(CommitOutcome failure)
    {
        foreach (CommitBatch batch in _batches)
        {
            Lose(batch, failure);
        }

        Clear();
    }

    private void Lose(CommitBatch batch, CommitOutcome failure)
    {
        _bytes -= batch.Events.BodyBytes;
        if (batch.Events.Count > 0)
        {
            metrics.Lost(batch.Events.Count, failure.Failure);
        }

        batch.Events.Dispose();
        foreach (Checkpoints.PendingCheckpoint checkpoint in batch.Checkpoints)
        {
            checkpoint.Completion.Complete(failure);
        }
    }
}
