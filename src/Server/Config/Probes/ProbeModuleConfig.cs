using Tocsin.Notify.Http;
using Tocsin.Yaml;

namespace Tocsin.Server.Config.Probes;

/// <summary>A module: how to probe, and what is good.</summary>
public sealed record ProbeModuleConfig
{
    /// <summary>How: <c>http</c>, <c>tcp</c>, <c>dns</c>, <c>icmp</c>, <c>grpc</c>, <c>unix</c>, <c>websocket</c>.</summary>
    public string Prober { get; init; } = "";

    /// <summary>How long it may take; zero for what the scraper says.</summary>
    public TimeSpan Timeout { get; init; }

    /// <summary>By HTTP.</summary>
    public HttpProbeConfig Http { get; init; } = new();

    /// <summary>By TCP.</summary>
    public TcpProbeConfig Tcp { get; init; } = new();

    /// <summary>By ping.</summary>
    public IcmpProbeConfig Icmp { get; init; } = new();

    /// <summary>By DNS; null if nothing is said of it.</summary>
    public DnsProbeConfig? Dns { get; init; }

    /// <summary>By gRPC.</summary>
    public GrpcProbeConfig Grpc { get; init; } = new();

    /// <summary>By a socket of this machine.</summary>
    public UnixProbeConfig Unix { get; init; } = new();

    /// <summary>By WebSocket, which is not served.</summary>
    public YamlValue Websocket { get; init; } = YamlValue.Null;

    /// <summary>How it is read and printed.</summary>
    public static YamlSchema<ProbeModuleConfig> Schema { get; } = new YamlSchema<ProbeModuleConfig>("config.Module", new())
        .Optional("prober", YamlTypes.Text, c => c.Prober, (c, v) => c with { Prober = v })
        .Optional("timeout", ConfigTypes.GoDuration, c => c.Timeout, (c, v) => c with { Timeout = v })
        .Optional("http", HttpProbeConfig.Schema, c => c.Http, (c, v) => c with { Http = v })
        .Optional("tcp", TcpProbeConfig.Schema, c => c.Tcp, (c, v) => c with { Tcp = v })
        .Optional("icmp", IcmpProbeConfig.Schema, c => c.Icmp, (c, v) => c with { Icmp = v })
        .Optional("dns", DnsProbeConfig.Schema.OrNull(), c => c.Dns, (c, v) => c with { Dns = v })
        .Optional("grpc", GrpcProbeConfig.Schema, c => c.Grpc, (c, v) => c with { Grpc = v })
        .Optional("unix", UnixProbeConfig.Schema, c => c.Unix, (c, v) => c with { Unix = v })
        .Optional("websocket", YamlTypes.Any, c => c.Websocket, (c, v) => c with { Websocket = v })
        .Rule(Check);

    /// <summary>Why no probe can be made by it; null if one can.</summary>
    public string? Unserved => Prober switch
    {
        "websocket" => "Tocsin does not probe by WebSocket; probe the server's HTTP with a module of its own",
        "http" when Http.EnableHttp3 => "Tocsin does not speak HTTP/3; leave enable_http3 out",
        "http" when Http.JsonMatches.Length + Http.JsonNotMatches.Length > 0 =>
            "Tocsin does not read CEL; say it with fail_if_body_matches_regexp or fail_if_body_not_matches_regexp",
        _ => null,
    };

    /// <summary>The same with relative files taken from a folder.</summary>
    public ProbeModuleConfig InDirectory(string directory) => this with
    {
        Http = Http.InDirectory(directory),
        Tcp = Tcp with { TlsConfig = Tcp.TlsConfig.InDirectory(directory) },
        Dns = Dns is null ? null : Dns with { TlsConfig = Dns.TlsConfig.InDirectory(directory) },
        Grpc = Grpc with { TlsConfig = Grpc.TlsConfig.InDirectory(directory) },
        Unix = Unix with { TlsConfig = Unix.TlsConfig.InDirectory(directory) },
    };

    private static ProbeModuleConfig Check(ProbeModuleConfig c, YamlRules rules)
    {
        if (c.Prober is not ("http" or "tcp" or "icmp" or "dns" or "grpc" or "unix" or "websocket"))
        {
            rules.Fail($"prober '{c.Prober}' is not valid", "prober", "there are http, tcp, dns, icmp, grpc and unix");
        }
        else if (c.Prober == "dns" && c.Dns is null)
        {
            rules.Fail("query name must be set for DNS module", hint: "write dns: {query_name: example.com}");
        }

        if (c.Timeout < TimeSpan.Zero)
        {
            rules.Fail("timeout must not be negative", "timeout");
        }

        if (c.Unserved is { } reason)
        {
            rules.Warn($"{reason}. A probe by this module is refused");
        }

        return c;
    }
}
