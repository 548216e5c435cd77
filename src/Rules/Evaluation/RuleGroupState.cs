using Tocsin.Journal.Events.Rules;
using Tocsin.Rules.Groups;

namespace Tocsin.Rules.Evaluation;

/// <summary>A group while it is in force: the states of its rules, and when it is due. One owner; holds no clock.</summary>
internal sealed class RuleGroupState
{
    private readonly RuleKey[] _keys;
    private readonly RuleState[] _rules;

    public RuleGroupState(RuleGroupModel model, GroupSlots slots)
    {
        Model = model;
        Slots = slots;
        _keys = RuleKeys.Of(model);
        _rules = new RuleState[_keys.Length];
        for (int i = 0; i < _rules.Length; i++)
        {
            _rules[i] = model.Rules[i] switch
            {
                AlertingRule alerting => new AlertingRuleState(alerting, _keys[i]),
                var recording => new RecordingRuleState((RecordingRule)recording),
            };
        }
    }

    /// <summary>The group as written.</summary>
    public RuleGroupModel Model { get; }

    /// <summary>When it is evaluated.</summary>
    public GroupSlots Slots { get; }

    /// <summary>The states of the rules, in the order of the group.</summary>
    public IReadOnlyList<RuleState> Rules => _rules;

    /// <summary>The next slot, Unix milliseconds.</summary>
    public long NextMs { get; set; }

    /// <summary>How long after a slot it is evaluated, milliseconds.</summary>
    public long DelayMs => (long)Model.EvalDelay.TotalMilliseconds;

    /// <summary>How far its queries lie before a slot, milliseconds.</summary>
    public long OffsetMs => (long)Model.QueryOffset.TotalMilliseconds;

    /// <summary>When it is evaluated next, Unix milliseconds.</summary>
    public long DueMs => NextMs + DelayMs;

    /// <summary>The last slot; 0 before the first.</summary>
    public long LastMs { get; set; }

    /// <summary>How long the last evaluation took, over all rules.</summary>
    public TimeSpan LastDuration { get; set; }

    /// <summary>How many samples the last evaluation wrote.</summary>
    public int LastSamples { get; set; }

    /// <summary>Evaluations since the start.</summary>
    public long Evaluations { get; set; }

    /// <summary>Slots since the start that passed without an evaluation.</summary>
    public long Missed { get; set; }

    /// <summary>What the journal calls a rule.</summary>
    public RuleKey KeyOf(int rule) => _keys[rule];

    /// <summary>Takes over what the same rules knew before a reload.</summary>
    /// <returns>The series of rules that are no more.</returns>
    public List<RuleSeries> Inherit(RuleGroupState before)
    {
        List<RuleSeries> orphans = [];
        var places = new Dictionary<RuleKey, int>();
        for (int i = 0; i < _keys.Length; i++)
        {
            places.Add(_keys[i], i);
        }

        for (int i = 0; i < before._rules.Length; i++)
        {
            if (places.TryGetValue(before._keys[i], out int place))
            {
                Inherit(before._rules[i], _rules[place]);
            }
            else
            {
                orphans.AddRange(before._rules[i].Written.Last);
            }
        }

        if (before.Model.Backend != Model.Backend)
        {
            // Another store has other names for the same series.
            foreach (RuleSeries series in _rules.SelectMany(rule => rule.Written.Last))
            {
                series.Ref = default;
            }
        }

        (LastMs, Evaluations, Missed) = (before.LastMs, before.Evaluations, before.Missed);
        return orphans;
    }

    private static void Inherit(RuleState before, RuleState after)
    {
        after.Health.Inherit(before.Health);
        after.Written.Inherit(before.Written);
        if ((before, after) is (AlertingRuleState old, AlertingRuleState fresh))
        {
            fresh.Inherit(old);
            foreach (Alerts.RuleAlert alert in old.Alerts)
            {
                fresh.Adopt(alert);
            }
        }
    }
}
