namespace Tocsin.Server.Dashboard.Live;

/// <summary>What is different between two readings of the router.</summary>
internal sealed class LiveChange
{
    /// <summary>Alerts before and after: null before for a new one, null after for one that is gone.</summary>
    public List<(LiveAlert? Before, LiveAlert? After)> Alerts { get; } = [];

    /// <summary>Groups whose head changed.</summary>
    public List<LiveGroup> Groups { get; } = [];

    /// <summary>Nothing changed.</summary>
    public bool IsEmpty => Alerts.Count == 0 && Groups.Count == 0;
}
