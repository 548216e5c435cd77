namespace Tocsin.Journal.Events.Server;

/// <summary>The events of the program itself, kinds 40-59.</summary>
internal static class ServerEvents
{
    public static readonly IReadOnlyList<(EventKind Kind, ReadEvent Read)> Readers =
    [
        (EventKind.ServerStarted, ServerStarted.Read),
        (EventKind.ServerStopped, ServerStopped.Read),
        (EventKind.ConfigLoaded, ConfigLoaded.Read),
        (EventKind.ConfigRejected, ConfigRejected.Read),
    ];
}
