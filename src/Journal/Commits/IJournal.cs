using Tocsin.Journal.Checkpoints;
using Tocsin.Journal.Events;

namespace Tocsin.Journal.Commits;

/// <summary>What a stage does with the journal: append what happened, and learn when it is on disk.</summary>
/// <remarks>
/// Thread-safe. Appending encodes on the calling thread and does no I/O. It waits only while the bounded queue is full,
/// and then no longer than the configured time: paging goes on without a disk, with tickets that say so.
/// </remarks>
public interface IJournal
{
    /// <summary>Appends one event. The event is not kept; its ticket tells when it is on disk.</summary>
    CommitTicket Append(JournalEvent happened);

    /// <summary>
    /// Appends events that become durable together or not at all, in this order with nothing in between.
    /// </summary>
    CommitTicket Append(ReadOnlySpan<JournalEvent> happened);

    /// <summary>A ticket over everything appended so far, by anyone. Durable at once if nothing is under way.</summary>
    CommitTicket Barrier();

    /// <summary>
    /// Saves a projection's state at this place of the journal: it includes the effect of every event that its owner
    /// appended before, and of none after. Call from the owner of the state; <see cref="IProjection.Save"/> runs at
    /// once on the calling thread, and the writing happens piecemeal in the background.
    /// </summary>
    CommitTicket SaveCheckpoint(IProjection projection);
}
