using Tocsin.Rules.Groups;

namespace Tocsin.Rules.Evaluation;

/// <summary>
/// An evaluation of a rule that is too slow to hold up the others: it runs beside them, and its result is taken in when it
/// comes, as of its own instant. Until then the rule is not evaluated again.
/// </summary>
public sealed class ApartRun
{
    internal ApartRun(RuleGroupState group, int rule, RuleInstant at) => (Group, Rule, At) = (group, rule, at);

    /// <summary>When it is evaluated.</summary>
    public RuleInstant At { get; }

    /// <summary>What is evaluated.</summary>
    public RuleModel Model => State.Rule;

    internal RuleGroupState Group { get; }

    internal int Rule { get; }

    internal RuleState State => Group.Rules[Rule];
}
