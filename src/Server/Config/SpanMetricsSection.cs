using Tocsin.Notify.Http;
using Tocsin.Signals.Spans;
using Tocsin.Yaml;

namespace Tocsin.Server.Config;

/// <summary><c>traces.span_metrics</c>: calls and durations by operation. The keys are those of OpenTelemetry's connector.</summary>
public sealed record SpanMetricsSection
{
    private static readonly string[] Own = ["service.name", "span.name", "span.kind", "status.code"];
    private static readonly string[] Histograms = ["explicit", "exponential", "disable"];
    private static readonly string[] Units = ["ms", "s"];

    // Labels that the metrics have by themselves.
    private static readonly string[] Taken = ["__name__", "le", "otel_metric_overflow"];

    /// <summary>What stands before the names; empty for nothing.</summary>
    public string Namespace { get; init; } = "traces.span.metrics";

    /// <summary>Attributes that become labels.</summary>
    public IReadOnlyList<DimensionConfig> Dimensions { get; init; } = [];

    /// <summary>Which of the four labels that every span has are left out.</summary>
    public IReadOnlyList<string> ExcludeDimensions { get; init; } = [];

    /// <summary>How durations are kept.</summary>
    public string Histogram { get; init; } = "explicit";

    /// <summary>In which unit.</summary>
    public string Unit { get; init; } = "ms";

    /// <summary>The bounds of explicit buckets.</summary>
    public IReadOnlyList<TimeSpan> Buckets { get; init; } = SpanOptions.DefaultBuckets;

    /// <summary>How many buckets an exponential histogram may have.</summary>
    public long NativeBucketsMax { get; init; } = 160;

    /// <summary>Whether samples carry the ids of traces.</summary>
    public bool Exemplars { get; init; } = true;

    /// <summary>How many label sets there may be in all.</summary>
    public long LabelSetsMax { get; init; } = 20_000;

    /// <summary>How many label sets one service may have.</summary>
    public long LabelSetsPerServiceMax { get; init; } = 1_000;

    /// <summary>How it is read and printed.</summary>
    public static YamlSchema<SpanMetricsSection> Schema { get; } = new YamlSchema<SpanMetricsSection>("tocsin.SpanMetrics", new())
        .Field("namespace", YamlTypes.Text, c => c.Namespace, (c, v) => c with { Namespace = v })
        .Optional("dimensions", YamlTypes.ListOf(DimensionConfig.Schema), c => c.Dimensions, (c, v) => c with { Dimensions = v })
        .Optional("exclude_dimensions", YamlTypes.ListOf(YamlTypes.Text), c => c.ExcludeDimensions,
            (c, v) => c with { ExcludeDimensions = v })
        .Field("histogram", YamlTypes.Text, c => c.Histogram, (c, v) => c with { Histogram = v })
        .Field("unit", YamlTypes.Text, c => c.Unit, (c, v) => c with { Unit = v })
        .Field("buckets", YamlTypes.FlowListOf(ConfigTypes.GoDuration), c => c.Buckets, (c, v) => c with { Buckets = v })
        .Field("max_size", YamlTypes.Whole, c => c.NativeBucketsMax, (c, v) => c with { NativeBucketsMax = v })
        .Field("exemplars", YamlTypes.Flag, c => c.Exemplars, (c, v) => c with { Exemplars = v })
        .Field("label_sets_max", YamlTypes.Whole, c => c.LabelSetsMax, (c, v) => c with { LabelSetsMax = v })
        .Field("label_sets_per_service_max", YamlTypes.Whole, c => c.LabelSetsPerServiceMax,
            (c, v) => c with { LabelSetsPerServiceMax = v })
        .WithoutUnmarshaler()
        .Rule(Check);

    /// <summary>How durations are kept.</summary>
    internal DurationHistogram HistogramKind => (DurationHistogram)Array.IndexOf(Histograms, Histogram);

    private static SpanMetricsSection Check(SpanMetricsSection c, YamlRules rules)
    {
        CheckOneOf(c.Histogram, Histograms, "histogram", rules);
        CheckOneOf(c.Unit, Units, "unit", rules);
        foreach (string excluded in c.ExcludeDimensions)
        {
            CheckOneOf(excluded, Own, "exclude_dimensions", rules);
        }

        var labels = new HashSet<string>(Taken.Concat(Own.Select(own => own.Replace('.', '_'))));
        foreach (DimensionConfig dimension in c.Dimensions.Where(dimension => !labels.Add(dimension.Label)))
        {
            rules.Fail($"the label {dimension.Label} is there already: \"{dimension.Name}\"", "dimensions", "leave one of them out");
        }

        if (c.Dimensions.Count > 20)
        {
            rules.Fail("there may be 20 dimensions at most", "dimensions");
        }

        if (c.NativeBucketsMax is < 4 or > 1_000)
        {
            rules.Fail("max_size must be between 4 and 1000", "max_size");
        }

        TracesSection.CheckBuckets(c.Buckets, rules);
        TracesSection.CheckWithin(c.LabelSetsMax, 1_000_000, "label_sets_max", rules);
        TracesSection.CheckWithin(c.LabelSetsPerServiceMax, 1_000_000, "label_sets_per_service_max", rules);
        return c;
    }

    private static void CheckOneOf(string value, string[] allowed, string key, YamlRules rules)
    {
        if (!allowed.Contains(value))
        {
            rules.Fail($"\"{value}\" is no {key}", key, $"there are {string.Join(", ", allowed)}");
        }
    }
}

/// <summary>An attribute that becomes a label.</summary>
public sealed record DimensionConfig
{
    /// <summary>The attribute, of the span or else of its resource.</summary>
    public string Name { get; init; } = "";

    /// <summary>The label's value where there is no such attribute; empty for no label.</summary>
    public string Default { get; init; } = "";

    /// <summary>The label.</summary>
    internal string Label => SpanDimension.LabelOf(Name);

    /// <summary>How it is read and printed.</summary>
    public static YamlSchema<DimensionConfig> Schema { get; } = new YamlSchema<DimensionConfig>("tocsin.Dimension", new())
        .Field("name", YamlTypes.Text, c => c.Name, (c, v) => c with { Name = v })
        .Optional("default", YamlTypes.Text, c => c.Default, (c, v) => c with { Default = v })
        .WithoutUnmarshaler()
        .Rule((c, rules) =>
        {
            if (c.Name.Length == 0)
            {
                rules.Fail("a dimension needs a name", "name", "that of an attribute, such as http.request.method");
            }

            return c;
        });
}
