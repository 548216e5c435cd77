using System.Collections.Frozen;
using Tocsin.Model.Relabel;
using Tocsin.Notify.Http;
using Tocsin.Yaml;

namespace Tocsin.Server.Config.Prometheus;

/// <summary>What to scrape, and how: an item of <c>scrape_configs</c>. Loaded, it holds what <c>global</c> says too.</summary>
public sealed record ScrapeConfig
{
    /// <summary>The value of the label <c>job</c>; no two are the same.</summary>
    public string JobName { get; init; } = "";

    /// <summary>Labels of the target's own win over those that are attached.</summary>
    public bool HonorLabels { get; init; }

    /// <summary>Take the times that the target gives.</summary>
    public bool HonorTimestamps { get; init; } = true;

    /// <summary>Mark series that vanish although the target gives their times.</summary>
    public bool TrackTimestampsStaleness { get; init; }

    /// <summary>Parameters of the URL.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>> Params { get; init; } =
        FrozenDictionary<string, IReadOnlyList<string>>.Empty;

    /// <summary>Time between scrapes; zero until loaded if nothing is said.</summary>
    public TimeSpan Interval { get; init; }

    /// <summary>How long one may take; zero until loaded if nothing is said.</summary>
    public TimeSpan Timeout { get; init; }

    /// <summary>The path of the URL.</summary>
    public string MetricsPath { get; init; } = "/metrics";

    /// <summary><c>http</c> or <c>https</c>.</summary>
    public string Scheme { get; init; } = "http";

    /// <summary>Ask for a packed body.</summary>
    public bool EnableCompression { get; init; } = true;

    /// <summary>What a body is whose type is absent or unknown; empty refuses it.</summary>
    public string FallbackProtocol { get; init; } = "";

    /// <summary>Buckets of a native histogram; above, resolution is given up. 0 is no limit.</summary>
    public ulong NativeBucketLimit { get; init; }

    /// <summary>The least growth from bucket to bucket of a native histogram; below, buckets are merged.</summary>
    public double NativeMinBucketFactor { get; init; }

    /// <summary>Formats and limits.</summary>
    public ScrapeSettings Settings { get; init; } = new();

    /// <summary>How requests are made.</summary>
    public HttpClientConfig Client { get; init; } = HttpClientConfig.Default;

    /// <summary>Where targets come from.</summary>
    public DiscoveryConfig Discovery { get; init; } = new();

    /// <summary>What becomes of targets.</summary>
    public IReadOnlyList<RelabelConfig> RelabelConfigs { get; init; } = [];

    /// <summary>What becomes of samples.</summary>
    public IReadOnlyList<RelabelConfig> MetricRelabelConfigs { get; init; } = [];

    /// <summary>The module by which its targets are probed in this process; empty for targets that are scraped. No key says it.</summary>
    public string ProbeModule { get; init; } = "";

    /// <summary>How it is read and printed.</summary>
    public static YamlSchema<ScrapeConfig> Schema { get; } =
        new YamlSchema<ScrapeConfig>("config.ScrapeConfig", new()).WithoutUnmarshaler()
        .Field("job_name", YamlTypes.Text, c => c.JobName, (c, v) => c with { JobName = v })
        .Optional("honor_labels", YamlTypes.Flag, c => c.HonorLabels, (c, v) => c with { HonorLabels = v })
        .Field("honor_timestamps", YamlTypes.Flag, c => c.HonorTimestamps, (c, v) => c with { HonorTimestamps = v })
        .Field("track_timestamps_staleness", YamlTypes.Flag, c => c.TrackTimestampsStaleness,
            (c, v) => c with { TrackTimestampsStaleness = v })
        .Optional("params", YamlTypes.MapOf(YamlTypes.ListOf(YamlTypes.Text), "url.Values"), c => c.Params, (c, v) => c with { Params = v })
        .Optional("scrape_interval", ConfigTypes.Duration, c => c.Interval, (c, v) => c with { Interval = v })
        .Optional("scrape_timeout", ConfigTypes.Duration, c => c.Timeout, (c, v) => c with { Timeout = v })
        .Optional("metrics_path", YamlTypes.Text, c => c.MetricsPath, (c, v) => c with { MetricsPath = v })
        .Optional("scheme", YamlTypes.Text, c => c.Scheme, (c, v) => c with { Scheme = v })
        .Field("enable_compression", YamlTypes.Flag, c => c.EnableCompression, (c, v) => c with { EnableCompression = v })
        .Optional("fallback_scrape_protocol", YamlTypes.Text, c => c.FallbackProtocol, (c, v) => c with { FallbackProtocol = v })
        .Optional("native_histogram_bucket_limit", YamlTypes.Count, c => c.NativeBucketLimit, (c, v) => c with { NativeBucketLimit = v })
        .Optional("native_histogram_min_bucket_factor", YamlTypes.Real, c => c.NativeMinBucketFactor,
            (c, v) => c with { NativeMinBucketFactor = v })
        .Include(s => ScrapeSettings.AddKeys(s, c => c.Settings, (c, v) => c with { Settings = v }))
        .Include(s => HttpClientConfig.AddKeys(s, c => c.Client, (c, v) => c with { Client = v }))
        .Include(s => DiscoveryConfig.AddKeys(s, c => c.Discovery, (c, v) => c with { Discovery = v }))
        .Optional("relabel_configs", RelabelSchema.ListOf("empty or null target relabeling rule in scrape config"),
            c => c.RelabelConfigs, (c, v) => c with { RelabelConfigs = v })
        .Optional("metric_relabel_configs", RelabelSchema.ListOf("empty or null metric relabeling rule in scrape config"),
            c => c.MetricRelabelConfigs, (c, v) => c with { MetricRelabelConfigs = v })
        .Rule(Check);

    /// <summary>The same with what <c>global</c> says where it says nothing itself.</summary>
    // Source: Prometheus config, ScrapeConfig.Validate.
    public ScrapeConfig Over(PrometheusGlobal global)
    {
        TimeSpan interval = Interval == TimeSpan.Zero ? global.ScrapeInterval : Interval;
        TimeSpan timeout = Timeout != TimeSpan.Zero ? Timeout : global.ScrapeTimeout > interval ? interval : global.ScrapeTimeout;
        return this with { Interval = interval, Timeout = timeout, Settings = Settings.Over(global.Scrape) };
    }

    /// <summary>The same with relative files taken from a folder.</summary>
    public ScrapeConfig InDirectory(string directory) => this with
    {
        Client = Client.InDirectory(directory),
        Discovery = Discovery.InDirectory(directory),
    };

    private static ScrapeConfig Check(ScrapeConfig c, YamlRules rules)
    {
        if (c.JobName.Length == 0)
        {
            rules.Fail("job_name is empty");
        }

        if (c.Scheme is not ("http" or "https"))
        {
            rules.Fail($"scheme \"{c.Scheme}\" is neither http nor https", "scheme");
        }

        if (c.FallbackProtocol.Length > 0 && new ScrapeSettings { Protocols = [c.FallbackProtocol] }.FindUnknownProtocol() is { } unknown)
        {
            rules.Fail($"invalid fallback_scrape_protocol: {unknown}", "fallback_scrape_protocol");
        }

        c.Discovery.CheckAddresses(rules);
        return c;
    }
}
