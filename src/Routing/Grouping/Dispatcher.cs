using Tocsin.Journal.Events.Routing;
using Tocsin.Model;
using Tocsin.Model.Alerts;
using Tocsin.Model.Labels;
using Tocsin.Model.Seams;
using Tocsin.Routing.Intake;
using Tocsin.Routing.Recovery;
using Tocsin.Routing.Routes;

namespace Tocsin.Routing.Grouping;

/// <summary>Puts alerts into groups, flushes the groups that are due, and forgets what has been told.</summary>
internal sealed class Dispatcher(GroupTable groups, FlushBuilder flushes, RouterOptions options, RouterEffects effects)
{
    private readonly List<RouteNode> _landed = [];
    private readonly Dictionary<RouteNode, RouteNode[]> _single = [];
    private RouteNode[] _several = [];

    /// <summary>Before this instant nothing is flushed.</summary>
    public Instant QuietUntil { get; set; }

    public AlertGroup? Find(string groupId) => groups.Find(groupId);

    /// <summary>Routes the alert and puts it into each group that does not hold it yet.</summary>
    public void Dispatch(AlertEntry entry, RouteTree tree, Instant now)
    {
        if (entry.Routes.Length == 0)
        {
            Route(entry, tree);
        }

        for (int i = 0; i < entry.Routes.Length; i++)
        {
            if (entry.GroupOn(i) is { } group)
            {
                HastenFirstFlush(group, entry.Alert, now);
            }
            else
            {
                entry.Put(i, Join(entry, entry.Routes[i], now));
            }
        }
    }

    /// <summary>How many flushes one input may cause; groups beyond that stay due.</summary>
    public int FlushesMax { get; set; } = int.MaxValue;

    /// <summary>Flushes every group that is due.</summary>
    public void FlushDue(Instant now)
    {
        while (effects.Flushes.Count < FlushesMax && groups.PeekDue(now) is { } group)
        {
            Flush(group, now);
        }
    }

    /// <summary>Takes the outcome of a flush: after a success its resolved alerts leave the group.</summary>
    public void FlushEnded(AlertGroup group, long number, bool succeeded, Instant now)
    {
        if (group.InFlight is not { } inFlight || group.FlushNumber != number || !groups.Holds(group))
        {
            return;
        }

        group.InFlight = null;
        if (succeeded)
        {
            Release(group, inFlight, now);
        }
        else
        {
            ReleaseSurplus(group, now);
        }

        if (group.Entries.IsEmpty)
        {
            Close(group, now);
        }
        else
        {
            groups.Schedule(group, group.DueAt);
        }
    }

    /// <summary>Ends a group whose route is gone or that is empty.</summary>
    public void Close(AlertGroup group, Instant now)
    {
        groups.Close(group);
        effects.Events.Add(new GroupClosed(now, group.Id));
    }

    /// <summary>Puts an alert of the journal back into its groups, with their timers; writes nothing down.</summary>
    public void Restore(AlertEntry entry, SavedAlert saved, RouteTree tree, RouterState state, Instant now)
    {
        Route(entry, tree);
        bool isResolved = entry.Alert.IsResolvedAt(now);
        for (int i = 0; i < entry.Routes.Length; i++)
        {
            RouteNode route = entry.Routes[i];
            if (isResolved && saved.WasReleasedFrom(groups.IdOf(route, entry.Alert.Labels)))
            {
                continue;
            }

            entry.Put(i, groups.Find(route, entry.Alert.Labels) is { } known
                ? JoinKnown(known, entry)
                : Reopen(entry, route, state, now));
        }
    }

    /// <summary>Closes the groups of the journal that no alert is left for, or whose route is gone.</summary>
    public void CloseUnrestored(RouterState state, Instant now)
    {
        foreach (string groupId in state.Groups.Keys)
        {
            if (Find(groupId) is null)
            {
                effects.Events.Add(new GroupClosed(now, groupId));
            }
        }

        groups.ForgetIds();
    }

