using Tocsin.Model;
using Tocsin.Model.Alerts;
using Tocsin.Model.Labels;
using Tocsin.Routing.Grouping;
using Tocsin.Routing.Routes;

namespace Tocsin.Routing.Views;

/// <summary>An alert as it stands at one instant. Immutable; safe to read anywhere.</summary>
/// <param name="Alert">The alert.</param>
/// <param name="SilencedBy">The ids of the active silences that match it, sorted.</param>
/// <param name="InhibitedBy">The fingerprint of an alert that inhibits it, or null.</param>
/// <param name="Routes">The routes that it lands on.</param>
public sealed record AlertView(
    Alert Alert, IReadOnlyList<string> SilencedBy, string? InhibitedBy, IReadOnlyList<RouteNode> Routes)
{
    /// <summary>True if it is silenced or inhibited.</summary>
    public bool IsSuppressed => InhibitedBy is not null || SilencedBy.Count > 0;
}

/// <summary>A group as it stands at one instant. Immutable; safe to read anywhere.</summary>
/// <param name="Labels">The labels that make it.</param>
/// <param name="Route">Its route.</param>
/// <param name="NextFlushAt">When it is flushed next.</param>
/// <param name="MutedBy">The time intervals that mute its route now.</param>
/// <param name="Alerts">Its live alerts.</param>
public sealed record GroupView(
    LabelSet Labels,
    RouteNode Route,
    Instant NextFlushAt,
    IReadOnlyList<string> MutedBy,
    IReadOnlyList<AlertView> Alerts)
{
    /// <summary>The group's own identity.</summary>
    public string Id => AlertGroup.IdOf(Route, Labels);

    /// <summary>Upstream's group key text.</summary>
    public string Key => AlertGroup.KeyOf(Route, Labels);

    /// <summary>The number of its last flush; 0 before the first.</summary>
    public long FlushNumber { get; init; }

    /// <summary>Whether the active or the mute intervals mute the route.</summary>
    public Model.Seams.MuteReason MuteReason { get; init; }

    /// <summary>A flush is under way.</summary>
    public bool IsFlushing { get; init; }
}
