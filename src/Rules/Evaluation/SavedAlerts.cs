using Tocsin.Journal.Events;
using Tocsin.Journal.Events.Rules;
using Tocsin.Model.Labels;
using Tocsin.Rules.Alerts;

namespace Tocsin.Rules.Evaluation;

/// <summary>The alerts of rules as the journal tells them, read back before anything runs.</summary>
public sealed class SavedAlerts
{
    private readonly Dictionary<(RuleKey Rule, LabelSet Labels), RuleAlertChanged> _alerts = [];

    /// <summary>The last instant of an evaluation that is known of, Unix milliseconds; 0 for none.</summary>
    public long EvaluatedMs { get; private set; }

    /// <summary>How many alerts there are.</summary>
    public int Count => _alerts.Count;

    /// <summary>Takes in an event; others are passed over.</summary>
    public void Apply(JournalEvent happened)
    {
        switch (happened)
        {
            case RuleAlertChanged { IsForgotten: true } gone:
                _alerts.Remove((gone.Key, gone.Labels));
                break;
            case RuleAlertChanged changed:
                _alerts[(changed.Key, changed.Labels)] = changed;
                break;
            case RulesEvaluated:
                break;
            default:
                return;
        }

        EvaluatedMs = Math.Max(EvaluatedMs, happened.At.UnixMs);
    }

    /// <summary>The alerts of each rule.</summary>
    internal Dictionary<RuleKey, List<RuleAlert>> ByRule()
    {
        var byRule = new Dictionary<RuleKey, List<RuleAlert>>();
        foreach (RuleAlertChanged saved in _alerts.Values)
        {
            if (!byRule.TryGetValue(saved.Key, out List<RuleAlert>? alerts))
            {
                byRule.Add(saved.Key, alerts = []);
            }

            alerts.Add(RuleAlertEvents.Read(saved));
        }

        return byRule;
    }
}
