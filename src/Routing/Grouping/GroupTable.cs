using Tocsin.Model;
using Tocsin.Model.Alerts;
using Tocsin.Model.Labels;
using Tocsin.Routing.Routes;

namespace Tocsin.Routing.Grouping;

/// <summary>All groups with their timers: who joins which, and which is due. One owner; not thread-safe.</summary>
internal sealed class GroupTable
{
    private readonly Dictionary<(RouteNode Route, LabelSet Labels), AlertGroup> _groups = [];
    private readonly LabelSetBuilder _scratch = new();
    private TimerHeap _timers = new();
    private long _nextOrdinal;

    public int Count => _groups.Count;

    public Instant? NextDue => _timers.NextDue;

    public Dictionary<(RouteNode Route, LabelSet Labels), AlertGroup>.ValueCollection Groups => _groups.Values;

    public AlertGroup? PeekDue(Instant now) => _timers.PeekDue(now);

    /// <summary>The group of the alert on this route, made if there is none; it has no timer yet if it was made.</summary>
    public AlertGroup FindOrOpen(RouteNode route, LabelSet alert, out bool opened)
    {
        LabelSet labels = route.GroupBy.LabelsOf(alert, _scratch);
        opened = !_groups.TryGetValue((route, labels), out AlertGroup? group);
        if (group is null)
        {
            group = new AlertGroup(route, labels, _nextOrdinal++);
            _groups.Add((route, labels), group);
        }

        return group;
    }

    /// <summary>The group of the alert on this route; null if there is none.</summary>
    public AlertGroup? Find(RouteNode route, LabelSet alert) =>
        _groups.GetValueOrDefault((route, route.GroupBy.LabelsOf(alert, _scratch)));

    /// <summary>The id that the group of the alert on this route has or would have.</summary>
    public string IdOf(RouteNode route, LabelSet alert) =>
        AlertGroup.IdOf(route, route.GroupBy.LabelsOf(alert, _scratch));

    public void Schedule(AlertGroup group, Instant dueAt)
    {
        group.DueAt = dueAt;
        _timers.Schedule(group);
    }

    public void Unschedule(AlertGroup group) => _timers.Remove(group);

    public void Close(AlertGroup group)
    {
        _timers.Remove(group);
        _groups.Remove((group.Route, group.Labels));
    }

    /// <summary>Takes all groups out, so that a reload can put back those that its routes still have.</summary>
    public Dictionary<string, AlertGroup> TakeAll()
    {
        var byId = new Dictionary<string, AlertGroup>(_groups.Count);
        foreach (AlertGroup group in _groups.Values)
        {
            group.HeapIndex = -1;
            byId.Add(group.Id, group);
        }

        _groups.Clear();
        _timers = new TimerHeap();
        return byId;
    }

    /// <summary>Puts a group back under its route of the new tree.</summary>
    public void Adopt(AlertGroup group) => _groups.Add((group.Route, group.Labels), group);

    /// <summary>When a new group, or one that has not been flushed yet, should be, given this alert.</summary>
    // Source: Alertmanager dispatch: an alert that has waited long enough elsewhere makes its group flush at once.
    public static Instant FirstFlushFor(Alert alert, TimeSpan groupWait, Instant now) =>
        alert.StartsAt + groupWait < now ? now : now + groupWait;
}
