using System.Collections.Frozen;
using Tocsin.Model.Labels;
using Tocsin.Model.Matching;
using Tocsin.Yaml;

namespace Tocsin.Routing.Config;

/// <summary>A node of the routing tree as written: <c>route</c>. What is null is inherited from the parent.</summary>
public sealed record RouteConfig
{
    /// <summary>The text that stands for all labels in <see cref="GroupBy"/>.</summary>
    public const string AllLabels = "...";

    /// <summary>The receiver; empty to inherit.</summary>
    public string Receiver { get; init; } = "";

    /// <summary>The labels to group by, or <see cref="AllLabels"/> alone. Null inherits, empty makes one group.</summary>
    public IReadOnlyList<string>? GroupBy { get; init; }

    /// <summary>Labels that must be equal; the old form of <see cref="Matchers"/>, and ANDed with it.</summary>
    public IReadOnlyDictionary<string, string> Match { get; init; } = FrozenDictionary<string, string>.Empty;

    /// <summary>Anchored regular expressions that labels must match; the old form, ANDed too.</summary>
    public IReadOnlyDictionary<string, string> MatchRe { get; init; } = FrozenDictionary<string, string>.Empty;

    /// <summary>What an alert's labels must match, all of it.</summary>
    public MatcherSet Matchers { get; init; } = MatcherSet.Empty;

    /// <summary>All three forms of matchers together, sorted as group keys show them.</summary>
    public MatcherSet AllMatchers => RoutingTypes.Combine(Match, MatchRe, Matchers);

    /// <summary>Names of time intervals in which the route is mute; not inherited.</summary>
    public IReadOnlyList<string> MuteTimeIntervals { get; init; } = [];

    /// <summary>Names of the only time intervals in which the route is not mute; not inherited, empty for always.</summary>
    public IReadOnlyList<string> ActiveTimeIntervals { get; init; } = [];

    /// <summary>Look at the following siblings too after this route matched.</summary>
    public bool Continue { get; init; }

    /// <summary>The children, tried in order.</summary>
    public IReadOnlyList<RouteConfig> Routes { get; init; } = [];

    /// <summary>How long a new group waits for more alerts; zero is allowed.</summary>
    public TimeSpan? GroupWait { get; init; }

    /// <summary>How often a group is looked at; never zero.</summary>
    public TimeSpan? GroupInterval { get; init; }

    /// <summary>How often an unchanged group is told again; never zero.</summary>
    public TimeSpan? RepeatInterval { get; init; }

    /// <summary>Labels given to the route's messages; children add to them and win. Values are templates.</summary>
    public IReadOnlyDictionary<string, string> Labels { get; init; } = FrozenDictionary<string, string>.Empty;

    /// <summary>True if all labels make the group.</summary>
    public bool GroupsByAll => GroupBy?.Contains(AllLabels) == true;

    /// <summary>How it is read and printed.</summary>
    public static YamlSchema<RouteConfig> Schema { get; } = BuildSchema();

    private static YamlSchema<RouteConfig> BuildSchema()
    {
        var schema = new YamlSchema<RouteConfig>("config.Route", new());
        YamlType<TimeSpan?> duration = RoutingTypes.Duration.OrUnset();
        YamlType<IReadOnlyList<string>> texts = YamlTypes.ListOf(YamlTypes.Text);
        return schema
            .Optional("receiver", YamlTypes.Text, c => c.Receiver, (c, v) => c with { Receiver = v })
            .Optional("group_by", RoutingTypes.GroupBy, c => c.GroupBy, (c, v) => c with { GroupBy = v })
            .Optional("match", RoutingTypes.Match, c => c.Match, (c, v) => c with { Match = v })
            .Optional("match_re", RoutingTypes.MatchRe, c => c.MatchRe, (c, v) => c with { MatchRe = v })
            .Optional("matchers", RoutingTypes.Matchers, c => c.Matchers, (c, v) => c with { Matchers = v })
            .Optional("mute_time_intervals", texts, c => c.MuteTimeIntervals, (c, v) => c with { MuteTimeIntervals = v })
            .Optional("active_time_intervals", texts, c => c.ActiveTimeIntervals, (c, v) => c with { ActiveTimeIntervals = v })
            .Field("continue", YamlTypes.Flag, c => c.Continue, (c, v) => c with { Continue = v })
            .Optional("routes", YamlTypes.ListOf(YamlTypes.Required(schema, "missing route: the list item is empty")),
                c => c.Routes, (c, v) => c with { Routes = v })
            .Optional("group_wait", duration, c => c.GroupWait, (c, v) => c with { GroupWait = v })
            .Optional("group_interval", duration, c => c.GroupInterval, (c, v) => c with { GroupInterval = v })
            .Optional("repeat_interval", duration, c => c.RepeatInterval, (c, v) => c with { RepeatInterval = v })
            .Optional("labels", YamlTypes.MapOf(YamlTypes.Text, "model.LabelSet"), c => c.Labels, (c, v) => c with { Labels = v })
            .Rule(Check);
    }

    private static RouteConfig Check(RouteConfig c, YamlRules rules)
    {
        CheckNames(c, rules);
        CheckGroupBy(c.GroupBy ?? [], rules);
        if (c.GroupInterval == TimeSpan.Zero)
        {
            rules.Fail("group_interval cannot be zero", "group_interval");
        }

        if (c.RepeatInterval == TimeSpan.Zero)
        {
            rules.Fail("repeat_interval cannot be zero", "repeat_interval");
        }

        return c;
    }

    private static void CheckNames(RouteConfig c, YamlRules rules)
    {
        foreach (string name in c.Match.Keys.Where(n => !LabelName.IsClassic(n)))
        {
            rules.Fail($"invalid label name {GoQuote.Quote(name)}", "match");
        }

        foreach (string name in c.Labels.Keys.Where(n => !rules.IsLabelName(n)))
        {
            // Go's own type for label names complains first about a name that no mode allows.
            rules.Fail(LabelName.IsUtf8(name)
                ? $"invalid label name {GoQuote.Quote(name)} in route labels"
                : $"{GoQuote.Quote(name)} is not a valid label name", "labels");
        }
    }

    private static void CheckGroupBy(IReadOnlyList<string> groupBy, YamlRules rules)
    {
        foreach (string name in groupBy.Where(n => n != AllLabels && !rules.IsLabelName(n)))
        {
            rules.Fail($"invalid label name {GoQuote.Quote(name)} in group_by list", "group_by");
        }

        var named = groupBy.Where(n => n != AllLabels).ToList();
        if (named.Count > 0 && named.Count < groupBy.Count)
        {
            rules.Fail("cannot have wildcard group_by (`...`) and other labels at the same time", "group_by");
        }

        foreach (string twice in named.GroupBy(n => n).Where(g => g.Count() > 1).Select(g => g.Key))
        {
            rules.Fail($"duplicated label {GoQuote.Quote(twice)} in group_by", "group_by");
        }
    }
}
