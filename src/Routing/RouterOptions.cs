namespace Tocsin.Routing;

/// <summary>What the router's limits and intervals are; from flags, so they last until the process ends.</summary>
public sealed record RouterOptions
{
    /// <summary>How many live alerts may share a name; 0 is no limit.</summary>
    public int PerAlertNameLimit { get; init; }

    /// <summary>How often resolved alerts are dropped from the table.</summary>
    public TimeSpan AlertGcInterval { get; init; } = TimeSpan.FromMinutes(30);

    /// <summary>How long after the start nothing is flushed.</summary>
    public TimeSpan StartDelay { get; init; }

    /// <summary>The most time that a restart gives the senders of firing alerts to be heard again.</summary>
    public TimeSpan RestartGraceMax { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>How many resolved alerts a group keeps for a receiver that is down; the oldest go first.</summary>
    public int ResolvedPerGroupMax { get; init; } = 10_000;

    /// <summary>How late a heartbeat's end may be saved.</summary>
    public TimeSpan HeartbeatSaveDelay { get; init; } = TimeSpan.FromSeconds(1);
}
