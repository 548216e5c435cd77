using Tocsin.Journal.Commits;
using Tocsin.Journal.Stores;
using Tocsin.Model;

namespace Tocsin.Journal.Checkpoints;

/// <summary>
/// Saved states on their way to the store, one chunk at a time between commits: 15 MB written at once would hold up
/// every commit, and so every answer of the program, for as long. Owned by the writer.
/// </summary>
internal sealed class CheckpointBacklog(IBlockStore store, CheckpointFloors floors)
{
    private readonly Queue<PendingCheckpoint> _waiting = [];

    /// <summary>True if there is nothing to write.</summary>
    public bool IsEmpty => _waiting.Count == 0;

    /// <summary>Takes a state whose last event is on disk.</summary>
    public void Add(PendingCheckpoint checkpoint, long seq)
    {
        checkpoint.Seq = seq;
        _waiting.Enqueue(checkpoint);
    }

    /// <summary>Writes the next chunk; true if with it a checkpoint is whole.</summary>
    /// <exception cref="JournalStoreException">The store failed.</exception>
    public bool WriteChunk(Instant now)
    {
        PendingCheckpoint checkpoint = _waiting.Peek();
        int index = checkpoint.Written;
        bool last = index >= checkpoint.Chunks.Count - 1;
        store.Commit(new StoreWrite
        {
            Chunk = new CheckpointChunk
            {
                Projection = checkpoint.Projection,
                Seq = checkpoint.Seq,
                At = now,
                Index = index,
                Body = checkpoint.Chunks.Count == 0 ? default : checkpoint.Chunks[index],
                IsLast = last,
            },
        });
        checkpoint.Written++;
        if (last)
        {
            _waiting.Dequeue();
            floors.Saved(checkpoint.Projection, checkpoint.Seq, checkpoint.OldestNeeded);
            checkpoint.Completion.FirstSeq = checkpoint.Seq;
            checkpoint.Completion.Complete(CommitOutcome.Durable);
        }

        return last;
    }

    /// <summary>
    /// Gives up the state at hand, because its chunk could not be written; its owner will save a newer one.
    /// </summary>
    public void FailFirst(CommitOutcome failure)
    {
        if (_waiting.TryDequeue(out PendingCheckpoint? checkpoint))
        {
            floors.Failed(checkpoint.Projection);
            checkpoint.Completion.Complete(failure);
        }
    }

    /// <summary>Gives up all of them.</summary>
    public void FailAll(CommitOutcome failure)
    {
        while (!IsEmpty)
        {
            FailFirst(failure);
        }
    }
}
