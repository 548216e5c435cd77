using System.Collections.Frozen;
using Tocsin.Notify.Http;
using Tocsin.Yaml;

namespace Tocsin.Server.Config.Prometheus;

/// <summary>What holds where nothing else is said: <c>global</c> of a <c>prometheus.yml</c>.</summary>
public sealed record PrometheusGlobal
{
    /// <summary>Time between scrapes.</summary>
    public TimeSpan ScrapeInterval { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>How long a scrape may take: 10 s, or the interval if that is shorter.</summary>
    public TimeSpan ScrapeTimeout { get; init; }

    /// <summary>Time between evaluations of rules; null where the file says nothing.</summary>
    public TimeSpan? EvaluationInterval { get; init; }

    /// <summary>How far queries of rules look back; null where the file says nothing.</summary>
    public TimeSpan? RuleQueryOffset { get; init; }

    /// <summary>Labels that alerts get on their way out.</summary>
    public IReadOnlyDictionary<string, string> ExternalLabels { get; init; } = FrozenDictionary<string, string>.Empty;

    /// <summary>Formats and limits of scrapes.</summary>
    public ScrapeSettings Scrape { get; init; } = new();

    /// <summary>How it is read and printed.</summary>
    public static YamlSchema<PrometheusGlobal> Schema { get; } = new YamlSchema<PrometheusGlobal>("config.GlobalConfig", new())
        .Optional("scrape_interval", ConfigTypes.Duration, c => c.ScrapeInterval, (c, v) => c with { ScrapeInterval = v })
        .Optional("scrape_timeout", ConfigTypes.Duration, c => c.ScrapeTimeout, (c, v) => c with { ScrapeTimeout = v })
        .Optional("evaluation_interval", ConfigTypes.Duration.OrUnset(), c => c.EvaluationInterval,
            (c, v) => c with { EvaluationInterval = v })
        .Optional("rule_query_offset", ConfigTypes.Duration.OrUnset(), c => c.RuleQueryOffset, (c, v) => c with { RuleQueryOffset = v })
        .Optional("external_labels", LabelNames.Map, c => c.ExternalLabels, (c, v) => c with { ExternalLabels = v })
        .Optional("query_log_file", new IgnoredKey("Tocsin keeps no log of queries"), _ => YamlValue.Null, (c, _) => c)
        .Include(s => ScrapeSettings.AddKeys(s, c => c.Scrape, (c, v) => c with { Scrape = v }))
        .Rule(Complete);

    // Source: Prometheus config, GlobalConfig.UnmarshalYAML.
    private static PrometheusGlobal Complete(PrometheusGlobal c, YamlRules rules)
    {
        LabelNames.Check(c.ExternalLabels, "external_labels", rules);
        TimeSpan interval = c.ScrapeInterval == TimeSpan.Zero ? TimeSpan.FromMinutes(1) : c.ScrapeInterval;
        if (c.ScrapeTimeout > interval)
        {
            rules.Fail("global scrape timeout greater than scrape interval", "scrape_timeout");
        }

        TimeSpan usual = TimeSpan.FromSeconds(10);
        return c with
        {
            ScrapeInterval = interval,
            ScrapeTimeout = c.ScrapeTimeout != TimeSpan.Zero ? c.ScrapeTimeout : usual > interval ? interval : usual,
            EvaluationInterval = c.EvaluationInterval == TimeSpan.Zero ? null : c.EvaluationInterval,
        };
    }
}
