using System.Collections.Frozen;
using Tocsin.Yaml;

namespace Tocsin.Server.Config.Probes;

/// <summary>A module file, as blackbox_exporter takes it.</summary>
public sealed record ProbeModulesConfig
{
    /// <summary>The modules by their names.</summary>
    public IReadOnlyDictionary<string, ProbeModuleConfig> Modules { get; init; } = FrozenDictionary<string, ProbeModuleConfig>.Empty;

    /// <summary>How it is read and printed.</summary>
    public static YamlSchema<ProbeModulesConfig> Schema { get; } = new YamlSchema<ProbeModulesConfig>("config.Config", new())
        .Optional("modules", YamlTypes.MapOf(ProbeModuleConfig.Schema), c => c.Modules, (c, v) => c with { Modules = v });
}
