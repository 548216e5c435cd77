using Tocsin.Journal.Events.Notify;
using Tocsin.Model;

namespace Tocsin.Notify.NotificationLog;

/// <summary>What one integration could be told at one flush.</summary>
public readonly record struct DedupQuestion
{
    /// <summary>The alerts that fire and are not muted.</summary>
    public AlertHashes Firing { get; init; }

    /// <summary>The alerts that have resolved.</summary>
    public AlertHashes Resolved { get; init; }

    /// <summary>Whether the integration wants to hear of resolved alerts.</summary>
    public bool SendResolved { get; init; }

    /// <summary>Whether the end of an alert is told that people know as firing and that was muted meanwhile.</summary>
    public bool ResolvedAfterMute { get; init; }

    /// <summary>Whether an alert that fires on after a mute is told again.</summary>
    public bool ResendAfterMute { get; init; }

    /// <summary>How long an unchanged group stays quiet.</summary>
    public TimeSpan RepeatInterval { get; init; }

    /// <summary>The tick of the flush.</summary>
    public Instant Now { get; init; }
}

/// <summary>The decision table of the notification log.</summary>
public static class Dedup
{
    /// <summary>Decides whether the integration is told again, and why. Pure.</summary>
    // Source: Alertmanager notify, DedupStage.needsUpdate, in its order. The row MuteEnded is Tocsin's own and comes
    // after the rows that would send anyway, so that their reasons stay what upstream's users know.
    public static DedupReason Decide(LogEntry? entry, in DedupQuestion question)
    {
        if (entry is null)
        {
            return question.Firing.IsEmpty ? DedupReason.NothingToldNothingFires : DedupReason.FirstNotification;
        }

        if (!question.Firing.IsSubsetOf(entry.Firing))
        {
            return entry.Firing.IsEmpty ? DedupReason.FirstNotification : DedupReason.NewAlertsAdded;
        }

        if (question.Firing.IsEmpty)
        {
            // Also for a receiver that takes no resolved messages: the log must know, or a new episode of the same
            // alert would be taken for an old one.
            return entry.Firing.IsEmpty && !TellsMutedResolved(entry, question)
                ? DedupReason.AlreadyToldResolved
                : DedupReason.AllAlertsResolved;
        }

        if (question.SendResolved && !question.Resolved.IsSubsetOf(entry.Resolved))
        {
            return DedupReason.SomeAlertsResolved;
        }

        if (question.ResendAfterMute && question.Firing.Overlaps(entry.Muted))
        {
            return DedupReason.MuteEnded;
        }

        return entry.Timestamp < question.Now - question.RepeatInterval
            ? DedupReason.RepeatIntervalElapsed
            : DedupReason.NothingNew;
    }

    // The last message called nothing firing, yet an alert that people know as firing went quiet under a mute.
    private static bool TellsMutedResolved(LogEntry entry, in DedupQuestion question) =>
        question.ResolvedAfterMute && question.Resolved.Overlaps(entry.Muted);
}
