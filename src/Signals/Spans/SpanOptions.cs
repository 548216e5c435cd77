namespace Tocsin.Signals.Spans;

/// <summary>How spans become metrics and a graph. Immutable.</summary>
public sealed record SpanOptions
{
    /// <summary>What stands before the names of the span metrics, as OpenTelemetry writes it; empty for nothing.</summary>
    // Source: OpenTelemetry collector, span-metrics connector, the default of namespace.
    public string Namespace { get; init; } = "traces.span.metrics";

    /// <summary>Attributes that become labels besides the four.</summary>
    public IReadOnlyList<SpanDimension> Dimensions { get; init; } = [];

    /// <summary>Which of the four are left out: <c>service.name</c>, <c>span.name</c>, <c>span.kind</c>, <c>status.code</c>.</summary>
    public IReadOnlyList<string> Excluded { get; init; } = [];

    /// <summary>How durations are kept.</summary>
    public DurationHistogram Histogram { get; init; }

    /// <summary>Whether durations are in seconds; else in milliseconds.</summary>
    public bool InSeconds { get; init; }

    /// <summary>The upper bounds of the buckets of durations, ascending.</summary>
    // Source: OpenTelemetry collector, span-metrics connector, the default of histogram.explicit.buckets.
    public IReadOnlyList<TimeSpan> Buckets { get; init; } = DefaultBuckets;

    /// <summary>How many buckets a native histogram may have before its resolution is halved.</summary>
    // Source: OpenTelemetry collector, span-metrics connector, the default of histogram.exponential.max_size.
    public int NativeBucketsMax { get; init; } = 160;

    /// <summary>Whether samples carry the ids of traces.</summary>
    public bool KeepsExemplars { get; init; } = true;

    /// <summary>How many label sets there may be in all.</summary>
    public int LabelSetsMax { get; init; } = 20_000;

    /// <summary>How many label sets one service may have.</summary>
    public int LabelSetsPerServiceMax { get; init; } = 1_000;

    /// <summary>How long a label set is kept after its last span.</summary>
    public TimeSpan ExpiresAfter { get; init; } = TimeSpan.FromMinutes(15);

    /// <summary>How the graph is made.</summary>
    public GraphOptions Graph { get; init; } = new();

    /// <summary>The bounds of both connectors' histograms.</summary>
    public static IReadOnlyList<TimeSpan> DefaultBuckets { get; } =
    [
        .. new[] { 2, 4, 6, 8, 10, 50, 100, 200, 400, 800, 1000, 1400, 2000, 5000, 10_000, 15_000 }
            .Select(ms => TimeSpan.FromMilliseconds(ms)),
    ];
}

/// <summary>How durations are kept. Also a setting's value.</summary>
public enum DurationHistogram
{
    /// <summary>In buckets with fixed bounds, a series each.</summary>
    Explicit = 0,

    /// <summary>In native histograms, whose buckets come as they are needed.</summary>
    Exponential = 1,

    /// <summary>Not at all.</summary>
    None = 2,
}

/// <summary>An attribute that becomes a label.</summary>
/// <param name="Attribute">Of the span, or else of its resource.</param>
/// <param name="Label">The label's name.</param>
/// <param name="Default">The label's value where there is no such attribute; empty for no label.</param>
public sealed record SpanDimension(string Attribute, string Label, string Default)
{
    /// <summary>The name that an attribute has as a label.</summary>
    public static string LabelOf(string attribute) => SpanLabels.NameOf(attribute);
}

/// <summary>How the graph of services is made. Immutable.</summary>
public sealed record GraphOptions
{
    /// <summary>Whether there is a graph.</summary>
    public bool IsOn { get; init; } = true;

    /// <summary>How long one side of a call waits for the other.</summary>
    public TimeSpan Wait { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How many calls may wait.</summary>
    public int WaitingMax { get; init; } = 100_000;

    /// <summary>How many edges there may be.</summary>
    public int EdgesMax { get; init; } = 10_000;

    /// <summary>The upper bounds of the buckets of latencies, ascending.</summary>
    public IReadOnlyList<TimeSpan> Buckets { get; init; } = SpanOptions.DefaultBuckets;

    /// <summary>Whether what sends no spans of its own becomes a node.</summary>
    public bool HasVirtualNodes { get; init; } = true;

    /// <summary>Attributes of a client's span that name what it calls, the first that is there.</summary>
    // Source: OpenTelemetry collector, service-graph connector, virtual_node_peer_attributes; the last three are the names
    // that newer semantic conventions have for the same.
    public IReadOnlyList<string> PeerAttributes { get; init; } =
        ["peer.service", "db.name", "db.system", "service.peer.name", "db.namespace", "db.system.name"];

    /// <summary>Attributes of a client's span that name a database, the first that is there.</summary>
    // Source: OpenTelemetry collector, service-graph connector, database_name_attributes, and the newer name.
    public IReadOnlyList<string> DatabaseAttributes { get; init; } = ["db.name", "db.namespace"];
}
