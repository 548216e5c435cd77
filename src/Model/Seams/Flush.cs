using Tocsin.Model.Alerts;
using Tocsin.Model.Labels;

namespace Tocsin.Model.Seams;

/// <summary>The alerts of one group at one tick of its timer, after muting: what Notify decides upon. Immutable.</summary>
public sealed record Flush
{
    /// <summary>Upstream's group key text, <c>{}/{team="x"}:{alertname="A"}</c>; on the wire and hashed for dedup keys.</summary>
    public required string GroupKey { get; init; }

    /// <summary>The group's own identity: unlike <see cref="GroupKey"/>, two sibling routes alike differ in it.</summary>
    public required string GroupId { get; init; }

    /// <summary>The name of the receiver as written in the configuration.</summary>
    public required string Receiver { get; init; }

    /// <summary>The labels by which the group was made.</summary>
    public required LabelSet GroupLabels { get; init; }

    /// <summary>The route's own labels with its parents', values still templates (Alertmanager 0.34).</summary>
    public LabelSet RouteLabels { get; init; } = LabelSet.Empty;

    /// <summary>Alerts that may be notified, sorted by job, instance, labels. A firing one has a zero end.</summary>
    public required IReadOnlyList<Alert> Alerts { get; init; }

    /// <summary>Alerts of the group that are muted now, sorted likewise.</summary>
    public IReadOnlyList<MutedAlert> Muted { get; init; } = [];

    /// <summary>How long an unchanged group stays quiet.</summary>
    public required TimeSpan RepeatInterval { get; init; }

    /// <summary>The tick: the "now" of every decision about this flush.</summary>
    public required Instant At { get; init; }

    /// <summary>When sending must end: max(10 s, group_interval) after the tick.</summary>
    public required Instant Deadline { get; init; }

    /// <summary>Ascends with every flush of the group; with <see cref="GroupId"/> it names the flush for ever.</summary>
    public required long Number { get; init; }
}

/// <summary>An alert left out of a flush, and why.</summary>
/// <param name="Alert">The alert; a firing one has a zero end.</param>
/// <param name="Reason">What mutes it; the first stage that does.</param>
/// <param name="By">The inhibiting fingerprints, silence ids or interval names.</param>
public sealed record MutedAlert(Alert Alert, MuteReason Reason, IReadOnlyList<string> By);
