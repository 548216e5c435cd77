using Tocsin.Yaml;

namespace Tocsin.Server.Config.Prometheus;

/// <summary>How targets are found.</summary>
public sealed record DiscoveryConfig
{
    private const string Elsewhere = "have something write its targets into a file and name that in file_sd_configs, "
        + "or answer them by HTTP for http_sd_configs; docs/scraping.md has examples";

    private static readonly string[] Refused =
    [
        "azure_sd_configs", "consul_sd_configs", "digitalocean_sd_configs", "docker_sd_configs", "dockerswarm_sd_configs",
        "ec2_sd_configs", "eureka_sd_configs", "gce_sd_configs", "hetzner_sd_configs", "ionos_sd_configs",
        "kubernetes_sd_configs", "kuma_sd_configs", "lightsail_sd_configs", "linode_sd_configs", "marathon_sd_configs",
        "nerve_sd_configs", "nomad_sd_configs", "openstack_sd_configs", "ovhcloud_sd_configs", "puppetdb_sd_configs",
        "scaleway_sd_configs", "serverset_sd_configs", "stackit_sd_configs", "triton_sd_configs", "uyuni_sd_configs",
        "vultr_sd_configs",
    ];

    /// <summary>Targets that the configuration itself names.</summary>
    public IReadOnlyList<StaticGroupConfig> Static { get; init; } = [];

    /// <summary>Files with targets.</summary>
    public IReadOnlyList<FileDiscoveryConfig> Files { get; init; } = [];

    /// <summary>Servers that answer targets.</summary>
    public IReadOnlyList<HttpDiscoveryConfig> Http { get; init; } = [];

    /// <summary>Names that DNS resolves into targets.</summary>
    public IReadOnlyList<DnsDiscoveryConfig> Dns { get; init; } = [];

    /// <summary>Adds the keys to a schema in which they stand beside others.</summary>
    public static YamlSchema<T> AddKeys<T>(YamlSchema<T> schema, Func<T, DiscoveryConfig> get, Func<T, DiscoveryConfig, T> set)
        where T : class
    {
        schema
            .Optional("static_configs", ListOf(StaticGroupConfig.Schema, "static_configs"),
                c => get(c).Static, (c, v) => set(c, get(c) with { Static = v }))
            .Optional("file_sd_configs", ListOf(FileDiscoveryConfig.Schema, "file_sd_configs"),
                c => get(c).Files, (c, v) => set(c, get(c) with { Files = v }))
            .Optional("http_sd_configs", ListOf(HttpDiscoveryConfig.Schema, "http_sd_configs"),
                c => get(c).Http, (c, v) => set(c, get(c) with { Http = v }))
            .Optional("dns_sd_configs", ListOf(DnsDiscoveryConfig.Schema, "dns_sd_configs"),
                c => get(c).Dns, (c, v) => set(c, get(c) with { Dns = v }));
        foreach (string name in Refused)
        {
            schema.Optional(name, new RefusedKey(Elsewhere), _ => YamlValue.Null, (c, _) => c);
        }

        return schema;
    }

    /// <summary>The same with relative files taken from a folder.</summary>
    public DiscoveryConfig InDirectory(string directory) => this with
    {
        Files = [.. Files.Select(config => config.InDirectory(directory))],
        Http = [.. Http.Select(config => config with { Client = config.Client.InDirectory(directory) })],
    };

    /// <summary>Reports addresses of static targets that are URLs, which is what most people write first.</summary>
    // Source: Prometheus config, CheckTargetAddress.
    public void CheckAddresses(YamlRules rules)
    {
        foreach (string address in Static.SelectMany(group => group.Targets)
            .Where(address => address.Contains('/', StringComparison.Ordinal)))
        {
            rules.Fail($"\"{address}\" is not a valid hostname", "static_configs",
                "a target is host:port; the rest of its URL is said by scheme, metrics_path and params");
        }
    }

    private static YamlType<IReadOnlyList<TItem>> ListOf<TItem>(YamlType<TItem> item, string key) =>
        YamlTypes.ListOf(YamlTypes.Required(item, $"empty or null section in {key}"));
}
