using Tocsin.Journal.Events.Rules;
using Tocsin.Model.Samples;
using Tocsin.Rules.Alerts;
using Tocsin.Rules.Groups;

namespace Tocsin.Rules.Evaluation;

/// <summary>
/// All rule groups in force: which are due when, and what stays of them over a reload and a restart. One owner; holds no
/// clock, and does no I/O.
/// </summary>
/// <param name="options">How rules are evaluated.</param>
public sealed class RulesCore(RulesOptions options)
{
    private readonly Dictionary<string, RuleGroupState> _groups = new(StringComparer.Ordinal);
    private readonly Dictionary<RuleGroupState, int> _places = [];
    private readonly PriorityQueue<RuleGroupState, long> _due = new();
    private readonly List<(long DueMs, string Backend, List<RuleSample> Ends)> _orphans = [];
    private List<RuleGroupState> _order = [];
    private RuleOrder _levels = RuleOrder.Of([]);

    /// <summary>How rules are evaluated.</summary>
    public RulesOptions Options { get; } = options;

    /// <summary>When the next group is due, Unix milliseconds; <see cref="long.MaxValue"/> for never.</summary>
    public long NextDueMs
    {
        get
        {
            long next = _orphans.Count == 0 ? long.MaxValue : _orphans.Min(orphan => orphan.DueMs);
            return _due.TryPeek(out _, out long due) ? Math.Min(due, next) : next;
        }
    }

    /// <summary>The last instant that was evaluated, Unix milliseconds; 0 before the first.</summary>
    public long EvaluatedMs { get; private set; }

    /// <summary>Groups whose rules read each other in a circle.</summary>
    public IReadOnlyList<string> Cycles => _levels.Cycles;

    internal IReadOnlyList<RuleGroupState> Groups => _order;

    /// <summary>Puts groups in force in place of those before; what did not change goes on as if nothing had happened.</summary>
    /// <param name="groups">The groups.</param>
    /// <param name="nowMs">The present, Unix milliseconds.</param>
    /// <param name="handsOver">Groups that are gone are another server's from now on; in a store of both it goes on with
    /// their series, which must not end in between.</param>
    /// <returns>How many groups are new, changed or gone.</returns>
    public int Load(IReadOnlyList<RuleGroupModel> groups, long nowMs, bool handsOver = false)
    {
        int changed = 0;
        var before = new Dictionary<string, RuleGroupState>(_groups, StringComparer.Ordinal);
        _groups.Clear();
        _order = new List<RuleGroupState>(groups.Count);
        foreach (RuleGroupModel group in groups)
        {
            before.Remove(group.Key, out RuleGroupState? old);
            bool isSame = old is not null && group.Digest.Length > 0 && group.Digest == old.Model.Digest
                && group.Interval == old.Model.Interval && group.QueryOffset == old.Model.QueryOffset;
            RuleGroupState state = isSame ? old! : Begin(group, old, nowMs);
            changed += isSame ? 0 : 1;
            _groups.Add(group.Key, state);
            _order.Add(state);
        }

        foreach (RuleGroupState gone in before.Values)
        {
            changed++;
            if (handsOver && gone.Model.Backend.Length > 0)
            {
                continue;
            }

            var series = gone.Rules.SelectMany(rule => rule.Written.Last);
            long endMs = Math.Max(nowMs, gone.LastMs + 1);
            Orphan(gone, series, (endMs - OffsetMs(gone.Model), nowMs + (2 * gone.Slots.IntervalMs)));
        }

        Reorder();
        return changed;
    }

    /// <summary>Gives alerts back to their rules after a restart; those of rules that are no more are dropped.</summary>
    public void Restore(SavedAlerts saved)
    {
        foreach ((RuleKey key, List<RuleAlert> alerts) in saved.ByRule())
        {
            if (!_groups.TryGetValue(key.Group, out RuleGroupState? group))
            {
                continue;
            }

            for (int i = 0; i < group.Rules.Count; i++)
            {
                if (group.KeyOf(i) == key && group.Rules[i] is AlertingRuleState rule)
                {
                    Restore(rule, alerts, group.NextMs - group.Slots.IntervalMs - saved.EvaluatedMs);
                }
            }
        }
    }

