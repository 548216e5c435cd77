using Tocsin.Notify.Http;
using Tocsin.Signals.Spans;
using Tocsin.Yaml;

namespace Tocsin.Server.Config;

/// <summary><c>traces.service_graph</c>: who calls whom.</summary>
public sealed record ServiceGraphSection
{
    private static readonly GraphOptions Defaults = new();

    /// <summary>Whether there is a graph.</summary>
    public bool Enabled { get; init; } = true;

    /// <summary>How long one side of a call waits for the other.</summary>
    public TimeSpan Wait { get; init; } = Defaults.Wait;

    /// <summary>How many calls may wait.</summary>
    public long WaitingMax { get; init; } = Defaults.WaitingMax;

    /// <summary>How many edges there may be.</summary>
    public long EdgesMax { get; init; } = Defaults.EdgesMax;

    /// <summary>The bounds of explicit buckets.</summary>
    public IReadOnlyList<TimeSpan> Buckets { get; init; } = Defaults.Buckets;

    /// <summary>Whether what sends no spans of its own becomes a node.</summary>
    public bool VirtualNodes { get; init; } = true;

    /// <summary>Attributes that name what a client calls, the first that is there.</summary>
    public IReadOnlyList<string> PeerAttributes { get; init; } = Defaults.PeerAttributes;

    /// <summary>Attributes that name a database, the first that is there.</summary>
    public IReadOnlyList<string> DatabaseAttributes { get; init; } = Defaults.DatabaseAttributes;

    /// <summary>How it is read and printed.</summary>
    public static YamlSchema<ServiceGraphSection> Schema { get; } = new YamlSchema<ServiceGraphSection>("tocsin.ServiceGraph", new())
        .Field("enabled", YamlTypes.Flag, c => c.Enabled, (c, v) => c with { Enabled = v })
        .Field("wait", ConfigTypes.Duration, c => c.Wait, (c, v) => c with { Wait = v })
        .Field("waiting_max", YamlTypes.Whole, c => c.WaitingMax, (c, v) => c with { WaitingMax = v })
        .Field("edges_max", YamlTypes.Whole, c => c.EdgesMax, (c, v) => c with { EdgesMax = v })
        .Field("buckets", YamlTypes.FlowListOf(ConfigTypes.GoDuration), c => c.Buckets, (c, v) => c with { Buckets = v })
        .Field("virtual_nodes", YamlTypes.Flag, c => c.VirtualNodes, (c, v) => c with { VirtualNodes = v })
        .Field("peer_attributes", YamlTypes.ListOf(YamlTypes.Text), c => c.PeerAttributes, (c, v) => c with { PeerAttributes = v })
        .Field("database_attributes", YamlTypes.ListOf(YamlTypes.Text), c => c.DatabaseAttributes,
            (c, v) => c with { DatabaseAttributes = v })
        .WithoutUnmarshaler()
        .Rule(Check);

    private static ServiceGraphSection Check(ServiceGraphSection c, YamlRules rules)
    {
        if (c.Wait < TimeSpan.FromMilliseconds(100) || c.Wait > TimeSpan.FromMinutes(5))
        {
            rules.Fail("wait must be between 100ms and 5m", "wait");
        }

        TracesSection.CheckWithin(c.WaitingMax, 10_000_000, "waiting_max", rules);
        TracesSection.CheckWithin(c.EdgesMax, 1_000_000, "edges_max", rules);
        TracesSection.CheckBuckets(c.Buckets, rules);
        CheckNames(c.PeerAttributes, "peer_attributes", rules);
        CheckNames(c.DatabaseAttributes, "database_attributes", rules);
        return c;
    }

    private static void CheckNames(IReadOnlyList<string> names, string key, YamlRules rules)
    {
        if (names.Count > 20 || names.Any(string.IsNullOrEmpty))
        {
            rules.Fail($"{key} must be at most 20 names of attributes", key);
        }
    }
}
