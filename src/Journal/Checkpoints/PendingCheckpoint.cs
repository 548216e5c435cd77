using Tocsin.Journal.Commits;

namespace Tocsin.Journal.Checkpoints;

/// <summary>A saved state on its way to the store.</summary>
internal sealed class PendingCheckpoint(string projection, long oldestNeeded, IReadOnlyList<ReadOnlyMemory<byte>> chunks)
{
    /// <summary>Whose state it is.</summary>
    public string Projection { get; } = projection;

    /// <summary>The first event that the state points to; the largest number if there is none.</summary>
    public long OldestNeeded { get; } = oldestNeeded;

    /// <summary>The state, as cut by the writer.</summary>
    public IReadOnlyList<ReadOnlyMemory<byte>> Chunks { get; } = chunks;

    /// <summary>The last event whose effect the state includes; set when the events before it are on disk.</summary>
    public long Seq { get; set; }

    /// <summary>How many chunks are in the store.</summary>
    public int Written { get; set; }

    /// <summary>Tells the ticket how it ended.</summary>
    public CommitCompletion Completion { get; } = new();
}
