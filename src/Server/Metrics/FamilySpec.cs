namespace Tocsin.Server.Metrics;

/// <summary>What is known of a metric before anything is measured.</summary>
/// <param name="Name">The exposed name.</param>
/// <param name="Kind">How it is exposed.</param>
/// <param name="Help">Its help text.</param>
public sealed record FamilySpec(string Name, MetricKind Kind, string Help)
{
    /// <summary>Upper bounds of a histogram's buckets, ascending, without infinity.</summary>
    public IReadOnlyList<double> Buckets { get; init; } = DefaultBuckets;

    /// <summary>
    /// Label sets that exist with the value 0 from the start, so that rates over the first event are right. One empty
    /// set stands for a metric without labels.
    /// </summary>
    public IReadOnlyList<IReadOnlyList<KeyValuePair<string, string>>> Initial { get; init; } = [];

    /// <summary>The buckets of Prometheus' client libraries, in seconds.</summary>
    public static IReadOnlyList<double> DefaultBuckets { get; } =
        [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];
}
