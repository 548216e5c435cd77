using Tocsin.Model.Relabel;
using Tocsin.Notify.Http;
using Tocsin.Yaml;

namespace Tocsin.Server.Config.Prometheus;

/// <summary>One set of Alertmanagers, and how to reach them: an item of <c>alerting.alertmanagers</c>.</summary>
public sealed record AlertmanagersConfig
{
    /// <summary><c>http</c> or <c>https</c>.</summary>
    public string Scheme { get; init; } = "http";

    /// <summary>What stands before <c>/api/v2/alerts</c>.</summary>
    public string PathPrefix { get; init; } = "";

    /// <summary>Always <c>v2</c>.</summary>
    public string ApiVersion { get; init; } = "v2";

    /// <summary>How long one request may take.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How requests are made.</summary>
    public HttpClientConfig Client { get; init; } = HttpClientConfig.Default;

    /// <summary>Where they are.</summary>
    public DiscoveryConfig Discovery { get; init; } = new();

    /// <summary>What becomes of their addresses.</summary>
    public IReadOnlyList<RelabelConfig> RelabelConfigs { get; init; } = [];

    /// <summary>What becomes of the labels of each alert, after the rules of all sets.</summary>
    public IReadOnlyList<RelabelConfig> AlertRelabelConfigs { get; init; } = [];

    /// <summary>How it is read and printed.</summary>
    public static YamlSchema<AlertmanagersConfig> Schema { get; } =
        new YamlSchema<AlertmanagersConfig>("config.AlertmanagerConfig", new()).WithoutUnmarshaler()
        .Include(s => HttpClientConfig.AddKeys(s, c => c.Client, (c, v) => c with { Client = v }))
        .Include(s => DiscoveryConfig.AddKeys(s, c => c.Discovery, (c, v) => c with { Discovery = v }))
        .Optional("sigv4", new RefusedKey("put a proxy that signs requests between Tocsin and that Alertmanager"),
            _ => YamlValue.Null, (c, _) => c)
        .Optional("scheme", YamlTypes.Text, c => c.Scheme, (c, v) => c with { Scheme = v })
        .Optional("path_prefix", YamlTypes.Text, c => c.PathPrefix, (c, v) => c with { PathPrefix = v })
        .Optional("timeout", ConfigTypes.Duration, c => c.Timeout, (c, v) => c with { Timeout = v })
        .Field("api_version", YamlTypes.Text, c => c.ApiVersion, (c, v) => c with { ApiVersion = v })
        .Optional("relabel_configs", RelabelSchema.ListOf("empty or null Alertmanager target relabeling rule"),
            c => c.RelabelConfigs, (c, v) => c with { RelabelConfigs = v })
        .Optional("alert_relabel_configs", RelabelSchema.ListOf("empty or null Alertmanager alert relabeling rule"),
            c => c.AlertRelabelConfigs, (c, v) => c with { AlertRelabelConfigs = v })
        .Rule(Check);

    /// <summary>The same with relative files taken from a folder.</summary>
    public AlertmanagersConfig InDirectory(string directory) => this with
    {
        Client = Client.InDirectory(directory),
        Discovery = Discovery.InDirectory(directory),
    };

    private static AlertmanagersConfig Check(AlertmanagersConfig c, YamlRules rules)
    {
        if (c.ApiVersion != "v2")
        {
            rules.Fail($"expected Alertmanager api version to be one of [v2] but got {c.ApiVersion}", "api_version");
        }

        if (c.Scheme is not ("http" or "https"))
        {
            rules.Fail($"scheme \"{c.Scheme}\" is neither http nor https", "scheme");
        }

        if (c.Timeout <= TimeSpan.Zero)
        {
            rules.Fail("timeout must be greater than zero", "timeout");
        }

        c.Discovery.CheckAddresses(rules);
        return c;
    }
}
