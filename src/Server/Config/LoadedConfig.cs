using Tocsin.Notify.Integrations;
using Tocsin.Routing.Config;
using Tocsin.Yaml;

namespace Tocsin.Server.Config;

/// <summary>
/// A configuration that passed every check: defaults filled in, global settings inherited, paths resolved. Immutable;
/// a reload makes another.
/// </summary>
public sealed record LoadedConfig
{
    /// <summary>The file it came from, as it was named.</summary>
    public required string File { get; init; }

    /// <summary>The configuration. <c>Global</c> and <c>Route</c> are not null; receivers have inherited from global.</summary>
    public required AlertmanagerConfig Config { get; init; }

    /// <summary>The file's nodes, to find where something was written.</summary>
    public required YamlNode Source { get; init; }

    /// <summary>The configuration printed with all defaults and without secrets: <c>config.original</c> of the status API.</summary>
    public required string Original { get; init; }

    /// <summary>The value of the metric <c>alertmanager_config_hash</c>.</summary>
    public required ulong Hash { get; init; }

    /// <summary>The global settings.</summary>
    public GlobalConfig Global => Config.Global!;

    /// <summary>The root of the routing tree.</summary>
    public RouteConfig Route => Config.Route!;

    /// <summary>The names of the receivers that some route uses; upstream builds only those.</summary>
    public required IReadOnlySet<string> UsedReceivers { get; init; }

    /// <summary>The receiver of that name, or null.</summary>
    public ReceiverConfig? FindReceiver(string name) => Config.Receivers.FirstOrDefault(r => r.Name == name);
}
