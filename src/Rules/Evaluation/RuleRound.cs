namespace Tocsin.Rules.Evaluation;

/// <summary>The groups that are due at one instant. Belongs to the core; ends with the next one.</summary>
public sealed class RuleRound
{
    internal RuleRound(long atMs, List<RuleGroupState> groups) => (AtMs, Groups) = (atMs, groups);

    /// <summary>The instant, Unix milliseconds.</summary>
    public long AtMs { get; }

    /// <summary>What ends the series of rules that are no more, to be written now, and to which backend.</summary>
    public List<(string Backend, RuleSample End)> Orphans { get; } = [];

    internal List<RuleGroupState> Groups { get; }
}
