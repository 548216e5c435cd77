using Tocsin.Journal.Events;
using Tocsin.Journal.Events.Rules;

namespace Tocsin.Server.Explain;

/// <summary>Tells what rules found.</summary>
internal static class RulesStory
{
    /// <summary>The line; null for events of other stages, and for those that only keep state.</summary>
    public static StoryLine? Tell(JournalEvent happened) => happened switch
    {
        RuleAlertChanged changed => new(changed.At, "ruleAlertChanged", TellAlert(changed)),
        RuleDataChanged data => new(data.At, "ruleDataChanged", TellData(data)),
        RuleHealthChanged { Error.Length: 0 } health =>
            new(health.At, "ruleHealthChanged", $"{health.Key.Rule} in {health.Key.Group} can be evaluated again."),
        RuleHealthChanged health =>
            new(health.At, "ruleHealthChanged", $"{health.Key.Rule} in {health.Key.Group} cannot be evaluated: {health.Error}"),
        RulesLoaded loaded => new(loaded.At, "rulesLoaded",
            $"{loaded.Rules} rules of {loaded.Files.Count} files came into force; {loaded.GroupsChanged} groups are not as before."),
        RulesRejected rejected => new(rejected.At, "rulesRejected",
            $"Rule files were refused: {(rejected.Errors.Count > 0 ? rejected.Errors[0] : "")}"),
        RuleGroupEdited edited => new(edited.At, "ruleGroupEdited", TellEdit(edited)),
        _ => null,
    };

    private static string TellEdit(RuleGroupEdited edited)
    {
        string who = edited.By.Length > 0 ? edited.By : "Somebody";
        string what = edited.Text.Length == 0 ? "removed"
            : edited.RestoredFrom > 0 ? $"brought back version {edited.RestoredFrom} of"
            : edited.Version == 1 ? "wrote" : "changed";
        string why = edited.Comment.Length > 0 ? $": {edited.Comment}" : "";
        return $"{who} {what} the rule group {edited.Group} of {edited.Namespace}{why}";
    }

    private static string TellAlert(RuleAlertChanged changed)
    {
        string rule = $"{changed.Key.Rule} in {changed.Key.Group}";
        if (changed.Cause != AlertCause.Condition)
        {
            return TellAboutRule(changed, rule);
        }

        return (changed.IsForgotten, changed.State) switch
        {
            (true, AlertState.Pending) => $"Its condition no longer holds, before {rule} fired.",
            (true, _) => $"{rule} knows of it no more.",
            (false, AlertState.Pending) => $"The condition of {rule} began to hold; the value is {Number(changed.Value)}.",
            (false, AlertState.Firing) when !changed.KeepFiringSince.IsZero =>
                $"The condition of {rule} no longer holds; it fires on for its keep_firing_for.",
            (false, AlertState.Firing) when !changed.HeldSince.IsZero =>
                $"The condition of {rule} no longer holds; it fires on until its resolve_expr gives it.",
            (false, AlertState.Firing) => $"{rule} fires; the value is {Number(changed.Value)}.",
            _ => $"The condition of {rule} no longer holds: it resolved.",
        };
    }

    private static string TellAboutRule(RuleAlertChanged changed, string rule)
    {
        bool isError = changed.Cause == AlertCause.Error;
        string what = isError ? $"{rule} cannot be evaluated" : $"{rule} has no data";
        string key = isError ? "on_error" : "no_data";
        return (changed.IsForgotten, changed.State) switch
        {
            (true, AlertState.Pending) => $"{rule} is well again, before the alert of its {key} fired.",
            (true, _) => $"{rule} knows of the alert of its {key} no more.",
            (false, AlertState.Pending) => $"{what}: the alert of its {key} waits for its for.",
            (false, AlertState.Firing) => $"{what}: the alert of its {key} fires.",
            _ => $"{rule} is well again: the alert of its {key} resolved.",
        };
    }

    private static string TellData(RuleDataChanged data)
    {
        string rule = $"{data.Key.Rule} in {data.Key.Group}";
        return data.HasData
            ? $"{rule} has data again."
            : $"There are no data to ask the condition of {rule} of; its no_data says {data.Policy}.";
    }

    private static string Number(double value) => PromQL.Numbers.FloatText.Sample(value);
}
