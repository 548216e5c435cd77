namespace Tocsin.Server.Otlp;

/// <summary>All that is taken by OTLP in the running server. Thread-safe.</summary>
internal sealed class OtlpHost : IDisposable
{
    private readonly OtlpMetrics _metrics = new();
    private readonly IReadOnlyList<IOtlpSignal> _signals;

    /// <summary>Takes these signals, and disposes of those that want it.</summary>
    public OtlpHost(params IReadOnlyList<IOtlpSignal> signals)
    {
        _signals = signals;
        Intakes = [.. signals.Select(signal => new OtlpIntake(signal, _metrics))];
    }

    /// <summary>What the transports hand requests to, one for each signal.</summary>
    public IReadOnlyList<OtlpIntake> Intakes { get; }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (IDisposable signal in _signals.OfType<IDisposable>())
        {
            signal.Dispose();
        }

        _metrics.Dispose();
    }
}
