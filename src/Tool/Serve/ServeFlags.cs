using Tocsin.Server.Hosting;
using Tocsin.Tool.CommandLine;

namespace Tocsin.Tool.Serve;

/// <summary>The flags that upstream's server takes, in its order, with its defaults.</summary>
internal static class ServeFlags
{
    /// <summary>All of them but help and version.</summary>
    public static IReadOnlyList<FlagSpec> All { get; } =
    [
        Text("config.file", "Alertmanager configuration file name.", "alertmanager.yml"),
        Text("storage.path", "Base path for data storage.", "data/"),
        Duration("data.retention", "How long to keep data for.", "120h"),
        Duration(
            "data.maintenance-interval",
            "Interval between clean-ups and checkpoints of silences, the notification log and the journal.",
            "15m"),
        Integer("silences.max-silences", "Maximum number of silences, including expired ones. No limit if 0 or less."),
        Integer("silences.max-silence-size-bytes", "Maximum size of a silence in bytes. No limit if 0 or less."),
        Switch("log.silences", "Log every change of a silence's status."),
        Duration("alerts.gc-interval", "Interval between removals of resolved alerts.", "30m"),
        Integer("alerts.per-alertname-limit", "Maximum number of alerts per alertname. No limit if 0 or less."),
        Duration("dispatch.maintenance-interval", "Interval between removals of empty groups.", "30s"),
        Duration(
            "dispatch.start-delay",
            "Time to wait after start before alerts are sent. Set it to Prometheus' --rules.alert.resend-delay.",
            "0s"),
        Switch("web.systemd-socket", "Use the listening sockets that systemd hands over instead of addresses."),
        new FlagSpec(
            "web.listen-address",
            "Addresses for the API and the web pages. Repeatable. Examples: `:9093` or `[::1]:9093`.")
        {
            Kind = ValueKind.TextList,
            Default = [":9093"],
        },
        Text("web.config.file", "Path to a file that can enable TLS or authentication.", ""),
        new FlagSpec(
            "web.external-url",
            "The URL under which Alertmanager is externally reachable (for example behind a reverse proxy), for links"
            + " back to it. Its path also prefixes all endpoints. If omitted, it is derived from the host."),
        new FlagSpec(
            "web.route-prefix",
            "Prefix for the internal routes of web endpoints. Defaults to path of --web.external-url."),
        Integer(
            "web.get-concurrency",
            "Maximum number of GET requests processed at once. If 0 or less, the number of processors, at least 8."),
        new FlagSpec("web.timeout", "Timeout for HTTP requests. No timeout if 0 or less.")
        {
            Kind = ValueKind.Duration,
            Default = ["0"],
        },
        new FlagSpec("web.ui-path", "Path to a folder with the web pages, as in Debian's builds.") { Hidden = true },
        new FlagSpec("auto-gomemlimit.ratio", "Accepted for compatibility; the runtime keeps to the limit.")
        {
            Kind = ValueKind.Number,
            Default = ["0.9"],
        },
        .. Cluster,
        Text(
            "enable-feature",
            $"Comma-separated experimental features to enable. Valid options: {string.Join(", ", FeatureFlags.Names)}",
            ""),
        new FlagSpec(
            "log.level",
            "Only log messages with the given severity or above. One of: [debug, info, warn, error]")
        {
            Default = ["info"],
            Check = level => Levels.ContainsKey(level.ToLowerInvariant()) ? null : $"unrecognized log level {level}",
        },
        new FlagSpec("log.format", "Output format of log messages. One of: [logfmt, json]")
        {
            Default = ["logfmt"],
            Check = format => format is "logfmt" or "json" ? null : $"unrecognized log format {format}",
        },
    ];

    /// <summary>The names of log levels.</summary>
    public static IReadOnlyDictionary<string, Server.Logging.LogLevelName> Levels => LevelNames.ByName;

    private static FlagSpec[] Cluster =>
    [
        Text("cluster.listen-address", "Listen address for cluster. Empty disables HA mode.", "0.0.0.0:9094"),
        new("cluster.advertise-address", "Explicit address to advertise in cluster."),
        Text("cluster.peer-name", "Explicit name of the peer, rather than generating a random one", ""),
        new("cluster.peer", "Initial peers (may be repeated).") { Kind = ValueKind.TextList },
        Duration("cluster.peer-timeout", "Time to wait between peers to send notifications.", "15s"),
        Duration("cluster.peers-resolve-timeout", "Time to resolve peers.", "15s"),
        Duration("cluster.gossip-interval", "Interval between sending gossip messages.", "200ms"),
        Duration("cluster.pushpull-interval", "Interval for gossip state syncs.", "1m0s"),
        Duration("cluster.tcp-timeout", "Timeout for streams to a peer.", "10s"),
        Duration("cluster.probe-timeout", "Timeout to wait for the answer of a probed peer.", "500ms"),
        Duration("cluster.probe-interval", "Interval between probes of random peers.", "1s"),
        Duration("cluster.settle-timeout", "Maximum time to wait for the cluster to settle at start.", "1m0s"),
        Duration("cluster.reconnect-interval", "Interval between attempting to reconnect to lost peers.", "10s"),
        Duration("cluster.reconnect-timeout", "Length of time to attempt to reconnect to a lost peer.", "6h0m0s"),
        Text("cluster.tls-config", "Path to a file that enables mutual TLS between peers.", ""),
        Switch(
            "cluster.allow-insecure-public-advertise-address-discovery",
            "Allow alertmanager to discover and listen on a public IP address."),
        Text("cluster.label", "Label on each message, so that two clusters do not mix.", ""),
    ];

    private static FlagSpec Text(string name, string help, string value) => new(name, help) { Default = [value] };

    private static FlagSpec Switch(string name, string help) => new(name, help) { Kind = ValueKind.Switch };

    private static FlagSpec Integer(string name, string help) =>
        new(name, help) { Kind = ValueKind.Whole, Default = ["0"] };

    private static FlagSpec Duration(string name, string help, string value) =>
        new(name, help) { Kind = ValueKind.Duration, Default = [value] };

    /// <summary>Apart, because a static list above may not read a static that is set after it.</summary>
    private static class LevelNames
    {
        public static readonly Dictionary<string, Server.Logging.LogLevelName> ByName = new()
        {
            ["debug"] = Server.Logging.LogLevelName.Debug,
            ["info"] = Server.Logging.LogLevelName.Info,
            ["warn"] = Server.Logging.LogLevelName.Warn,
            ["error"] = Server.Logging.LogLevelName.Error,
        };
    }
}
