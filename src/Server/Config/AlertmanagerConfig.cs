using Tocsin.Notify.Integrations;
using Tocsin.Routing.Config;
using Tocsin.Yaml;

namespace Tocsin.Server.Config;

/// <summary>A whole <c>alertmanager.yml</c>.</summary>
public sealed record AlertmanagerConfig
{
    /// <summary>What holds for all receivers; never null once loaded.</summary>
    public GlobalConfig? Global { get; init; }

    /// <summary>The root of the routing tree; never null once loaded.</summary>
    public RouteConfig? Route { get; init; }

    /// <summary>The inhibition rules.</summary>
    public IReadOnlyList<InhibitRuleConfig> InhibitRules { get; init; } = [];

    /// <summary>The receivers, in file order.</summary>
    public IReadOnlyList<ReceiverConfig> Receivers { get; init; } = [];

    /// <summary>Patterns of template files.</summary>
    public IReadOnlyList<string> Templates { get; init; } = [];

    /// <summary>Time intervals under their old name.</summary>
    public IReadOnlyList<TimeIntervalConfig> MuteTimeIntervals { get; init; } = [];

    /// <summary>Time intervals.</summary>
    public IReadOnlyList<TimeIntervalConfig> TimeIntervals { get; init; } = [];

    /// <summary>Where spans go; null for nowhere.</summary>
    public TracingConfig? Tracing { get; init; }

    /// <summary>Where events go.</summary>
    public EventRecorderConfig EventRecorder { get; init; } = new();

    /// <summary>The time intervals under both names.</summary>
    public IEnumerable<TimeIntervalConfig> AllTimeIntervals => MuteTimeIntervals.Concat(TimeIntervals);

    /// <summary>How it is read and printed.</summary>
    public static YamlSchema<AlertmanagerConfig> Schema { get; } = new YamlSchema<AlertmanagerConfig>("config.Config", new())
        .Optional("global", GlobalConfig.Schema.OrNull(), c => c.Global, (c, v) => c with { Global = v })
        .Optional("route", RouteConfig.Schema.OrNull(), c => c.Route, (c, v) => c with { Route = v })
        .Optional("inhibit_rules", YamlTypes.ListOf(InhibitRuleConfig.Schema), c => c.InhibitRules,
            (c, v) => c with { InhibitRules = v })
        .Optional("receivers", YamlTypes.ListOf(ReceiverConfig.Schema), c => c.Receivers, (c, v) => c with { Receivers = v })
        .Field("templates", YamlTypes.ListOf(YamlTypes.Text), c => c.Templates, (c, v) => c with { Templates = v })
        .Optional("mute_time_intervals", YamlTypes.ListOf(TimeIntervalConfig.MuteSchema), c => c.MuteTimeIntervals,
            (c, v) => c with { MuteTimeIntervals = v })
        .Optional("time_intervals", YamlTypes.ListOf(TimeIntervalConfig.Schema), c => c.TimeIntervals,
            (c, v) => c with { TimeIntervals = v })
        .Optional("tracing", TracingConfig.Schema.OrNull(), c => c.Tracing, (c, v) => c with { Tracing = v })
        .Optional("event_recorder", EventRecorderConfig.Schema, c => c.EventRecorder, (c, v) => c with { EventRecorder = v });
}
