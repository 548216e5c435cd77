namespace Tocsin.Journal.Commits;

/// <summary>How a commit ended.</summary>
/// <param name="Failure">Why the events are not durable; <see cref="CommitFailure.None"/> if they are.</param>
/// <param name="Detail">For people: which file, what happened, what to do. Empty on success.</param>
public readonly record struct CommitOutcome(CommitFailure Failure, string Detail)
{
    /// <summary>The events are on disk.</summary>
    public static CommitOutcome Durable => new(CommitFailure.None, "");

    /// <summary>True if the events are on disk.</summary>
    public bool IsDurable => Failure == CommitFailure.None;
}

/// <summary>Why a commit failed. The name in lower case is the metric's label.</summary>
public enum CommitFailure
{
    /// <summary>It did not fail.</summary>
    None = 0,

    /// <summary>The disk or the quota is full.</summary>
    DiskFull,

    /// <summary>Reading, writing or syncing failed.</summary>
    IoError,

    /// <summary>Another process holds the database.</summary>
    Locked,

    /// <summary>The database is damaged.</summary>
    Corrupt,

    /// <summary>The file or its folder cannot be written.</summary>
    ReadOnly,

    /// <summary>The queue stayed full for longer than an append waits: the disk hangs.</summary>
    Stalled,

    /// <summary>The journal was closed.</summary>
    Closed,

    /// <summary>Anything else.</summary>
    Other,
}
