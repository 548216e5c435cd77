namespace Tocsin.Server.Hosting;

/// <summary>How the cluster side is started.</summary>
public sealed record ClusterOptions
{
    /// <summary>Address to listen on; empty switches the cluster off.</summary>
    public string ListenAddress { get; init; } = "0.0.0.0:9094";

    /// <summary>Address that peers are told; empty takes the one listened on.</summary>
    public string AdvertiseAddress { get; init; } = "";

    /// <summary>Name of this peer; empty makes one up.</summary>
    public string PeerName { get; init; } = "";

    /// <summary>Peers to join.</summary>
    public IReadOnlyList<string> Peers { get; init; } = [];

    /// <summary>Time that each peer waits for those before it.</summary>
    public TimeSpan PeerTimeout { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>Time to look up the names of peers.</summary>
    public TimeSpan PeersResolveTimeout { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>Time between gossip messages.</summary>
    public TimeSpan GossipInterval { get; init; } = TimeSpan.FromMilliseconds(200);

    /// <summary>Time between exchanges of the whole state.</summary>
    public TimeSpan PushPullInterval { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>Time that a stream to a peer may take.</summary>
    public TimeSpan TcpTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Time to wait for the answer to a probe.</summary>
    public TimeSpan ProbeTimeout { get; init; } = TimeSpan.FromMilliseconds(500);

    /// <summary>Time between probes.</summary>
    public TimeSpan ProbeInterval { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Time at start in which the cluster may settle.</summary>
    public TimeSpan SettleTimeout { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>Time between attempts to reach a lost peer.</summary>
    public TimeSpan ReconnectInterval { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Time after which a lost peer is given up.</summary>
    public TimeSpan ReconnectTimeout { get; init; } = TimeSpan.FromHours(6);

    /// <summary>File with mutual TLS between peers; empty for none.</summary>
    public string TlsConfigFile { get; init; } = "";

    /// <summary>Whether a public address may be found out and used.</summary>
    public bool AllowInsecurePublicAdvertiseAddress { get; init; }

    /// <summary>Label that messages carry so that two clusters do not mix.</summary>
    public string Label { get; init; } = "";
}
