using Tocsin.Routing.Recovery;

namespace Tocsin.Routing.Lanes;

/// <summary>What the router's lane needs from outside.</summary>
public sealed record RouterLaneOptions
{
    /// <summary>The clock.</summary>
    public required TimeProvider Time { get; init; }

    /// <summary>What a checkpoint saves; null to save none.</summary>
    public RouterProjection? Projection { get; init; }

    /// <summary>How often a checkpoint is saved; it bounds the time that a start takes.</summary>
    public TimeSpan CheckpointInterval { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>Whether so much was appended that a checkpoint should be saved early; null for never.</summary>
    public Func<bool>? IsCheckpointDue { get; init; }

    /// <summary>Told of an exception that ended a unit of work: a bug of ours.</summary>
    public Action<Exception> OnFault { get; init; } = static _ => { };
}
