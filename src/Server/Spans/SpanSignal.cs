using Tocsin.Server.Otlp;
using Tocsin.Signals.Spans;

namespace Tocsin.Server.Spans;

/// <summary>Traces, as they come by OTLP. Thread-safe.</summary>
internal sealed class SpanSignal(SpanReceiver receiver, TimeProvider time) : IOtlpSignal
{
    /// <inheritdoc/>
    public OtlpService Service { get; } = new()
    {
        Name = "traces",
        HttpPaths = ["/v1/traces", "/api/v1/otlp/v1/traces"],
        GrpcPath = "/opentelemetry.proto.collector.trace.v1.TraceService/Export",
        RejectedName = "rejectedSpans",
    };

    /// <summary>Takes a request. What it counts is on disk when it is answered.</summary>
    public async ValueTask<OtlpAnswer> TakeAsync(OtlpRequest request, CancellationToken cancellation)
    {
        long nowMs = time.GetUtcNow().ToUnixTimeMilliseconds();
        SpansTaken taken = await receiver.TakeAsync(request.Body, request.Encoding == OtlpEncoding.Json, nowMs)
            .ConfigureAwait(false);
        return taken.Fault is { } fault ? new OtlpAnswer.BadData(fault)
            : taken.Rejected > 0 ? new OtlpAnswer.Accepted(taken.Rejected, taken.Reason!)
            : OtlpAnswer.All;
    }
}
