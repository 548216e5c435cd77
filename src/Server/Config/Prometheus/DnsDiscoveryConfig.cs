using Tocsin.Notify.Http;
using Tocsin.Yaml;

namespace Tocsin.Server.Config.Prometheus;

/// <summary>Names that DNS resolves into targets: an item of <c>dns_sd_configs</c>.</summary>
public sealed record DnsDiscoveryConfig
{
    /// <summary>The names.</summary>
    public IReadOnlyList<string> Names { get; init; } = [];

    /// <summary>How often they are resolved.</summary>
    public TimeSpan RefreshInterval { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary><c>A</c>, <c>AAAA</c>, <c>MX</c> or <c>SRV</c>.</summary>
    public string Type { get; init; } = "SRV";

    /// <summary>The port of the targets, where the record has none.</summary>
    public long Port { get; init; }

    /// <summary>How it is read and printed.</summary>
    public static YamlSchema<DnsDiscoveryConfig> Schema { get; } = new YamlSchema<DnsDiscoveryConfig>("dns.SDConfig", new())
        .Field("names", YamlTypes.ListOf(YamlTypes.Text), c => c.Names, (c, v) => c with { Names = v })
        .Optional("refresh_interval", ConfigTypes.Duration, c => c.RefreshInterval, (c, v) => c with { RefreshInterval = v })
        .Field("type", YamlTypes.Text, c => c.Type, (c, v) => c with { Type = v.ToUpperInvariant() })
        .Optional("port", YamlTypes.Whole, c => c.Port, (c, v) => c with { Port = v })
        .Rule(Check);

    // Source: Prometheus discovery/dns, SDConfig.UnmarshalYAML.
    private static DnsDiscoveryConfig Check(DnsDiscoveryConfig c, YamlRules rules)
    {
        if (c.Names.Count == 0)
        {
            rules.Fail("DNS-SD config must contain at least one SRV record name");
        }

        if (c.Type is not ("SRV" or "A" or "AAAA" or "MX"))
        {
            rules.Fail($"invalid DNS-SD records type {c.Type}", "type", "there are A, AAAA, MX and SRV");
        }
        else if (c.Type != "SRV" && c.Port == 0)
        {
            rules.Fail("a port is required in DNS-SD configs for all record types except SRV", "type");
        }

        if (c.Port is < 0 or > 65535)
        {
            rules.Fail($"{c.Port} is not a port", "port");
        }

        if (c.RefreshInterval <= TimeSpan.Zero)
        {
            rules.Fail("refresh_interval must be greater than zero", "refresh_interval");
        }

        return c;
    }
}
