namespace Tocsin.Journal.Events.Routing;

/// <summary>The events of the router, kinds 1-19.</summary>
internal static class RoutingEvents
{
    public static readonly IReadOnlyList<(EventKind Kind, ReadEvent Read)> Readers =
    [
    ];
}