    private static AlertGroup JoinKnown(AlertGroup group, AlertEntry entry)
    {
        group.Add(entry);
        return group;
    }

    private AlertGroup Reopen(AlertEntry entry, RouteNode route, RouterState state, Instant now)
    {
        AlertGroup group = Join(entry, route, now);
        if (state.Groups.TryGetValue(group.Id, out GroupSeed seed))
        {
            effects.Events.RemoveAt(effects.Events.Count - 1);
            group.OpenedAt = seed.OpenedAt;
            group.FlushNumber = seed.FlushNumber;
            group.LastFlushAt = seed.LastFlushAt;
            groups.Schedule(group, Later(seed.NextDue(route.GroupInterval, state.LastAliveAt)));
        }

        return group;
    }

    /// <summary>
    /// Moves every alert to the routes of a new tree. A group whose route is still there keeps its alerts, its count
    /// and its timer; the others close.
    /// </summary>
    public void Reroute(IEnumerable<AlertEntry> entries, RouteTree tree, Instant now)
    {
        Dictionary<string, AlertGroup> former = groups.TakeAll();
        _single.Clear();
        _several = [];
        foreach (AlertEntry entry in entries)
        {
            AlertGroup?[] old = [.. entry.Routes.Select((_, place) => entry.GroupOn(place))];
            Route(entry, tree);
            for (int i = 0; i < entry.Routes.Length; i++)
            {
                entry.Put(i, Rejoin(entry, old, entry.Routes[i], former, now));
            }
        }

        foreach (AlertGroup group in former.Values)
        {
            if (!groups.Holds(group))
            {
                effects.Events.Add(new GroupClosed(now, group.Id));
            }
        }

        foreach (AlertGroup group in groups.Groups)
        {
            group.RemoveLeft();
        }
    }

    private void Route(AlertEntry entry, RouteTree tree)
    {
        _landed.Clear();
        tree.Match(entry.Alert.Labels, _landed);
        entry.Land(Shared(_landed));
    }

    // Nearly all alerts land on one route; those share the list of it. Of several routes, neighbours mostly share them too.
    private RouteNode[] Shared(List<RouteNode> landed)
    {
        if (landed.Count != 1)
        {
            return _several = landed.SequenceEqual(_several) ? _several : [.. landed];
        }

        if (!_single.TryGetValue(landed[0], out RouteNode[]? list))
        {
            _single.Add(landed[0], list = [landed[0]]);
        }

        return list;
    }

    private AlertGroup? Rejoin(
        AlertEntry entry, AlertGroup?[] old, RouteNode route, Dictionary<string, AlertGroup> former, Instant now)
    {
        AlertGroup? group = groups.Find(route, entry.Alert.Labels) ?? Readopt(entry, route, former, now);
        if (group is not null && old.Contains(group))
        {
            return group;
        }

        // Nobody was told of a resolved alert in a group that it is new to, so there is no end to tell either.
        return entry.Alert.IsResolvedAt(now) ? null : Join(entry, route, now);
    }

    private AlertGroup? Readopt(AlertEntry entry, RouteNode route, Dictionary<string, AlertGroup> former, Instant now)
    {
        if (!former.TryGetValue(groups.IdOf(route, entry.Alert.Labels), out AlertGroup? group))
        {
            return null;
        }

        if (!route.HasTimersOf(group.Route))
        {
            Instant due = group.HasFlushed ? group.LastFlushAt + route.GroupInterval : group.OpenedAt + route.GroupWait;
            group.DueAt = Instant.Later(Later(due), now);
        }

        group.Route = route;
        groups.Adopt(group);
        if (group.InFlight is null)
        {
            groups.Schedule(group, group.DueAt);
        }

        return group;
    }

