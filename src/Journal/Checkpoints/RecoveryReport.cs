namespace Tocsin.Journal.Checkpoints;

/// <summary>What recovery read.</summary>
public sealed record RecoveryReport
{
    /// <summary>How many projections had a checkpoint that could be loaded.</summary>
    public required int Checkpoints { get; init; }

    /// <summary>How many events were replayed.</summary>
    public required long Events { get; init; }

    /// <summary>The number of the last event.</summary>
    public required long LastSeq { get; init; }

    /// <summary>What could not be read, for people; empty if all was well.</summary>
    public required IReadOnlyList<string> Damage { get; init; }
}
