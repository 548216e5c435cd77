using Tocsin.Model.Matching;
using Tocsin.Routing.Config;

namespace Tocsin.Routing.Inhibition;

/// <summary>An inhibition rule, compiled: a firing source mutes targets that agree in the equal labels. Immutable.</summary>
/// <param name="Name">The optional name; may be empty, may repeat.</param>
/// <param name="Source">What a source matches.</param>
/// <param name="Target">What a target matches.</param>
/// <param name="Equal">Labels that must have one value on both; a missing label counts as empty.</param>
public sealed record InhibitRuleModel(string Name, MatcherSet Source, MatcherSet Target, IReadOnlyList<string> Equal)
{
    /// <summary>Compiles a rule as written; its three forms of matchers are joined.</summary>
    public static InhibitRuleModel From(InhibitRuleConfig config) =>
        new(config.Name, config.AllSourceMatchers, config.AllTargetMatchers, config.Equal);
}

/// <summary>Why an alert is inhibited.</summary>
/// <param name="Source">The alert that inhibits it.</param>
/// <param name="RuleIndex">The rule's place in the configuration, from 0.</param>
/// <param name="RuleName">The rule's name; may be empty.</param>
public readonly record struct InhibitionCause(Model.Labels.Fingerprint Source, int RuleIndex, string RuleName);
