using Tocsin.Journal.Checkpoints;
using Tocsin.Journal.Upkeep;

namespace Tocsin.Journal.Commits;

/// <summary>What the host shares with its writer.</summary>
internal sealed record CommitLoopParts
{
    /// <summary>The limits.</summary>
    public required JournalOptions Options { get; init; }

    /// <summary>The clock, for the length of commits and for retention.</summary>
    public required TimeProvider Time { get; init; }

    /// <summary>The instruments.</summary>
    public required JournalMetrics Metrics { get; init; }

    /// <summary>Where failures are told.</summary>
    public required HealthState Health { get; init; }

    /// <summary>The blocks in the store.</summary>
    public required BlockIndex Index { get; init; }

    /// <summary>What recovery needs of the journal.</summary>
    public required CheckpointFloors Floors { get; init; }
}
