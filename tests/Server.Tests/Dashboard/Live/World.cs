using Tocsin.Model;
using Tocsin.Model.Alerts;
using Tocsin.Model.Labels;
using Tocsin.Model.Matching;
using Tocsin.Routing.Routes;
using Tocsin.Routing.Views;

namespace Tocsin.Server.Tests.Dashboard.Live;

/// <summary>A router's state by hand: alerts that come, change and go, in the groups of two routes.</summary>
internal sealed class World
{
    /// <summary>When it begins.</summary>
    public static readonly Instant Start = Instant.FromUnixMs(1_767_225_600_000);

    private static readonly RouteNode[] Routes = [Route("ops", "cluster"), Route("db", "cluster", "alertname")];
    private readonly SortedDictionary<string, WorldAlert> _alerts = new(StringComparer.Ordinal);
    private int _born;

    /// <summary>The present.</summary>
    public Instant Now { get; set; } = Start;

    /// <summary>What fires, by name.</summary>
    public IReadOnlyDictionary<string, WorldAlert> Alerts => _alerts;

    /// <summary>Puts an alert in or changes it; each begins at an instant of its own.</summary>
    public void Fire(string name, LabelSet labels, Func<WorldAlert, WorldAlert>? change = null)
    {
        if (!_alerts.TryGetValue(name, out WorldAlert? alert))
        {
            alert = new WorldAlert(new Alert
            {
                Labels = labels,
                Annotations = LabelSet.Of(("summary", $"about {name}")),
                StartsAt = Start + TimeSpan.FromSeconds(++_born),
                EndsAt = Start + TimeSpan.FromDays(1),
                UpdatedAt = Start,
            });
        }

        _alerts[name] = change is null ? alert : change(alert);
    }

    /// <summary>Ends an alert.</summary>
    public void End(string name) => _alerts.Remove(name);

    /// <summary>As the router would be read.</summary>
    public List<GroupView> Groups()
    {
        var groups = new List<GroupView>();
        foreach (RouteNode route in Routes)
        {
            groups.AddRange(_alerts.Values.Where(alert => Lands(alert, route)).Select(View)
                .GroupBy(alert => route.GroupBy.LabelsOf(alert.Alert.Labels, new LabelSetBuilder()))
                .Select(group => new GroupView(group.Key, route, Now + TimeSpan.FromMinutes(1), [], [.. group])));
        }

        return groups;
    }

    private static bool Lands(WorldAlert alert, RouteNode route) =>
        route.Receiver == "ops" || alert.Alert.Labels["team"] == "db";

    private static AlertView View(WorldAlert alert) => new(
        alert.Alert, alert.SilencedBy is { } silence ? [silence] : [], alert.InhibitedBy, [.. Routes.Where(route => Lands(alert, route))]);

    private static RouteNode Route(string receiver, params string[] groupBy) => new()
    {
        Matchers = MatcherSet.Empty,
        Key = receiver,
        Id = receiver,
        Receiver = receiver,
        GroupBy = GroupBy.Of(groupBy),
        GroupWait = TimeSpan.Zero,
        GroupInterval = TimeSpan.FromMinutes(1),
        RepeatInterval = TimeSpan.FromHours(1),
        Children = [],
    };
}

/// <summary>An alert and what holds it back.</summary>
internal sealed record WorldAlert(Alert Alert, string? SilencedBy = null, string? InhibitedBy = null);
