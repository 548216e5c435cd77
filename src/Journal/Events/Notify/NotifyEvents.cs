namespace Tocsin.Journal.Events.Notify;

/// <summary>The events of notifications, kinds 20-39.</summary>
internal static class NotifyEvents
{
    public static readonly IReadOnlyList<(EventKind Kind, ReadEvent Read)> Readers =
    [
    ];
}
