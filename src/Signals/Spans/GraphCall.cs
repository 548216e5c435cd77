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

    /// <summary>Reads a call that was saved.</summary>
    public static GraphCall Load(BinaryReader from)
    {
        var call = new GraphCall
        {
            TraceHigh = from.ReadUInt64(),
            TraceLow = from.ReadUInt64(),
            SpanId = from.ReadUInt64(),
            Type = (ConnectionType)from.ReadByte(),
            HasFailed = from.ReadBoolean(),
        };
        call.Client = from.ReadBoolean() ? from.ReadString() : null;
        call.Server = from.ReadBoolean() ? from.ReadString() : null;
        call.Peer = from.ReadBoolean() ? from.ReadString() : null;
        call.ClientNs = from.ReadBoolean() ? from.ReadUInt64() : null;
        call.ServerNs = from.ReadBoolean() ? from.ReadUInt64() : null;
        return call;
    }

    /// <summary>Writes it.</summary>
    public readonly void Save(BinaryWriter into)
    {
        into.Write(TraceHigh);
        into.Write(TraceLow);
        into.Write(SpanId);
        into.Write((byte)Type);
        into.Write(HasFailed);
        Save(into, Client);
        Save(into, Server);
        Save(into, Peer);
        Save(into, ClientNs);
        Save(into, ServerNs);
    }

    private static void Save(BinaryWriter into, string? name)
    {
        into.Write(name is not null);
        if (name is not null)
        {
            into.Write(name);
        }
    }

    private static void Save(BinaryWriter into, ulong? nanoseconds)
    {
        into.Write(nanoseconds is not null);
        if (nanoseconds is { } known)
        {
            into.Write(known);
        }
    }
}

/// <summary>By what kind of connection one service calls another. Persisted: values are never reused.</summary>
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