    private AlertGroup Join(AlertEntry entry, RouteNode route, Instant now)
    {
        AlertGroup group = groups.FindOrOpen(route, entry.Alert.Labels, out bool opened);
        group.Add(entry);
        if (opened)
        {
            group.OpenedAt = now;
            groups.Schedule(group, Later(GroupTable.FirstFlushFor(entry.Alert, route.GroupWait, now)));
            effects.Events.Add(Opened(group, now));
        }
        else
        {
            HastenFirstFlush(group, entry.Alert, now);
        }

        return group;
    }

    private void HastenFirstFlush(AlertGroup group, Alert alert, Instant now)
    {
        if (!group.HasFlushed && group.HeapIndex >= 0)
        {
            Instant due = Later(GroupTable.FirstFlushFor(alert, group.Route.GroupWait, now));
            if (due < group.DueAt && alert.StartsAt + group.Route.GroupWait < now)
            {
                groups.Schedule(group, due);
            }
        }
    }

    private void Flush(AlertGroup group, Instant now)
    {
        // The next tick counts from this one, not from the end of sending, so the cadence does not drift.
        // A number from the clock needs no event of its own to stay unique over restarts.
        group.FlushNumber = Math.Max(group.FlushNumber + 1, now.UnixMs);
        group.LastFlushAt = now;
        group.DueAt = now + group.Route.GroupInterval;
        groups.Unschedule(group);
        Flush flush = flushes.Build(group, now);
        RecordEnds(group.InFlight!, now);
        ulong signature = FlushSignature.Of(flush);
        if (signature != group.LastSignature)
        {
            group.LastSignature = signature;
            effects.Events.Add(GroupFlushed.From(flush, group.DueAt));
        }

        effects.Add(flush, group);
    }

    // An alert dies by the silence of its sender; the tick that first sees it writes that down.
    private void RecordEnds(List<(AlertEntry Entry, Alert Flushed)> resolved, Instant now)
    {
        foreach ((AlertEntry entry, Alert flushed) in resolved)
        {
            if (!entry.IsEndRecorded)
            {
                entry.IsEndRecorded = true;
                effects.Events.Add(new AlertEnded(now, flushed.Fingerprint, flushed.EndsAt, flushed.EndsByTimeout));
            }
        }
    }

    private void Release(AlertGroup group, List<(AlertEntry Entry, Alert Flushed)> inFlight, Instant now)
    {
        var released = new List<Fingerprint>();
        foreach ((AlertEntry entry, Alert flushed) in inFlight)
        {
            // Updated meanwhile: it may have re-fired, and stays.
            if (ReferenceEquals(entry.Alert, flushed) || entry.Alert.IsResolvedAt(now))
            {
                entry.Leave(group);
                released.Add(flushed.Fingerprint);
            }
        }

        RemoveReleased(group, released, now);
    }

    private void ReleaseSurplus(AlertGroup group, Instant now)
    {
        var resolved = new List<AlertEntry>();
        foreach (AlertEntry entry in group.Entries)
        {
            if (entry.Alert.IsResolvedAt(now))
            {
                resolved.Add(entry);
            }
        }

        int surplus = resolved.Count - options.ResolvedPerGroupMax;
        if (surplus <= 0)
        {
            return;
        }

        var released = new List<Fingerprint>(surplus);
        foreach (AlertEntry entry in resolved.OrderBy(entry => entry.Alert.EndsAt).Take(surplus))
        {
            entry.Leave(group);
            released.Add(entry.Alert.Fingerprint);
        }

        RemoveReleased(group, released, now);
    }

    private void RemoveReleased(AlertGroup group, List<Fingerprint> released, Instant now)
    {
        if (released.Count > 0)
        {
            group.RemoveLeft();
            effects.Events.Add(new AlertsReleased(now, group.Id, released));
        }
    }

    private static GroupOpened Opened(AlertGroup group, Instant now)
    {
        (string id, string key) = group.Names();
        return new GroupOpened(now, id)
        {
            GroupKey = key,
            Receiver = group.Route.Receiver,
            Labels = group.Labels,
            DueAt = group.DueAt,
        };
    }

    private Instant Later(Instant due) => Instant.Later(due, QuietUntil);
}
