using Tocsin.Server.Config;
using Tocsin.Server.Config.Probes;

namespace Tocsin.Server.Probes;

/// <summary>The modules in force and the bounds within which they are used. Immutable but for the turns.</summary>
internal sealed class ProbeSet(ProbesSection settings, ProbeModulesConfig modules, ProbeServices services)
{
    /// <summary>The module of a probe that names none.</summary>
    public const string DefaultModule = "http_2xx";

    /// <summary>What the operator said.</summary>
    public ProbesSection Settings => settings;

    /// <summary>The modules by their names.</summary>
    public IReadOnlyDictionary<string, ProbeModuleConfig> Modules => modules.Modules;

    /// <summary>What probes need.</summary>
    public ProbeServices Services => services;

    /// <summary>As many probes as may run at once have each one of these.</summary>
    public SemaphoreSlim Turns { get; } = new((int)settings.ConcurrentMax);
}
