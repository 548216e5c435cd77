namespace Tocsin.Journal.Events.Routing;

/// <summary>The events of routing, kinds 1-19.</summary>
internal static class RoutingEvents
{
    public static readonly IReadOnlyList<(EventKind Kind, ReadEvent Read)> Readers =
    [
        (EventKind.AlertReceived, AlertReceived.Read),
        (EventKind.AlertsExtended, AlertsExtended.Read),
        (EventKind.AlertEnded, AlertEnded.Read),
        (EventKind.AlertLimited, AlertLimited.Read),
        (EventKind.AlertsReleased, AlertsReleased.Read),
        (EventKind.AlertsForgotten, AlertsForgotten.Read),
        (EventKind.GroupOpened, GroupOpened.Read),
        (EventKind.GroupFlushed, GroupFlushed.Read),
        (EventKind.GroupClosed, GroupClosed.Read),
        (EventKind.SilenceChanged, SilenceChanged.Read),
    ];
}
