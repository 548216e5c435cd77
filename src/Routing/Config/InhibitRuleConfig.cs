using System.Collections.Frozen;
using Tocsin.Model.Labels;
using Tocsin.Model.Matching;
using Tocsin.Yaml;

namespace Tocsin.Routing.Config;

/// <summary>A rule by which firing source alerts mute target alerts, as written: <c>inhibit_rules</c>.</summary>
public sealed record InhibitRuleConfig
{
    /// <summary>An optional name, shown where the rule's effects are shown.</summary>
    public string Name { get; init; } = "";

    /// <summary>Labels of sources that must be equal; the old form, ANDed with <see cref="SourceMatchers"/>.</summary>
    public IReadOnlyDictionary<string, string> SourceMatch { get; init; } = FrozenDictionary<string, string>.Empty;

    /// <summary>Anchored regular expressions for sources; the old form, ANDed too.</summary>
    public IReadOnlyDictionary<string, string> SourceMatchRe { get; init; } = FrozenDictionary<string, string>.Empty;

    /// <summary>What a source's labels must match, all of it; none matches everything.</summary>
    public MatcherSet SourceMatchers { get; init; } = MatcherSet.Empty;

    /// <summary>Labels of targets that must be equal; the old form, ANDed with <see cref="TargetMatchers"/>.</summary>
    public IReadOnlyDictionary<string, string> TargetMatch { get; init; } = FrozenDictionary<string, string>.Empty;

    /// <summary>Anchored regular expressions for targets; the old form, ANDed too.</summary>
    public IReadOnlyDictionary<string, string> TargetMatchRe { get; init; } = FrozenDictionary<string, string>.Empty;

    /// <summary>What a target's labels must match, all of it; none matches everything.</summary>
    public MatcherSet TargetMatchers { get; init; } = MatcherSet.Empty;

    /// <summary>Labels that must have equal values on both; one that is missing counts as empty.</summary>
    public IReadOnlyList<string> Equal { get; init; } = [];

    /// <summary>All three forms of a source's matchers together.</summary>
    public MatcherSet AllSourceMatchers => RoutingTypes.Combine(SourceMatch, SourceMatchRe, SourceMatchers);

    /// <summary>All three forms of a target's matchers together.</summary>
    public MatcherSet AllTargetMatchers => RoutingTypes.Combine(TargetMatch, TargetMatchRe, TargetMatchers);

    /// <summary>How it is read and printed.</summary>
    public static YamlSchema<InhibitRuleConfig> Schema { get; } = new YamlSchema<InhibitRuleConfig>("common.InhibitRule", new())
        .Optional("name", YamlTypes.Text, c => c.Name, (c, v) => c with { Name = v })
        .Optional("source_match", RoutingTypes.Match, c => c.SourceMatch, (c, v) => c with { SourceMatch = v })
        .Optional("source_match_re", RoutingTypes.MatchRe, c => c.SourceMatchRe, (c, v) => c with { SourceMatchRe = v })
        .Optional("source_matchers", RoutingTypes.Matchers, c => c.SourceMatchers, (c, v) => c with { SourceMatchers = v })
        .Optional("target_match", RoutingTypes.Match, c => c.TargetMatch, (c, v) => c with { TargetMatch = v })
        .Optional("target_match_re", RoutingTypes.MatchRe, c => c.TargetMatchRe, (c, v) => c with { TargetMatchRe = v })
        .Optional("target_matchers", RoutingTypes.Matchers, c => c.TargetMatchers, (c, v) => c with { TargetMatchers = v })
        .Optional("equal", YamlTypes.ListOf(YamlTypes.Text), c => c.Equal, (c, v) => c with { Equal = v })
        .Rule(Check);

    private static InhibitRuleConfig Check(InhibitRuleConfig c, YamlRules rules)
    {
        foreach (string name in c.SourceMatch.Keys.Where(n => !LabelName.IsClassic(n)))
        {
            rules.Fail($"invalid label name {GoQuote.Quote(name)}", "source_match");
        }

        foreach (string name in c.TargetMatch.Keys.Where(n => !LabelName.IsClassic(n)))
        {
            rules.Fail($"invalid label name {GoQuote.Quote(name)}", "target_match");
        }

        foreach (string name in c.Equal.Where(n => !rules.IsLabelName(n)))
        {
            rules.Fail($"invalid label name {GoQuote.Quote(name)} in equal list", "equal");
        }

        return c;
    }
}
