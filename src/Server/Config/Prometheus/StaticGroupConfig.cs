using System.Collections.Frozen;
using Tocsin.Yaml;

namespace Tocsin.Server.Config.Prometheus;

/// <summary>Targets with labels in common: an item of <c>static_configs</c>.</summary>
public sealed record StaticGroupConfig
{
    /// <summary>Addresses, <c>host:port</c>.</summary>
    public IReadOnlyList<string> Targets { get; init; } = [];

    /// <summary>Labels of all of them.</summary>
    public IReadOnlyDictionary<string, string> Labels { get; init; } = FrozenDictionary<string, string>.Empty;

    /// <summary>How it is read and printed.</summary>
    public static YamlSchema<StaticGroupConfig> Schema { get; } = new YamlSchema<StaticGroupConfig>("struct", new())
        .Field("targets", YamlTypes.ListOf(YamlTypes.Text), c => c.Targets, (c, v) => c with { Targets = v })
        .Optional("labels", LabelNames.Map, c => c.Labels, (c, v) => c with { Labels = v })
        .Rule((c, rules) =>
        {
            LabelNames.Check(c.Labels, "labels", rules);
            return c;
        });
}
