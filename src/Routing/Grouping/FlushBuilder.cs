using Tocsin.Model;
using Tocsin.Model.Alerts;
using Tocsin.Model.Seams;
using Tocsin.Routing.Intake;
using Tocsin.Routing.Muting;

namespace Tocsin.Routing.Grouping;

/// <summary>Turns a group at its tick into the flush that Notify decides upon.</summary>
internal sealed class FlushBuilder(MuteDecider mutes)
{
    private static readonly TimeSpan DeadlineMin = TimeSpan.FromSeconds(10);

    /// <summary>Builds the flush, and records the group's resolved alerts as in flight.</summary>
    public Flush Build(AlertGroup group, Instant now)
    {
        group.Sort();
        var alerts = new List<Alert>(group.Entries.Length);
        List<MutedAlert>? muted = null;
        List<(AlertEntry, Alert)>? resolved = null;
        Mute routeMute = MuteDecider.DecideRoute(group.Route, now);
        foreach (AlertEntry entry in group.Entries)
        {
            Alert alert = entry.Alert;
            if (alert.IsResolvedAt(now))
            {
                (resolved ??= []).Add((entry, alert));
            }
            else
            {
                alert = alert with { EndsAt = default };
            }

            Mute mute = mutes.Decide(entry, routeMute, now);
            if (mute.Reason == MuteReason.None)
            {
                alerts.Add(alert);
            }
            else
            {
                (muted ??= []).Add(new MutedAlert(alert, mute.Reason, mute.By));
            }
        }

        group.InFlight = resolved ?? AlertGroup.NothingResolved;
        return ToFlush(group, alerts, muted, now);
    }

    private static Flush ToFlush(AlertGroup group, List<Alert> alerts, List<MutedAlert>? muted, Instant now)
    {
        (string id, string key) = group.Names();
        return new Flush
        {
            GroupKey = key,
            GroupId = id,
            Receiver = group.Route.Receiver,
            GroupLabels = group.Labels,
            RouteLabels = group.Route.Labels,
            Alerts = alerts,
            Muted = muted ?? (IReadOnlyList<MutedAlert>)[],
            RepeatInterval = group.Route.RepeatInterval,
            At = now,
            Deadline = now + (group.Route.GroupInterval > DeadlineMin ? group.Route.GroupInterval : DeadlineMin),
            Number = group.FlushNumber,
        };
    }
}
