using Tocsin.Rules.Files;

namespace Tocsin.Server.Rules;

/// <summary>Where rules come from, and what holds where they say nothing. Immutable.</summary>
/// <param name="Patterns">Paths of rule files, or patterns.</param>
/// <param name="Options">What holds where files and groups say nothing.</param>
internal sealed record RuleSources(IReadOnlyList<string> Patterns, RuleFileOptions Options)
{
    /// <summary>Whether the rules hold that watch this program.</summary>
    public bool WatchesSelf { get; init; }
}
