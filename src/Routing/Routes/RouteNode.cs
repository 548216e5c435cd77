using Tocsin.Model.Labels;
using Tocsin.Model.Matching;
using Tocsin.Routing.TimeIntervals;

namespace Tocsin.Routing.Routes;

/// <summary>One compiled route with everything inherited filled in. Immutable.</summary>
public sealed class RouteNode
{
    /// <summary>What an alert must match, beside what the parents demand.</summary>
    public required MatcherSet Matchers { get; init; }

    /// <summary>Upstream's key: the parent's key, <c>/</c>, the matchers; <c>{}</c> for the root.</summary>
    public required string Key { get; init; }

    /// <summary>
    /// <see cref="Key"/>, with <c>~n</c> after a sibling that has the same matchers as an earlier one. It does not
    /// change when other routes are put before it, so a reload finds the groups again.
    /// </summary>
    public required string Id { get; init; }

    /// <summary>The receiver's name.</summary>
    public required string Receiver { get; init; }

    /// <summary>The labels to group by.</summary>
    public required GroupBy GroupBy { get; init; }

    /// <summary>How long a new group waits for more alerts; may be zero.</summary>
    public required TimeSpan GroupWait { get; init; }

    /// <summary>The time from flush to flush; above zero.</summary>
    public required TimeSpan GroupInterval { get; init; }

    /// <summary>How long an unchanged group stays quiet; above zero.</summary>
    public required TimeSpan RepeatInterval { get; init; }

    /// <summary>Whether later siblings are tried although this one matched.</summary>
    public bool Continue { get; init; }

    /// <summary>The intervals in which the route is mute.</summary>
    public IReadOnlyList<TimeIntervalModel> MuteTimeIntervals { get; init; } = [];

    /// <summary>The intervals outside of which the route is mute; none means always active.</summary>
    public IReadOnlyList<TimeIntervalModel> ActiveTimeIntervals { get; init; } = [];

    /// <summary>The route's labels with its parents' (Alertmanager 0.34), values still templates.</summary>
    public LabelSet Labels { get; init; } = LabelSet.Empty;

    /// <summary>The children, in the order of the file.</summary>
    public required IReadOnlyList<RouteNode> Children { get; init; }

    /// <summary>The flush options of two compiled routes are alike, so a group may keep its timer.</summary>
    public bool HasTimersOf(RouteNode other) =>
        GroupWait == other.GroupWait && GroupInterval == other.GroupInterval;
}
