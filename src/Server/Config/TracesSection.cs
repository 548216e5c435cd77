using Tocsin.Notify.Http;
using Tocsin.Signals.Spans;
using Tocsin.Yaml;

namespace Tocsin.Server.Config;

/// <summary><c>traces</c>: how spans become metrics and a graph of services.</summary>
public sealed record TracesSection
{
    /// <summary>Whether traces are taken at all.</summary>
    public bool Enabled { get; init; } = true;

    /// <summary>How often the counts are written.</summary>
    // Source: OpenTelemetry collector, span-metrics connector, metrics_flush_interval before it became a minute.
    public TimeSpan FlushInterval { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>How long a label set or an edge is kept after its last span.</summary>
    public TimeSpan ExpiresAfter { get; init; } = TimeSpan.FromMinutes(15);

    /// <summary>The metrics of spans.</summary>
    public SpanMetricsSection SpanMetrics { get; init; } = new();

    /// <summary>The graph of services.</summary>
    public ServiceGraphSection ServiceGraph { get; init; } = new();

    /// <summary>How it is read and printed.</summary>
    public static YamlSchema<TracesSection> Schema { get; } = new YamlSchema<TracesSection>("tocsin.Traces", new())
        .Field("enabled", YamlTypes.Flag, c => c.Enabled, (c, v) => c with { Enabled = v })
        .Field("flush_interval", ConfigTypes.Duration, c => c.FlushInterval, (c, v) => c with { FlushInterval = v })
        .Field("expires_after", ConfigTypes.Duration, c => c.ExpiresAfter, (c, v) => c with { ExpiresAfter = v })
        .Field("span_metrics", SpanMetricsSection.Schema, c => c.SpanMetrics, (c, v) => c with { SpanMetrics = v })
        .Field("service_graph", ServiceGraphSection.Schema, c => c.ServiceGraph, (c, v) => c with { ServiceGraph = v })
        .WithoutUnmarshaler()
        .Rule(Check);

    /// <summary>True if all settings are the same, lists by their content, which records do not know.</summary>
    public bool Equals(TracesSection? other) => other is not null && Text == other.Text;

    /// <inheritdoc/>
    public override int GetHashCode() => StringComparer.Ordinal.GetHashCode(Text);

    /// <summary>The settings as the receiver takes them.</summary>
    public SpanOptions ToOptions() => new()
    {
        ExpiresAfter = ExpiresAfter,
        Namespace = SpanMetrics.Namespace,
        Dimensions = [.. SpanMetrics.Dimensions.Select(d => new SpanDimension(d.Name, d.Label, d.Default))],
        Excluded = SpanMetrics.ExcludeDimensions,
        Histogram = SpanMetrics.HistogramKind,
        InSeconds = SpanMetrics.Unit == "s",
        Buckets = SpanMetrics.Buckets,
        NativeBucketsMax = (int)SpanMetrics.NativeBucketsMax,
        KeepsExemplars = SpanMetrics.Exemplars,
        LabelSetsMax = (int)SpanMetrics.LabelSetsMax,
        LabelSetsPerServiceMax = (int)SpanMetrics.LabelSetsPerServiceMax,
        Graph = new GraphOptions
        {
            IsOn = ServiceGraph.Enabled,
            Wait = ServiceGraph.Wait,
            WaitingMax = (int)ServiceGraph.WaitingMax,
            EdgesMax = (int)ServiceGraph.EdgesMax,
            Buckets = ServiceGraph.Buckets,
            HasVirtualNodes = ServiceGraph.VirtualNodes,
            PeerAttributes = ServiceGraph.PeerAttributes,
            DatabaseAttributes = ServiceGraph.DatabaseAttributes,
        },
    };

    /// <summary>Checks the bounds of a histogram.</summary>
    internal static void CheckBuckets(IReadOnlyList<TimeSpan> buckets, YamlRules rules)
    {
        bool isAscending = buckets.Zip(buckets.Skip(1)).All(pair => pair.First < pair.Second);
        if (buckets.Count is 0 or > 100 || buckets[0] <= TimeSpan.Zero || !isAscending)
        {
            rules.Fail("buckets must be 1 to 100 durations above zero, each longer than the one before", "buckets");
        }
    }

    /// <summary>Checks that a number is within bounds.</summary>
    internal static void CheckWithin(long number, long most, string key, YamlRules rules)
    {
        if (number < 1 || number > most)
        {
            rules.Fail($"{key} must be between 1 and {most}", key);
        }
    }

    private string Text => YamlWriter.Write(Schema.Write(this));

    private static TracesSection Check(TracesSection c, YamlRules rules)
    {
        if (c.FlushInterval < TimeSpan.FromMilliseconds(100) || c.FlushInterval > TimeSpan.FromMinutes(5))
        {
            rules.Fail("flush_interval must be between 100ms and 5m", "flush_interval");
        }

        if (c.ExpiresAfter < c.FlushInterval * 2)
        {
            rules.Fail("expires_after must be at least twice flush_interval", "expires_after", "counts are written that often");
        }

        return c;
    }
}