    /// <summary>The groups that are due; null if none is. Slots that passed are counted as missed, not made up for.</summary>
    public RuleRound? TakeDue(long nowMs)
    {
        if (NextDueMs > nowMs)
        {
            return null;
        }

        RuleRound? round = null;
        var later = new List<RuleGroupState>();
        while (_due.TryPeek(out RuleGroupState? group, out long due) && due <= nowMs)
        {
            long slot = group.Slots.AtOrBefore(nowMs - group.DelayMs);
            if (round is not null && slot != round.AtMs)
            {
                // Another instant, hence another round: it stays due.
                later.Add(_due.Dequeue());
                continue;
            }

            _due.Dequeue();
            round ??= new RuleRound(slot, []);
            group.Missed += (slot - group.NextMs) / group.Slots.IntervalMs;
            group.NextMs = slot + group.Slots.IntervalMs;
            round.Groups.Add(group);
        }

        foreach (RuleGroupState group in later.Concat(round?.Groups ?? []))
        {
            _due.Enqueue(group, group.DueMs);
        }

        round ??= new RuleRound(nowMs, []);
        EvaluatedMs = Math.Max(EvaluatedMs, round.AtMs);
        TakeOrphans(round, nowMs);
        return round;
    }

    /// <summary>True if a group was not replaced in the meantime.</summary>
    internal bool IsInForce(RuleGroupState group) => _places.ContainsKey(group);

    /// <summary>Every alert of every rule as an event, which is how a checkpoint keeps them.</summary>
    internal IEnumerable<RuleAlertChanged> Alerts(Model.Instant at)
    {
        foreach (RuleGroupState group in _order)
        {
            for (int i = 0; i < group.Rules.Count; i++)
            {
                foreach (RuleAlert alert in (group.Rules[i] as AlertingRuleState)?.Alerts ?? [])
                {
                    yield return RuleAlertEvents.Of(alert, group.KeyOf(i), at);
                }
            }
        }
    }

    internal int LevelOf(RuleGroupState group, int rule) => _levels.LevelOf(_places[group], rule);

    private static void Restore(AlertingRuleState rule, List<RuleAlert> alerts, long unseenMs)
    {
        unseenMs = Math.Max(0, unseenMs);
        foreach (RuleAlert alert in alerts)
        {
            // Time in which nobody looked does not count as time in which the condition held.
            alert.ActiveAtMs += alert.State == AlertState.Pending ? unseenMs : 0;
            alert.IsOnHold = unseenMs > 0 && alert.State == AlertState.Firing;

            // Whether it reached anybody before the end is not sure; told again it is only one heartbeat more.
            alert.LastSentAtMs = 0;
            rule.Adopt(alert);
        }
    }

    private RuleGroupState Begin(RuleGroupModel group, RuleGroupState? old, long nowMs)
    {
        GroupSlots slots = Options.UsesHashedSlots
            ? GroupSlots.Hashed(group.File, group.Name, group.Interval)
            : GroupSlots.Aligned(group.Interval);
        var state = new RuleGroupState(group, slots) { NextMs = slots.After(nowMs - (long)group.EvalDelay.TotalMilliseconds) };
        if (old is not null)
        {
            Orphan(old, state.Inherit(old), (state.NextMs - OffsetMs(group), state.DueMs));
        }

        return state;
    }

    // Ended as of the reload, but later: a series that another group took over goes on, as the store then has newer samples.
    // Source: Prometheus rules, Group.run and cleanupStaleSeries.
    private void Orphan(RuleGroupState group, IEnumerable<RuleSeries> series, (long EndMs, long DueMs) times)
    {
        List<RuleSample> ends = [.. series.Select(one => new RuleSample(one, times.EndMs, StaleMarker.Value, null))];
        if (ends.Count > 0)
        {
            _orphans.Add((times.DueMs, group.Model.Backend, ends));
        }
    }

    private static long OffsetMs(RuleGroupModel group) => (long)group.QueryOffset.TotalMilliseconds;

    private void Reorder()
    {
        _levels = RuleOrder.Of([.. _order.Select(state => state.Model)]);
        _places.Clear();
        _due.Clear();
        for (int i = 0; i < _order.Count; i++)
        {
            _places.Add(_order[i], i);
            _due.Enqueue(_order[i], _order[i].DueMs);
        }
    }

    private void TakeOrphans(RuleRound round, long nowMs)
    {
        for (int i = _orphans.Count - 1; i >= 0; i--)
        {
            if (_orphans[i].DueMs <= nowMs)
            {
                string backend = _orphans[i].Backend;
                round.Orphans.AddRange(_orphans[i].Ends.Select(end => (backend, end)));
                _orphans.RemoveAt(i);
            }
        }
    }
}
