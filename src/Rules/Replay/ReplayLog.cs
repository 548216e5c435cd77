using Tocsin.Journal.Events;
using Tocsin.Journal.Events.Rules;
using Tocsin.Model.Labels;

namespace Tocsin.Rules.Replay;

/// <summary>Makes alerts with a beginning and an end out of what happened at each instant. One owner.</summary>
internal sealed class ReplayLog(ReplayOptions options)
{
    private readonly Dictionary<(RuleKey, LabelSet), ReplayedAlert> _open = [];
    private readonly List<ReplayedAlert> _ended = [];
    private readonly Dictionary<RuleKey, ReplayedFault> _faults = [];
    private long _count;

    public void Add(JournalEvent happened)
    {
        switch (happened)
        {
            case RuleAlertChanged changed:
                Add(changed);
                break;
            case RuleHealthChanged { Error.Length: > 0 } health when health.At.UnixMs >= options.FromMs:
                _faults.TryAdd(health.Key, new ReplayedFault(health.Key, health.Error, health.At.UnixMs));
                break;
        }
    }

    public ReplayReport Finish(long rounds, string stopped)
    {
        IEnumerable<ReplayedAlert> all = _ended.Concat(_open.Values);
        return new ReplayReport
        {
            Rounds = rounds,
            AlertCount = _count + _open.Count,
            Alerts =
            [
                .. all.OrderBy(alert => alert.ActiveAtMs)
                    .ThenBy(alert => $"{alert.Rule.Group} {alert.Rule.Rule} {alert.Labels}", StringComparer.Ordinal)
                    .Take(options.AlertsMax),
            ],
            Faults = [.. _faults.Values.OrderBy(fault => fault.AtMs)],
            Stopped = stopped,
        };
    }

    private void Add(RuleAlertChanged changed)
    {
        (RuleKey, LabelSet) key = (changed.Key, changed.Labels);
        if (changed is { IsForgotten: false, State: AlertState.Pending or AlertState.Firing })
        {
            _open[key] = new ReplayedAlert
            {
                Rule = changed.Key,
                Labels = changed.Labels,
                ActiveAtMs = changed.ActiveAt.UnixMs,
                FiredAtMs = changed.FiredAt.IsZero ? 0 : changed.FiredAt.UnixMs,
                Value = changed.Value,
            };
        }
        else if (_open.Remove(key, out ReplayedAlert? alert) && changed.At.UnixMs >= options.FromMs)
        {
            _count++;
            if (_ended.Count < options.AlertsMax)
            {
                _ended.Add(alert with { EndedAtMs = changed.At.UnixMs });
            }
        }
    }
}
