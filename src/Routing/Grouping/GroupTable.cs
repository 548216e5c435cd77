using Tocsin.Model;
using Tocsin.Model.Alerts;
using Tocsin.Model.Labels;
using Tocsin.Routing.Intake;
using Tocsin.Routing.Routes;

namespace Tocsin.Routing.Grouping;

/// <summary>All groups with their timers: who joins which, and which is due. One owner; not thread-safe.</summary>
internal sealed class GroupTable
{
    private readonly KeyedItems<GroupName, AlertGroup, ByName> _groups = new();
    private readonly LabelSetBuilder _scratch = new();
    private TimerHeap _timers = new();
    private HashSet<AlertGroup>? _ids;
    private uint _nextOrdinal;

    public int Count => _groups.Count;

    public Instant? NextDue => _timers.NextDue;

    public IReadOnlyCollection<AlertGroup> Groups => _groups;

    public static int HashOf(string id) => string.GetHashCode(id, StringComparison.Ordinal);

    /// <summary>The group of that id; null if there is none. The first call indexes the groups by their ids.</summary>
    public AlertGroup? Find(string groupId)
    {
        _ids ??= new HashSet<AlertGroup>(_groups, GroupIdComparer.Instance);
        return _ids.GetAlternateLookup<string>().TryGetValue(groupId, out AlertGroup? group) ? group : null;
    }

    /// <summary>Drops the index by ids, which a running server never asks again.</summary>
    public void ForgetIds() => _ids = null;

    /// <summary>True while this very group is in the table.</summary>
    public bool Holds(AlertGroup group) => ReferenceEquals(_groups.Find(ByName.KeyOf(group)), group);

    public AlertGroup? PeekDue(Instant now) => _timers.PeekDue(now);

    /// <summary>The group of the alert on this route, made if there is none; it has no timer yet if it was made.</summary>
    public AlertGroup FindOrOpen(RouteNode route, LabelSet alert, out bool opened)
    {
        AlertGroup? group = Find(route, alert);
        opened = group is null;
        if (group is null)
        {
            group = new AlertGroup(route, route.GroupBy.LabelsOf(alert, _scratch), _nextOrdinal++);
            Add(group);
        }

        return group;
    }

    /// <summary>The group of the alert on this route; null if there is none.</summary>
    public AlertGroup? Find(RouteNode route, LabelSet alert) =>
        _groups.Find(new GroupName(route, route.GroupBy.BlockOf(alert, _scratch)));

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
        _groups.Remove(ByName.KeyOf(group));
        _ids?.Remove(group);
    }

    /// <summary>Takes all groups out, so that a reload can put back those that its routes still have.</summary>
    public Dictionary<string, AlertGroup> TakeAll()
    {
        var byId = new Dictionary<string, AlertGroup>(_groups.Count);
        foreach (AlertGroup group in _groups)
        {
            group.HeapIndex = -1;
            byId.Add(group.Id, group);
        }

        _groups.Clear();
        _ids = null;
        _timers = new TimerHeap();
        return byId;
    }

    /// <summary>Puts a group back under its route of the new tree, if that was not done for another alert of it.</summary>
    public void Adopt(AlertGroup group)
    {
        if (!Holds(group))
        {
            Add(group);
        }
    }

    /// <summary>When a new group, or one that has not been flushed yet, should be, given this alert.</summary>
    // Source: Alertmanager dispatch: an alert that has waited long enough elsewhere makes its group flush at once.
    public static Instant FirstFlushFor(Alert alert, TimeSpan groupWait, Instant now) =>
        alert.StartsAt + groupWait < now ? now : now + groupWait;

    private void Add(AlertGroup group)
    {
        _groups.Add(group);
        _ids?.Add(group);
    }
}
