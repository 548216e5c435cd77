using Tocsin.Notify.Http;
using Tocsin.PromQL.Evaluation;
using Tocsin.PromQL.Parsing;
using Tocsin.Server.Series;
using Tocsin.Yaml;

namespace Tocsin.Server.Config;

/// <summary><c>series</c>: how long samples are kept, and what queries may do.</summary>
public sealed record SeriesSection
{
    // Source: Prometheus documentation, "Feature flags": the names, and what they switch on.
    private static readonly string[] Known =
    [
        "promql-binop-fill-modifiers", "promql-delayed-name-removal", "promql-experimental-functions",
        "promql-extended-range-selectors", "promql-per-step-stats", "use-start-timestamps",
    ];

    /// <summary>How long samples are kept.</summary>
    public TimeSpan Retention { get; init; } = TimeSpan.FromDays(15);

    /// <summary>How many MiB of blocks are kept; 0 for no limit.</summary>
    public long RetentionMib { get; init; }

    /// <summary>How far a sample may lie before the newest of its series.</summary>
    public TimeSpan OutOfOrderWindow { get; init; }

    /// <summary>How often what is in memory becomes a block.</summary>
    public TimeSpan FlushInterval { get; init; } = TimeSpan.FromMinutes(15);

    /// <summary>How many series are kept in memory at most.</summary>
    public long SeriesMax { get; init; } = 20_000_000;

    /// <summary>How many queries run at once; others wait.</summary>
    public long QueriesMax { get; init; } = 20;

    /// <summary>How many remote reads are answered at once.</summary>
    public long ReadsMax { get; init; } = 10;

    /// <summary>How many samples a remote read may ask for in one message.</summary>
    public long ReadSamplesMax { get; init; } = 50_000_000;

    /// <summary>How many samples a query may hold at a time.</summary>
    public long SamplesMax { get; init; } = 50_000_000;

    /// <summary>How many MiB the values of a query may take at a time.</summary>
    public long QueryMibMax { get; init; } = 2048;

