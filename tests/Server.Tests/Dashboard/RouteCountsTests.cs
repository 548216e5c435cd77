using Tocsin.Model;
using Tocsin.Model.Alerts;
using Tocsin.Model.Labels;
using Tocsin.Model.Matching;
using Tocsin.Routing.Routes;
using Tocsin.Routing.Views;
using Tocsin.Server.Dashboard;

namespace Tocsin.Server.Tests.Dashboard;

/// <summary>What is counted on a route.</summary>
public sealed class RouteCountsTests
{
    [Fact]
    public void Each_route_has_its_own_groups_and_alerts_and_of_these_the_ones_that_notify()
    {
        AlertView active = Alert("A");
        AlertView silenced = Alert("B") with { SilencedBy = ["s"] };
        AlertView inhibited = Alert("C") with { InhibitedBy = "0011223344556677" };
        Dictionary<string, RouteCounts> counts = RouteCounts.Of(
        [
            Group("db", [], active, silenced, inhibited),
            Group("db", [], active),
            Group("db", []),
            Group("web", ["nights"], active, silenced),
            Group("web", [], active),
            Group("quiet", []),
        ]);
        Assert.Equal(["db", "web"], counts.Keys.Order());
        Assert.Equal((2, 4, 2), Told(counts["db"]));
        Assert.Equal((2, 3, 1), Told(counts["web"]));
    }

    private static (int Groups, int Alerts, int Active) Told(RouteCounts route) => (route.Groups, route.Alerts, route.Active);

    private static AlertView Alert(string name) => new(
        new Alert
        {
            Labels = LabelSet.Of(("alertname", name)),
            StartsAt = Instant.FromUnixMs(0),
            EndsAt = Instant.FromUnixMs(1),
            UpdatedAt = Instant.FromUnixMs(0),
        },
        [],
        null,
        []);

    private static GroupView Group(string route, string[] mutedBy, params AlertView[] alerts) => new(
        LabelSet.Empty,
        new RouteNode
        {
            Matchers = MatcherSet.Empty,
            Key = route,
            Id = route,
            Receiver = "ops",
            GroupBy = GroupBy.None,
            GroupWait = TimeSpan.Zero,
            GroupInterval = TimeSpan.FromMinutes(1),
            RepeatInterval = TimeSpan.FromHours(1),
            Children = [],
        },
        Instant.FromUnixMs(0),
        mutedBy,
        alerts);
}
