namespace Tocsin.Journal.Events.Notify;

/// <summary>Why a flush leads to a message, or does not. Persisted: values are never reused.</summary>
public enum DedupReason : byte
{
    /// <summary>Not decided.</summary>
    None = 0,

    /// <summary>Quiet: nothing was ever told about the group, and nothing fires.</summary>
    NothingToldNothingFires = 1,

    /// <summary>Quiet: nothing fires, and people know.</summary>
    AlreadyToldResolved = 2,

    /// <summary>Quiet: nothing new since the last message, and the repeat interval has not passed.</summary>
    NothingNew = 3,

    /// <summary>Quiet: every alert of the group is muted.</summary>
    AllMuted = 4,

    /// <summary>Quiet, and the flush fails: too many notifications of this integration are waiting to be sent.</summary>
    OutboxFull = 5,

    /// <summary>Quiet, and the flush fails: a later flush of the group took its place while a send went on.</summary>
    Superseded = 6,

    /// <summary>Quiet, and the flush fails: the configuration has no receiver of that name.</summary>
    UnknownReceiver = 7,

    /// <summary>Send: the group has never been told as firing.</summary>
    FirstNotification = 16,

    /// <summary>Send: an alert fires that the last message did not call firing.</summary>
    NewAlertsAdded = 17,

    /// <summary>Send: nothing fires any more.</summary>
    AllAlertsResolved = 18,

    /// <summary>Send: an alert resolved that the last message did not call resolved.</summary>
    SomeAlertsResolved = 19,

    /// <summary>Send: nothing new, but the last message is older than the repeat interval.</summary>
    RepeatIntervalElapsed = 20,

    /// <summary>Send: an alert that was told, then muted, fires unmuted again (only with ResendAfterMute).</summary>
    MuteEnded = 21,
}

/// <summary>The words for <see cref="DedupReason"/>.</summary>
public static class DedupReasonText
{
    /// <summary>True if the reason is one to send.</summary>
    public static bool IsSend(this DedupReason reason) => reason >= DedupReason.FirstNotification;

    /// <summary>Upstream's words where it has them, since templates and the webhook body carry them.</summary>
    public static string Text(this DedupReason reason) => reason switch
    {
        DedupReason.NothingToldNothingFires => "nothing fires and nothing was ever notified",
        DedupReason.AlreadyToldResolved => "nothing fires and that was notified",
        DedupReason.NothingNew => "nothing new and the repeat interval has not elapsed",
        DedupReason.AllMuted => "all alerts are muted",
        DedupReason.OutboxFull => "too many notifications are waiting for this integration",
        DedupReason.Superseded => "a later flush of the group took its place",
        DedupReason.UnknownReceiver => "the configuration has no such receiver",
        DedupReason.FirstNotification => "first notification",
        DedupReason.NewAlertsAdded => "new alerts added",
        DedupReason.AllAlertsResolved => "all alerts resolved",
        DedupReason.SomeAlertsResolved => "some alerts resolved",
        DedupReason.RepeatIntervalElapsed => "repeat interval elapsed",
        DedupReason.MuteEnded => "mute ended",
        _ => "not decided",
    };
}