    /// <summary>How long a query may take, waiting included.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>How far an instant selector looks back for a sample.</summary>
    public TimeSpan Lookback { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>The step of subqueries that name none.</summary>
    public TimeSpan SubqueryStep { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>Whether this program's own metrics become series, every 15 s.</summary>
    public bool ScrapeSelf { get; init; } = true;

    /// <summary>How many series whoever brings them in may have.</summary>
    public SeriesLimitsSection Limits { get; init; } = new();

    /// <summary>Parts of the language that are off, by the names of Prometheus's feature flags.</summary>
    public IReadOnlyList<string> Features { get; init; } = [];

    /// <summary>The backend that answers queries, and whose series rules are evaluated over; empty for the own store.</summary>
    public string Backend { get; init; } = "";

    /// <summary>How it is read and printed.</summary>
    public static YamlSchema<SeriesSection> Schema { get; } = new YamlSchema<SeriesSection>("tocsin.Series", new())
        .Field("retention", ConfigTypes.Duration, c => c.Retention, (c, v) => c with { Retention = v })
        .Field("retention_mib", YamlTypes.Whole, c => c.RetentionMib, (c, v) => c with { RetentionMib = v })
        .Field("out_of_order_window", ConfigTypes.Duration, c => c.OutOfOrderWindow, (c, v) => c with { OutOfOrderWindow = v })
        .Field("flush_interval", ConfigTypes.Duration, c => c.FlushInterval, (c, v) => c with { FlushInterval = v })
        .Field("series_max", YamlTypes.Whole, c => c.SeriesMax, (c, v) => c with { SeriesMax = v })
        .Field("queries_max", YamlTypes.Whole, c => c.QueriesMax, (c, v) => c with { QueriesMax = v })
        .Field("reads_max", YamlTypes.Whole, c => c.ReadsMax, (c, v) => c with { ReadsMax = v })
        .Field("read_samples_max", YamlTypes.Whole, c => c.ReadSamplesMax, (c, v) => c with { ReadSamplesMax = v })
        .Field("samples_max", YamlTypes.Whole, c => c.SamplesMax, (c, v) => c with { SamplesMax = v })
        .Field("query_mib_max", YamlTypes.Whole, c => c.QueryMibMax, (c, v) => c with { QueryMibMax = v })
        .Field("timeout", ConfigTypes.Duration, c => c.Timeout, (c, v) => c with { Timeout = v })
        .Field("lookback", ConfigTypes.Duration, c => c.Lookback, (c, v) => c with { Lookback = v })
        .Field("subquery_step", ConfigTypes.Duration, c => c.SubqueryStep, (c, v) => c with { SubqueryStep = v })
        .Field("scrape_self", YamlTypes.Flag, c => c.ScrapeSelf, (c, v) => c with { ScrapeSelf = v })
        .Optional("backend", YamlTypes.Text, c => c.Backend, (c, v) => c with { Backend = v })
        .Field("limits", SeriesLimitsSection.Schema, c => c.Limits, (c, v) => c with { Limits = v })
        .Optional("features", YamlTypes.ListOf(YamlTypes.Text), c => c.Features, (c, v) => c with { Features = v })
        .WithoutUnmarshaler()
        .Rule(Check);

    /// <summary>The settings as the store and the engine take them.</summary>
    public SeriesOptions ToOptions() => new()
    {
        Retention = Retention,
        RetentionBytes = RetentionMib << 20,
        OutOfOrderWindow = OutOfOrderWindow,
        FlushInterval = FlushInterval,
        SeriesMax = (int)SeriesMax,
        QueriesMax = (int)QueriesMax,
        ReadsMax = (int)ReadsMax,
        ReadSamplesMax = ReadSamplesMax,
        ScrapesItself = ScrapeSelf,
        Backend = Backend,
        Limits = Limits.ToLimits(),
        TellsStepSamples = Has("promql-per-step-stats"),
        Engine = new EngineOptions
        {
            Lookback = Lookback,
            SubqueryStep = SubqueryStep,
            Timeout = Timeout,
            SamplesMax = SamplesMax,
            BytesMax = QueryMibMax << 20,
            DelaysNameRemoval = Has("promql-delayed-name-removal"),
            UsesStartTimes = Has("use-start-timestamps"),
        },
        Language = ParserOptions.Default with
        {
            AllowExperimentalFunctions = Has("promql-experimental-functions"),
            AllowExtendedRangeSelectors = Has("promql-extended-range-selectors"),
            AllowFillModifiers = Has("promql-binop-fill-modifiers"),
        },
    };

    private static SeriesSection Check(SeriesSection c, YamlRules rules)
    {
        CheckPositive(c.Retention, "retention", rules);
        CheckPositive(c.Timeout, "timeout", rules);
        CheckPositive(c.Lookback, "lookback", rules);
        CheckPositive(c.SubqueryStep, "subquery_step", rules);
        if (c.OutOfOrderWindow > c.Retention)
        {
            rules.Fail("out_of_order_window must not be longer than retention", "out_of_order_window");
        }

        if (c.FlushInterval < TimeSpan.FromMilliseconds(100) || c.FlushInterval > TimeSpan.FromHours(2))
        {
            rules.Fail("flush_interval must be between 100ms and 2h", "flush_interval");
        }

        CheckWithin(c.RetentionMib, (0, 1L << 30), "retention_mib", rules);
        CheckWithin(c.SeriesMax, (1, 100_000_000), "series_max", rules);
        CheckWithin(c.QueriesMax, (1, 10_000), "queries_max", rules);
        CheckWithin(c.ReadsMax, (1, 10_000), "reads_max", rules);
        CheckWithin(c.ReadSamplesMax, (1, 10_000_000_000), "read_samples_max", rules);
        CheckWithin(c.SamplesMax, (1, 10_000_000_000), "samples_max", rules);
        CheckWithin(c.QueryMibMax, (1, 1 << 20), "query_mib_max", rules);
        foreach (string feature in c.Features.Where(f => !Known.Contains(f)))
        {
            rules.Fail($"unknown feature \"{feature}\"", "features", $"there are {string.Join(", ", Known)}");
        }

        return c;
    }

    private static void CheckPositive(TimeSpan span, string key, YamlRules rules)
    {
        if (span <= TimeSpan.Zero)
        {
            rules.Fail($"{key} must be greater than zero", key);
        }
    }

    private static void CheckWithin(long number, (long Least, long Most) bounds, string key, YamlRules rules)
    {
        if (number < bounds.Least || number > bounds.Most)
        {
            rules.Fail($"{key} must be between {bounds.Least} and {bounds.Most}", key);
        }
    }

    private bool Has(string feature) => Features.Contains(feature);
}
