using Tocsin.Journal.Commits;
using Tocsin.Journal.Events;
using Tocsin.Journal.Reading;
using Tocsin.Model.Alerts;

namespace Tocsin.Notify.Hosting;

/// <summary>What the stage takes from its surroundings.</summary>
public sealed record NotifyServices
{
    /// <summary>Where events are appended.</summary>
    public required IJournal Journal { get; init; }

    /// <summary>
    /// The events of the journal with these ascending numbers, without those that it does not have any more. Called from a
    /// thread that may wait for the disk. Null: nothing can be read back, and all that waits stays in memory.
    /// </summary>
    public Func<IReadOnlyList<long>, IEnumerable<JournalRecord>>? ReadEvents { get; init; }

    /// <summary>The clock.</summary>
    public required TimeProvider Time { get; init; }

    /// <summary>Draws the jitter of the back-off; used by the lane alone.</summary>
    public required Random Random { get; init; }

    /// <summary>The instruments.</summary>
    public required NotifyMetrics Metrics { get; init; }

    /// <summary>Whether so much was appended that the lane should save a checkpoint of its state.</summary>
    public Func<bool>? IsCheckpointDue { get; init; }

    /// <summary>Is shown each event after it was appended, on the lane: for log lines. Must not block.</summary>
    public Action<JournalEvent>? Appended { get; init; }

    /// <summary>
    /// Takes alerts of our own about pages that reach nobody, on the lane, as the intake takes those of any sender. Must not
    /// block. Null: nobody is to hear of them.
    /// </summary>
    public Action<IReadOnlyList<Alert>>? RaiseAlerts { get; init; }

    /// <summary>Gives free memory back that is not the runtime's own. Thread-safe; null: there is no such.</summary>
    public Action? GiveBackMemory { get; init; }

    /// <summary>Is told of a bug that ended one unit of work. Must not block.</summary>
    public Action<Exception>? Faulted { get; init; }
}
