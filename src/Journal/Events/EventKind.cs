namespace Tocsin.Journal.Events;

/// <summary>What an event tells. Persisted: values are never changed or reused, and a golden test holds them.</summary>
/// <remarks>Reserved: 1-19 routing, 20-39 notify, 40-59 server, 60 and up for later stages.</remarks>
public enum EventKind : ushort
{
    /// <summary>No event.</summary>
    None = 0,

    // Routing, 1-19. (Keep this line, so that two stages can add kinds without touching the same lines.)

    // Notify, 20-39. (Keep this line too.)

    // Server, 40-59. (And this one.)

    /// <summary>The program began to run.</summary>
    ServerStarted = 40,

    /// <summary>The program ended in order.</summary>
    ServerStopped = 41,

    /// <summary>A configuration came into force.</summary>
    ConfigLoaded = 42,

    /// <summary>A configuration was refused; the one before stays in force.</summary>
    ConfigRejected = 43,
}
