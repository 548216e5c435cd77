using Tocsin.Yaml;

namespace Tocsin.Server.Config.Prometheus;

/// <summary>What <c>global</c> says for all scrape configurations, and each may say otherwise. Limits: 0 is none.</summary>
public sealed record ScrapeSettings
{
    private static readonly string[] KnownProtocols =
    [
        "OpenMetricsText0.0.1", "OpenMetricsText1.0.0", "PrometheusProto", "PrometheusText0.0.4", "PrometheusText1.0.0",
    ];

    /// <summary>The formats to ask for, the best first; null where nothing is said.</summary>
    public IReadOnlyList<string>? Protocols { get; init; }

    /// <summary>Bytes of a body once it is unpacked.</summary>
    public long BodySizeLimit { get; init; }

    /// <summary>Samples of one scrape after relabelling.</summary>
    public ulong SampleLimit { get; init; }

    /// <summary>Targets of one scrape configuration.</summary>
    public ulong TargetLimit { get; init; }

    /// <summary>Labels of one sample.</summary>
    public ulong LabelLimit { get; init; }

    /// <summary>Bytes of a label's name.</summary>
    public ulong LabelNameLengthLimit { get; init; }

    /// <summary>Bytes of a label's value.</summary>
    public ulong LabelValueLengthLimit { get; init; }

    /// <summary>Dropped targets that are kept to be shown, per scrape configuration; 0 keeps all.</summary>
    public ulong KeepDroppedTargets { get; init; }

    /// <summary><c>utf8</c>, <c>legacy</c> or empty.</summary>
    public string NameValidation { get; init; } = "";

    /// <summary><c>allow-utf-8</c>, <c>underscores</c>, <c>dots</c>, <c>values</c> or empty.</summary>
    public string NameEscaping { get; init; } = "";

    /// <summary>Take classic histograms beside native ones; null where nothing is said.</summary>
    public bool? AlwaysScrapeClassic { get; init; }

    /// <summary>Take native histograms; null where nothing is said.</summary>
    public bool? ScrapeNative { get; init; }

    /// <summary>Turn classic histograms into native ones with the same boundaries: refused if true.</summary>
    public bool? ConvertClassic { get; init; }

    /// <summary>Write the limits and the body's size as series too; null where nothing is said.</summary>
    public bool? ExtraMetrics { get; init; }

    /// <summary>Adds the keys to a schema in which they stand beside others.</summary>
    public static YamlSchema<T> AddKeys<T>(YamlSchema<T> schema, Func<T, ScrapeSettings> get, Func<T, ScrapeSettings, T> set)
        where T : class
    {
        void Add<TValue>(
            string name,
            YamlType<TValue> type,
            Func<ScrapeSettings, TValue> read,
            Func<ScrapeSettings, TValue, ScrapeSettings> write) =>
            schema.Optional(name, type, c => read(get(c)), (c, v) => set(c, write(get(c), v)));

        Add("scrape_protocols", YamlTypes.ListOf(YamlTypes.Text).OrNull(), c => c.Protocols, (c, v) => c with { Protocols = v });
        Add("body_size_limit", ByteSize.Type, c => c.BodySizeLimit, (c, v) => c with { BodySizeLimit = v });
        Add("sample_limit", YamlTypes.Count, c => c.SampleLimit, (c, v) => c with { SampleLimit = v });
        Add("target_limit", YamlTypes.Count, c => c.TargetLimit, (c, v) => c with { TargetLimit = v });
        Add("label_limit", YamlTypes.Count, c => c.LabelLimit, (c, v) => c with { LabelLimit = v });
        Add("label_name_length_limit", YamlTypes.Count, c => c.LabelNameLengthLimit, (c, v) => c with { LabelNameLengthLimit = v });
        Add("label_value_length_limit", YamlTypes.Count, c => c.LabelValueLengthLimit, (c, v) => c with { LabelValueLengthLimit = v });
        Add("keep_dropped_targets", YamlTypes.Count, c => c.KeepDroppedTargets, (c, v) => c with { KeepDroppedTargets = v });
        Add("metric_name_validation_scheme", YamlTypes.Text, c => c.NameValidation, (c, v) => c with { NameValidation = v });
        Add("metric_name_escaping_scheme", YamlTypes.Text, c => c.NameEscaping, (c, v) => c with { NameEscaping = v });
        Add("always_scrape_classic_histograms", YamlTypes.Flag.OrUnset(),
            c => c.AlwaysScrapeClassic, (c, v) => c with { AlwaysScrapeClassic = v });
        Add("scrape_native_histograms", YamlTypes.Flag.OrUnset(),
            c => c.ScrapeNative, (c, v) => c with { ScrapeNative = v });
        Add("extra_scrape_metrics", YamlTypes.Flag.OrUnset(),
            c => c.ExtraMetrics, (c, v) => c with { ExtraMetrics = v });
        Add("convert_classic_histograms_to_nhcb", YamlTypes.Flag.OrUnset(),
            c => c.ConvertClassic, (c, v) => c with { ConvertClassic = v });
        schema.Optional("scrape_failure_log_file", new IgnoredKey("why a scrape failed is in /api/v1/targets and in Tocsin's log"),
            _ => YamlValue.Null, (c, _) => c);
        return schema.Rule((c, rules) =>
        {
            Check(get(c), rules);
            return c;
        });
    }

