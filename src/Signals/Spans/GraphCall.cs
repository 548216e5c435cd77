namespace Tocsin.Signals.Spans;

/// <summary>A call from one service to another, as far as it is known.</summary>
internal struct GraphCall
{
    /// <summary>The trace, first half.</summary>
    public ulong TraceHigh;

    /// <summary>The trace, second half.</summary>
    public ulong TraceLow;

    /// <summary>The client's span, which is the parent of the server's.</summary>
    public ulong SpanId;

    /// <summary>Who calls; null while it is not known.</summary>
    public string? Client;

    /// <summary>Who is called; null while it is not known.</summary>
    public string? Server;

    /// <summary>What the client says that it calls; null if it says nothing.</summary>
    public string? Peer;

    /// <summary>How long it took as the client saw it, in nanoseconds.</summary>
    public ulong? ClientNs;

    /// <summary>How long it took as the server saw it, in nanoseconds.</summary>
    public ulong? ServerNs;

    /// <summary>By what kind of connection.</summary>
    public ConnectionType Type;

    /// <summary>Whether either side ended with an error.</summary>
    public bool HasFailed;

    /// <summary>True if it belongs to a trace.</summary>
    public readonly bool HasTrace => (TraceHigh | TraceLow) != 0;
}

/// <summary>By what kind of connection one service calls another.</summary>
internal enum ConnectionType : byte
{
    /// <summary>A request.</summary>
    Request = 0,

    /// <summary>A message that is sent and received.</summary>
    Messaging = 1,

    /// <summary>A request to a database.</summary>
    Database = 2,

    /// <summary>One end sends no spans.</summary>
    Virtual = 3,
}
