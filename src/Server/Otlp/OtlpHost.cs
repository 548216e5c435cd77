namespace Tocsin.Server.Otlp;

/// <summary>All that is taken by OTLP in the running server. Thread-safe.</summary>
internal sealed class OtlpHost : IDisposable
{
    private readonly OtlpMetrics _metrics = new();

    /// <summary>Takes these signals.</summary>
    public OtlpHost(params IReadOnlyList<IOtlpSignal> signals) =>
        Intakes = [.. signals.Select(signal => new OtlpIntake(signal, _metrics))];

    /// <summary>What the transports hand requests to, one for each signal.</summary>
    public IReadOnlyList<OtlpIntake> Intakes { get; }

    /// <inheritdoc/>
    public void Dispose() => _metrics.Dispose();
}
