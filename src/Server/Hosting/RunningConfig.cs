using Tocsin.Model.Labels;
using Tocsin.Notify.Receivers;
using Tocsin.Routing;
using Tocsin.Rules.Groups;
using Tocsin.Server.Alerting;
using Tocsin.Server.Config;
using Tocsin.Server.Config.Prometheus;
using Tocsin.Server.Probes;
using Tocsin.Server.Rules;

namespace Tocsin.Server.Hosting;

/// <summary>One configuration, compiled for every stage. Immutable; a reload swaps the reference.</summary>
internal sealed record RunningConfig
{
    /// <summary>The routes and the inhibition rules.</summary>
    public required RouterModel Router { get; init; }

    /// <summary>The receivers with what sends.</summary>
    public required NotifyModel Notify { get; init; }

    /// <summary>Who is told of the alerts of rules.</summary>
    public required AlertingModel Alerting { get; init; }

    /// <summary>The rule groups of files.</summary>
    public required IReadOnlyList<RuleGroupModel> Rules { get; init; }

    /// <summary>The configuration of a Prometheus in whose place this program stands.</summary>
    public required PrometheusConfig Prometheus { get; init; }

    /// <summary>It printed, with all defaults and without secrets; empty if there is none.</summary>
    public required string PrometheusText { get; init; }

    /// <summary>How this program probes; null if it does not.</summary>
    public required ProbeSet? Probes { get; init; }

    /// <summary>Where they come from.</summary>
    public required RuleSources RuleSources { get; init; }

    /// <summary>Servers elsewhere that rules can be evaluated by.</summary>
    public required IReadOnlyDictionary<string, BackendConfig> Backends { get; init; }

    /// <summary>Whether the API may change rules.</summary>
    public required bool TakesRules { get; init; }

    /// <summary>The address of a trace, with the place of its id; empty for none.</summary>
    public required string TraceUrl { get; init; }

    /// <summary>How long an alert without an end lives.</summary>
    public required TimeSpan ResolveTimeout { get; init; }

    /// <summary>The configuration with all defaults, secrets hidden.</summary>
    public required string Original { get; init; }

    /// <summary>The hash that the metric shows.</summary>
    public required double Hash { get; init; }

    /// <summary>The file; empty for the embedded default.</summary>
    public required string Path { get; init; }

    /// <summary>The receivers' names and labels, in the order of the file.</summary>
    public required IReadOnlyList<(string Name, LabelSet Labels)> Receivers { get; init; }

    /// <summary>The integrations of each receiver, such as <c>webhook[0]</c>.</summary>
    public required IReadOnlyDictionary<string, IReadOnlyList<string>> Integrations { get; init; }
}
