using Tocsin.Yaml;

namespace Tocsin.Server.Config;

/// <summary><c>prometheus</c>: the configuration of a Prometheus in whose place this program stands.</summary>
public sealed record PrometheusSection
{
    /// <summary>A <c>prometheus.yml</c>, beside this file if relative; empty for none.</summary>
    public string ConfigFile { get; init; } = "";

    /// <summary>How it is read and printed.</summary>
    public static YamlSchema<PrometheusSection> Schema { get; } = new YamlSchema<PrometheusSection>("tocsin.Prometheus", new())
        .Optional("config_file", YamlTypes.Text, c => c.ConfigFile, (c, v) => c with { ConfigFile = v })
        .WithoutUnmarshaler();
}
