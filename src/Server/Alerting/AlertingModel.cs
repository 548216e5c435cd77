using Tocsin.Model.Relabel;
using Tocsin.Notify.Alertmanagers;
using Tocsin.Notify.HttpClients;
using Tocsin.Server.Config.Prometheus;

namespace Tocsin.Server.Alerting;

/// <summary>Who is told of the alerts of rules, compiled. Immutable.</summary>
internal sealed record AlertingModel
{
    /// <summary>The sets of outside Alertmanagers, and how they are found.</summary>
    public required IReadOnlyList<(AlertmanagerSet Set, DiscoveryConfig Discovery)> Sets { get; init; }

    /// <summary>The router of this process takes them, too.</summary>
    public bool TellsOwnRouter { get; init; } = true;

    /// <summary>Compiles what a <c>prometheus.yml</c> says.</summary>
    public static AlertingModel Of(AlertingConfig config, HttpClientFactory http)
    {
        var all = Relabeling.Of(config.AlertRelabelConfigs);
        return new AlertingModel
        {
            Sets = [.. config.Alertmanagers.Select(set => (Compile(set, all, http), set.Discovery))],
        };
    }

    private static AlertmanagerSet Compile(AlertmanagersConfig config, Relabeling all, HttpClientFactory http) => new()
    {
        // A POST that is sent elsewhere by 301 or 302 goes there as a GET, and the API answers a GET with 200.
        Client = http.Create(config.Client with { FollowRedirects = false }),
        Timeout = config.Timeout,
        Scheme = config.Scheme,
        PathPrefix = config.PathPrefix,
        Targets = Relabeling.Of(config.RelabelConfigs),
        Alerts = [all, Relabeling.Of(config.AlertRelabelConfigs)],
    };
}
