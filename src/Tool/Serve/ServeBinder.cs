using System.Collections.Frozen;
using Tocsin.Server.Hosting;
using Tocsin.Server.Logging;
using Tocsin.Server.Series;
using Tocsin.Tool.CommandLine;

namespace Tocsin.Tool.Serve;

/// <summary>Turns the flags of a started server into its options.</summary>
internal static class ServeBinder
{
    /// <summary>The options that <paramref name="given"/> asks for.</summary>
    /// <param name="given">The parsed command line.</param>
    /// <param name="program">The name the server was started by.</param>
    public static ServeOptions Bind(Invocation given, string program) => new()
    {
        ProgramName = program,
        NamedFlags = ServeFlags.All.Select(f => f.Name).Where(given.WasGiven).ToFrozenSet(),
        Flags = ServeFlags.All.ToFrozenDictionary(f => f.Name, f => string.Join(',', given.List(f.Name))),
        ConfigFile = given.Text("config.file"),
        StoragePath = given.Text("storage.path"),
        Retention = given.Duration("data.retention"),
        MaintenanceInterval = given.Duration("data.maintenance-interval"),
        SilencesMax = given.Whole("silences.max-silences"),
        SilenceBytesMax = given.Whole("silences.max-silence-size-bytes"),
        LogSilences = given.IsOn("log.silences"),
        AlertGcInterval = given.Duration("alerts.gc-interval"),
        AlertsPerNameMax = given.Whole("alerts.per-alertname-limit"),
        DispatchMaintenanceInterval = given.Duration("dispatch.maintenance-interval"),
        DispatchStartDelay = given.Duration("dispatch.start-delay"),
        Web = Web(given),
        Cluster = Cluster(given),
        EnableFeature = given.Text("enable-feature"),
        MemoryLimitRatio = given.Number("auto-gomemlimit.ratio"),
        LogLevel = ServeFlags.Levels[given.Text("log.level").ToLowerInvariant()],
        LogFormat = given.Text("log.format") == "json" ? LogFormat.Json : LogFormat.Logfmt,
    };

    /// <summary>
    /// The options of <c>tocsin serve</c>: a file that is not named and not there is no error, the embedded default
    /// takes its place.
    /// </summary>
    public static ServeOptions BindTocsin(Invocation given)
    {
        ServeOptions options = Bind(given, "tocsin");
        string tocsinFile = given.Text("config");
        return options with
        {
            Series = new SeriesOptions(),
            ConfigFile = given.WasGiven("config.file") || File.Exists(options.ConfigFile) ? options.ConfigFile : null,
            TocsinFile = given.WasGiven("config") || File.Exists(tocsinFile) ? tocsinFile : null,
        };
    }

    private static WebOptions Web(Invocation given) => new()
    {
        ListenAddresses = given.List("web.listen-address"),
        SystemdSocket = given.IsOn("web.systemd-socket"),
        ConfigFile = given.Text("web.config.file"),
        ExternalUrl = given.Text("web.external-url"),
        RoutePrefix = given.Text("web.route-prefix"),
        GetConcurrency = given.Whole("web.get-concurrency"),
        Timeout = given.Duration("web.timeout"),
        UiPath = given.Text("web.ui-path"),
    };

    private static ClusterOptions Cluster(Invocation given) => new()
    {
        ListenAddress = given.Text("cluster.listen-address"),
        AdvertiseAddress = given.Text("cluster.advertise-address"),
        PeerName = given.Text("cluster.peer-name"),
        Peers = given.List("cluster.peer"),
        PeerTimeout = given.Duration("cluster.peer-timeout"),
        PeersResolveTimeout = given.Duration("cluster.peers-resolve-timeout"),
        GossipInterval = given.Duration("cluster.gossip-interval"),
        PushPullInterval = given.Duration("cluster.pushpull-interval"),
        TcpTimeout = given.Duration("cluster.tcp-timeout"),
        ProbeTimeout = given.Duration("cluster.probe-timeout"),
        ProbeInterval = given.Duration("cluster.probe-interval"),
        SettleTimeout = given.Duration("cluster.settle-timeout"),
        ReconnectInterval = given.Duration("cluster.reconnect-interval"),
        ReconnectTimeout = given.Duration("cluster.reconnect-timeout"),
        TlsConfigFile = given.Text("cluster.tls-config"),
        AllowInsecurePublicAdvertiseAddress = given.IsOn("cluster.allow-insecure-public-advertise-address-discovery"),
        Label = given.Text("cluster.label"),
    };
}
