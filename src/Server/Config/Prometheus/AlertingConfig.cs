using Tocsin.Model.Relabel;
using Tocsin.Yaml;

namespace Tocsin.Server.Config.Prometheus;

/// <summary>To whom else alerts of rules go: <c>alerting</c>.</summary>
public sealed record AlertingConfig
{
    /// <summary>What becomes of the labels of each alert on its way out.</summary>
    public IReadOnlyList<RelabelConfig> AlertRelabelConfigs { get; init; } = [];

    /// <summary>Sets of Alertmanagers.</summary>
    public IReadOnlyList<AlertmanagersConfig> Alertmanagers { get; init; } = [];

    /// <summary>How it is read and printed.</summary>
    public static YamlSchema<AlertingConfig> Schema { get; } = new YamlSchema<AlertingConfig>("config.AlertingConfig", new())
        .Optional("alert_relabel_configs", RelabelSchema.ListOf("empty or null alert relabeling rule"),
            c => c.AlertRelabelConfigs, (c, v) => c with { AlertRelabelConfigs = v })
        .Optional("alertmanagers",
            YamlTypes.ListOf(YamlTypes.Required(AlertmanagersConfig.Schema, "empty or null section in alertmanagers")),
            c => c.Alertmanagers, (c, v) => c with { Alertmanagers = v });
}
