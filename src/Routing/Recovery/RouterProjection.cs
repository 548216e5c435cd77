using Tocsin.Journal.Checkpoints;
using Tocsin.Journal.Events;
using Tocsin.Model;

namespace Tocsin.Routing.Recovery;

/// <summary>The router as the journal sees it: read back before it runs, and saved while it runs.</summary>
/// <remarks>Not thread-safe: recovery first, then only the router's lane.</remarks>
public sealed class RouterProjection : IProjection
{
    private RouterState? _state = new();
    private RouterCore? _core;
    private Instant _now;

    /// <inheritdoc/>
    public string Name => "router";

    /// <inheritdoc/>
    public void Apply(long seq, JournalEvent happened) => _state?.Apply(happened);

    /// <inheritdoc/>
    public void Load(CheckpointReader reader)
    {
        _state = new RouterState();
        RouterCheckpoint.Load(reader, _state);
    }

    /// <inheritdoc/>
    public void Save(CheckpointWriter writer) => _core?.Save(writer, _now);

    /// <summary>Hands what was read back to the router, which from now on is what is saved.</summary>
    public void Restore(RouterCore core, Instant now)
    {
        core.Restore(_state ?? throw new InvalidOperationException("the router was restored before"), now);
        _state = null;
        _core = core;
    }

    /// <summary>Sets the instant of the checkpoint that is about to be saved.</summary>
    public void TakenAt(Instant now) => _now = now;
}
