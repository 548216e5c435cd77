using Tocsin.Model.Relabel;

namespace Tocsin.Notify.Alertmanagers;

/// <summary>Outside Alertmanagers that are reached in one way. Immutable.</summary>
// Source: Prometheus configuration, alertmanager_config.
public sealed record AlertmanagerSet
{
    /// <summary>Makes the requests.</summary>
    public required HttpMessageInvoker Client { get; init; }

    /// <summary>How long one request may take.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary><c>http</c> or <c>https</c>.</summary>
    public string Scheme { get; init; } = "http";

    /// <summary>What stands before <c>/api/v2/alerts</c>.</summary>
    public string PathPrefix { get; init; } = "";

    /// <summary>What becomes of their addresses.</summary>
    public Relabeling Targets { get; init; } = Relabeling.None;

    /// <summary>What becomes of the labels of each alert on its way to them: the rules for all sets, then their own.</summary>
    public IReadOnlyList<Relabeling> Alerts { get; init; } = [];
}
