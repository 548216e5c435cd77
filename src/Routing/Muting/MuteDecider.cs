using Tocsin.Model;
using Tocsin.Model.Seams;
using Tocsin.Routing.Inhibition;
using Tocsin.Routing.Intake;
using Tocsin.Routing.Routes;
using Tocsin.Routing.Silences;
using Tocsin.Routing.TimeIntervals;

namespace Tocsin.Routing.Muting;

/// <summary>Why an alert is muted, and by what; <c>default</c> means that it is not.</summary>
internal readonly record struct Mute(MuteReason Reason, IReadOnlyList<string> By)
{
    public static readonly Mute None = new(MuteReason.None, []);
}

/// <summary>Asks the muting stages in upstream's order: inhibition, active times, mute times, silences.</summary>
internal sealed class MuteDecider(Inhibitor inhibitor, SilenceTable silences)
{
    /// <summary>The sources of inhibition; a reload puts others here.</summary>
    public Inhibitor Inhibitor { get; set; } = inhibitor;

    /// <summary>Whether the route is mute by the clock.</summary>
    public static Mute DecideRoute(RouteNode route, Instant now)
    {
        if (route.ActiveTimeIntervals.Count > 0 && !ContainsAny(route.ActiveTimeIntervals, now, out _))
        {
            return new(MuteReason.ActiveTimeInterval, [.. route.ActiveTimeIntervals.Select(interval => interval.Name)]);
        }

        return ContainsAny(route.MuteTimeIntervals, now, out List<string>? muting)
            ? new(MuteReason.MuteTimeInterval, muting!)
            : Mute.None;
    }

    /// <summary>Whether the alert is muted on a route whose own verdict is <paramref name="route"/>.</summary>
    public Mute Decide(AlertEntry entry, Mute route, Instant now)
    {
        if (InhibitedBy(entry, now) is { } inhibiting)
        {
            return new(MuteReason.Inhibition, [inhibiting]);
        }

        if (route.Reason != MuteReason.None)
        {
            return route;
        }

        IReadOnlyList<string> silencing = SilencedBy(entry, now);
        return silencing.Count > 0 ? new(MuteReason.Silence, silencing) : Mute.None;
    }

    /// <summary>The fingerprint of an alert that inhibits this one now; null if none does.</summary>
    public string? InhibitedBy(AlertEntry entry, Instant now) =>
        Inhibitor.InhibitedBy(entry.Alert.Labels, RolesOf(entry), now)?.Source.ToString();

    /// <summary>The rules in which the alert is a source or a target; found once for its labels.</summary>
    public InhibitRoles RolesOf(AlertEntry entry) => entry.InhibitRoles ??= Inhibitor.RolesOf(entry.Alert.Labels);

    /// <summary>The ids of the silences that mute this alert now, sorted.</summary>
    public IReadOnlyList<string> SilencedBy(AlertEntry entry, Instant now) =>
        silences.SilencedBy(entry.Alert.Labels, ref entry.SilenceCache, now);

    private static bool ContainsAny(IReadOnlyList<TimeIntervalModel> intervals, Instant now, out List<string>? names)
    {
        names = null;
        foreach (TimeIntervalModel interval in intervals)
        {
            if (interval.Contains(now))
            {
                (names ??= []).Add(interval.Name);
            }
        }

        return names is not null;
    }
}
