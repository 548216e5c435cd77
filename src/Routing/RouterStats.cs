namespace Tocsin.Routing;

/// <summary>Counts of the router at one instant, for the metrics. Immutable.</summary>
public sealed record RouterStats
{
    /// <summary>Live alerts that nothing mutes.</summary>
    public int AlertsActive { get; init; }

    /// <summary>Live alerts that are silenced or inhibited.</summary>
    public int AlertsSuppressed { get; init; }

    /// <summary>Groups.</summary>
    public int Groups { get; init; }

    /// <summary>Silences in force.</summary>
    public int SilencesActive { get; init; }

    /// <summary>Silences that begin later.</summary>
    public int SilencesPending { get; init; }

    /// <summary>Silences that have ended and are kept for their retention.</summary>
    public int SilencesExpired { get; init; }
}
