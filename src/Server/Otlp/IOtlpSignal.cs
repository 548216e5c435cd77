namespace Tocsin.Server.Otlp;

/// <summary>One kind of signal that programs send by OTLP: what it is called there, and who takes it.</summary>
/// <remarks>Thread-safe: requests come side by side.</remarks>
internal interface IOtlpSignal
{
    /// <summary>Its names.</summary>
    OtlpService Service { get; }

    /// <summary>Takes a request, and completes when what it accepted is on disk.</summary>
    /// <param name="request">Its body holds until the answer.</param>
    /// <param name="cancellation">Ends the wait; the sender is gone.</param>
    /// <exception cref="IOException">The disk refused it; the sender is told to send it again.</exception>
    ValueTask<OtlpAnswer> TakeAsync(OtlpRequest request, CancellationToken cancellation);
}

/// <summary>The names that a signal has in the protocol. Immutable.</summary>
internal sealed record OtlpService
{
    /// <summary>As a label of metrics: <c>metrics</c>, <c>traces</c>.</summary>
    public required string Name { get; init; }

    /// <summary>The paths of HTTP, below the route prefix.</summary>
    public required IReadOnlyList<string> HttpPaths { get; init; }

    /// <summary>The path of gRPC: the service and its method.</summary>
    public required string GrpcPath { get; init; }

    /// <summary>In JSON, the name of the number of items that were refused: <c>rejectedDataPoints</c>.</summary>
    public required string RejectedName { get; init; }
}

/// <summary>A request, unpacked.</summary>
/// <param name="Body">The message Export…ServiceRequest. Not the taker's to keep.</param>
/// <param name="Encoding">How it is written.</param>
/// <param name="Sender">Who sent it.</param>
internal readonly record struct OtlpRequest(ReadOnlyMemory<byte> Body, OtlpEncoding Encoding, OtlpSender Sender);

/// <summary>How a message is written.</summary>
internal enum OtlpEncoding
{
    /// <summary>Protobuf's bytes.</summary>
    Protobuf = 0,

    /// <summary>Protobuf's JSON, with the ids of spans and traces in hexadecimal.</summary>
    Json = 1,
}

/// <summary>Who sent a request.</summary>
/// <param name="Tenant">What <c>X-Scope-OrgID</c> says, else who logged in.</param>
/// <param name="Peer">The address at the other end of the connection; empty if it is not known.</param>
internal readonly record struct OtlpSender(string Tenant, string Peer);
