namespace Tocsin.Journal.Events.Rules;

/// <summary>The events of rules, kinds 60-79.</summary>
internal static class RulesEvents
{
    public static readonly IReadOnlyList<(EventKind Kind, ReadEvent Read)> Readers =
    [
        (EventKind.RuleAlertChanged, RuleAlertChanged.Read),
        (EventKind.RuleHealthChanged, RuleHealthChanged.Read),
        (EventKind.RulesEvaluated, RulesEvaluated.Read),
        (EventKind.RulesLoaded, RulesLoaded.Read),
        (EventKind.RulesRejected, RulesRejected.Read),
        (EventKind.RuleGroupEdited, RuleGroupEdited.Read),
        (EventKind.RuleDataChanged, RuleDataChanged.Read),
    ];
}
