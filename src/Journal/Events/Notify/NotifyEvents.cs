namespace Tocsin.Journal.Events.Notify;

/// <summary>The events of the stage Notify, kinds 20-39.</summary>
internal static class NotifyEvents
{
    public static readonly IReadOnlyList<(EventKind Kind, ReadEvent Read)> Readers =
    [
        (EventKind.NotificationDecided, NotificationDecided.Read),
        (EventKind.NotificationHeld, NotificationHeld.Read),
        (EventKind.AttemptFinished, AttemptFinished.Read),
        (EventKind.NotificationLogged, NotificationLogged.Read),
        (EventKind.NotificationFailed, NotificationFailed.Read),
        (EventKind.MuteNoted, MuteNoted.Read),
        (EventKind.TemplateFailed, TemplateFailed.Read),
        (EventKind.BreakerChanged, BreakerChanged.Read),
        (EventKind.PageUndeliverable, PageUndeliverable.Read),
        (EventKind.ReceiverTested, ReceiverTested.Read),
        (EventKind.AlertQueued, AlertQueued.Read),
        (EventKind.AlertsUnqueued, AlertsUnqueued.Read),
    ];
}
