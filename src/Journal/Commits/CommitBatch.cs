using Tocsin.Journal.Checkpoints;
using Tocsin.Journal.Format;

namespace Tocsin.Journal.Commits;

/// <summary>The events that are committed together. Filled under the queue's lock, then owned by the writer.</summary>
internal sealed class CommitBatch
{
    /// <summary>The events.</summary>
    public BlockBuilder Events { get; } = new();

    /// <summary>Checkpoints that were saved right behind this batch's last event.</summary>
    public List<PendingCheckpoint> Checkpoints { get; } = [];

    /// <summary>Tells the tickets how it ended.</summary>
    public CommitCompletion Completion { get; } = new();
}
