using Tocsin.Server.Config.Probes;
using Tocsin.Signals.Probes;

namespace Tocsin.Server.Probes;

/// <summary>One probe under way. One task at a time touches it.</summary>
internal sealed class ProbeRun : IDisposable
{
    private readonly List<IDisposable> _open = [];

    /// <summary>What is probed.</summary>
    public required string Target { get; init; }

    /// <summary>How.</summary>
    public required ProbeModuleConfig Module { get; init; }

    /// <summary>What it needs.</summary>
    public required ProbeServices Services { get; init; }

    /// <summary>The clock.</summary>
    public required TimeProvider Time { get; init; }

    /// <summary>The steps.</summary>
    public required ProbeTrail Trail { get; init; }

    /// <summary>Ends when the time is over, or whoever asked is gone.</summary>
    public required CancellationToken Cancellation { get; init; }

    /// <summary>What was measured.</summary>
    public ProbeMetrics Metrics { get; } = new();

    /// <summary>Lets something end with the probe, however it ends: a connection that hangs, too.</summary>
    public T Own<T>(T open)
        where T : IDisposable
    {
        lock (_open)
        {
            _open.Add(open);
        }

        return open;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (_open)
        {
            for (int i = _open.Count - 1; i >= 0; i--)
            {
                _open[i].Dispose();
            }

            _open.Clear();
        }
    }
}
