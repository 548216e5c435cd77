using Tocsin.Yaml;

namespace Tocsin.Server.Config.Prometheus;

/// <summary>A <c>prometheus.yml</c>. Loaded, its paths are resolved and its parts hold what <c>global</c> says.</summary>
public sealed record PrometheusConfig
{
    /// <summary>What an empty file says.</summary>
    public static PrometheusConfig Default { get; } = new();

    /// <summary>What holds where nothing else is said.</summary>
    public PrometheusGlobal Global { get; init; } = PrometheusGlobal.Schema.Initial with { ScrapeTimeout = TimeSpan.FromSeconds(10) };

    /// <summary>Rule files, or patterns with <c>*</c> in the last part.</summary>
    public IReadOnlyList<string> RuleFiles { get; init; } = [];

    /// <summary>Files with more scrape configurations, or patterns.</summary>
    public IReadOnlyList<string> ScrapeConfigFiles { get; init; } = [];

    /// <summary>What to scrape.</summary>
    public IReadOnlyList<ScrapeConfig> ScrapeConfigs { get; init; } = [];

    /// <summary>To whom else alerts of rules go.</summary>
    public AlertingConfig Alerting { get; init; } = new();

    /// <summary>How metrics of OpenTelemetry become series.</summary>
    public OtlpConfig Otlp { get; init; } = new();

    /// <summary>How it is read and printed.</summary>
    public static YamlSchema<PrometheusConfig> Schema { get; } = new YamlSchema<PrometheusConfig>("config.Config", new())
        .Field("global", PrometheusGlobal.Schema, c => c.Global, (c, v) => c with { Global = v })
        .Include(s => Ignore(s, "runtime", "it tunes Go's garbage collector"))
        .Optional("alerting", AlertingConfig.Schema, c => c.Alerting, (c, v) => c with { Alerting = v })
        .Optional("rule_files", YamlTypes.ListOf(YamlTypes.Text), c => c.RuleFiles, (c, v) => c with { RuleFiles = v })
        .Optional("scrape_config_files", YamlTypes.ListOf(YamlTypes.Text), c => c.ScrapeConfigFiles,
            (c, v) => c with { ScrapeConfigFiles = v })
        .Optional("scrape_configs", YamlTypes.ListOf(YamlTypes.Required(ScrapeConfig.Schema, "empty or null scrape config section")),
            c => c.ScrapeConfigs, (c, v) => c with { ScrapeConfigs = v })
        .Include(s => Ignore(s, "storage", "how series are kept is said by series of tocsin.yml"))
        .Include(s => Ignore(s, "tracing", "Tocsin sends no spans of its own"))
        .Include(s => Ignore(s, "remote_write", "Tocsin sends series nowhere; let what scrapes for it write to both"))
        .Include(s => Ignore(s, "remote_read", "queries see what Tocsin itself keeps"))
        .Optional("otlp", OtlpConfig.Schema, c => c.Otlp, (c, v) => c with { Otlp = v })
        .Rule(Check);

    private static YamlSchema<PrometheusConfig> Ignore(YamlSchema<PrometheusConfig> schema, string name, string reason) =>
        schema.Optional(name, new IgnoredKey(reason), _ => YamlValue.Null, (c, _) => c);

    // Source: Prometheus config, patRulePath.
    private static PrometheusConfig Check(PrometheusConfig c, YamlRules rules)
    {
        foreach (string file in c.RuleFiles.Where(IsBadPattern))
        {
            rules.Fail($"invalid rule file path \"{file}\"", "rule_files", "* may stand in the last part only");
        }

        if (c.Otlp.FaultWith(c.Global.Scrape.NameValidation) is { } fault)
        {
            rules.Fail(fault, "otlp");
        }

        foreach (string file in c.ScrapeConfigFiles.Where(IsBadPattern))
        {
            rules.Fail($"invalid scrape config file path \"{file}\"", "scrape_config_files", "* may stand in the last part only");
        }

        return c;
    }

    private static bool IsBadPattern(string path)
    {
        int star = path.IndexOf('*', StringComparison.Ordinal);
        return star >= 0 && path.AsSpan(star + 1).IndexOfAny('*', '/') >= 0;
    }
}
