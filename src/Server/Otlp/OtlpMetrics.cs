using System.Diagnostics.Metrics;

namespace Tocsin.Server.Otlp;

/// <summary>What came by OTLP, meter <c>Tocsin.Otlp</c>. Thread-safe.</summary>
internal sealed class OtlpMetrics : IDisposable
{
    private readonly Meter _meter = new("Tocsin.Otlp");
    private readonly Counter<long> _requests;

    /// <summary>Makes the instruments.</summary>
    public OtlpMetrics() => _requests = _meter.CreateCounter<long>(
        "tocsin_otlp_requests", null, "OTLP requests, by signal, transport and what became of them.");

    /// <summary>Counts an answer.</summary>
    public void Answered(string signal, string transport, OtlpAnswer answer) => _requests.Add(
        1,
        new KeyValuePair<string, object?>("signal", signal),
        new KeyValuePair<string, object?>("transport", transport),
        new KeyValuePair<string, object?>("outcome", OutcomeOf(answer)));

    /// <inheritdoc/>
    public void Dispose() => _meter.Dispose();

    private static string OutcomeOf(OtlpAnswer answer) => answer switch
    {
        OtlpAnswer.Accepted { Rejected: > 0 } => "partial",
        OtlpAnswer.Accepted => "accepted",
        OtlpAnswer.TryLater => "try_later",
        OtlpAnswer.BadData { Fault: OtlpFault.TooLarge } => "too_large",
        OtlpAnswer.BadData { Fault: OtlpFault.Unsupported } => "unsupported",
        _ => "bad_data",
    };
}