    /// <summary>These with what another says where these say nothing.</summary>
    public ScrapeSettings Over(ScrapeSettings global) => new()
    {
        Protocols = Protocols ?? global.Protocols,
        BodySizeLimit = BodySizeLimit == 0 ? global.BodySizeLimit : BodySizeLimit,
        SampleLimit = SampleLimit == 0 ? global.SampleLimit : SampleLimit,
        TargetLimit = TargetLimit == 0 ? global.TargetLimit : TargetLimit,
        LabelLimit = LabelLimit == 0 ? global.LabelLimit : LabelLimit,
        LabelNameLengthLimit = LabelNameLengthLimit == 0 ? global.LabelNameLengthLimit : LabelNameLengthLimit,
        LabelValueLengthLimit = LabelValueLengthLimit == 0 ? global.LabelValueLengthLimit : LabelValueLengthLimit,
        KeepDroppedTargets = KeepDroppedTargets == 0 ? global.KeepDroppedTargets : KeepDroppedTargets,
        NameValidation = NameValidation.Length == 0 ? global.NameValidation : NameValidation,
        NameEscaping = NameEscaping.Length == 0 ? global.NameEscaping : NameEscaping,
        AlwaysScrapeClassic = AlwaysScrapeClassic ?? global.AlwaysScrapeClassic,
        ScrapeNative = ScrapeNative ?? global.ScrapeNative,
        ExtraMetrics = ExtraMetrics ?? global.ExtraMetrics,
    };

    /// <summary>What to say of the first format that nobody knows; null if all are known.</summary>
    public string? FindUnknownProtocol() => (Protocols ?? []).FirstOrDefault(protocol => !KnownProtocols.Contains(protocol)) is { } unknown
        ? $"unknown scrape protocol {unknown}, supported: [{string.Join(' ', KnownProtocols)}]"
        : null;

    // Source: Prometheus config, validateAcceptScrapeProtocols and the metric name schemes.
    private static void Check(ScrapeSettings c, YamlRules rules)
    {
        CheckProtocols(c, rules);
        if (c.ConvertClassic == true)
        {
            rules.Fail("Tocsin does not serve this key", "convert_classic_histograms_to_nhcb",
                "leave it out: classic histograms stay classic, and histogram_quantile reads them as before");
        }

        if (c.NameValidation is not ("" or "utf8" or "legacy"))
        {
            rules.Fail($"unknown global name validation method specified, must be either '', 'legacy' or 'utf8', got {c.NameValidation}",
                "metric_name_validation_scheme");
        }

        if (c.NameEscaping is not ("" or "allow-utf-8" or "underscores" or "dots" or "values"))
        {
            rules.Fail("unknown global name escaping method specified, must be one of 'allow-utf-8', 'underscores', 'dots', or 'values', "
                + $"got \"{c.NameEscaping}\"", "metric_name_escaping_scheme");
        }

        if (c.NameValidation == "legacy" && c.NameEscaping == "allow-utf-8")
        {
            rules.Fail("utf8 metric names requested but validation scheme is not set to UTF8", "metric_name_escaping_scheme");
        }
    }

    private static void CheckProtocols(ScrapeSettings c, YamlRules rules)
    {
        if (c.Protocols is { Count: 0 })
        {
            rules.Fail("scrape_protocols cannot be empty", "scrape_protocols");
        }

        if (c.FindUnknownProtocol() is { } unknown)
        {
            rules.Fail(unknown, "scrape_protocols");
        }

        if (c.Protocols is { } given && given.Distinct().Count() != given.Count)
        {
            rules.Fail($"duplicated protocol in scrape_protocols, got [{string.Join(' ', given)}]", "scrape_protocols");
        }
    }
}
