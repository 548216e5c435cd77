using System.Collections.Concurrent;
using System.Text;
using Tocsin.Server.Otlp;

namespace Tocsin.Server.Tests.Otlp;

/// <summary>A signal that keeps what it is sent and answers as it is told.</summary>
internal sealed class FakeSignal : IOtlpSignal
{
    public OtlpService Service { get; } = new()
    {
        Name = "things",
        HttpPaths = ["/v1/things", "/api/v1/otlp/v1/things"],
        GrpcPath = "/opentelemetry.proto.collector.things.v1.ThingsService/Export",
        RejectedName = "rejectedThings",
    };

    public ConcurrentQueue<(string Body, OtlpEncoding Encoding, string Tenant)> Taken { get; } = [];

    public Func<Task<OtlpAnswer>> Answer { get; set; } = () => Task.FromResult(OtlpAnswer.All);

    public async ValueTask<OtlpAnswer> TakeAsync(OtlpRequest request, CancellationToken cancellation)
    {
        Taken.Enqueue((Encoding.UTF8.GetString(request.Body.Span), request.Encoding, request.Sender.Tenant));
        return await Answer();
    }
}
