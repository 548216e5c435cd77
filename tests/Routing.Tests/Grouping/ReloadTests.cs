using Tocsin.Journal.Events.Routing;
using Tocsin.Routing.Routes;

namespace Tocsin.Routing.Tests.Grouping;

public sealed class ReloadTests
{
    private static readonly RouteNode TeamA = RouterRig.Route("a", "{team=\"a\"}", GroupBy.Of(["alertname"]));

    [Fact]
    public void A_reload_that_changes_nothing_keeps_the_timers()
    {
        var rig = new RouterRig(Model(TeamA));
        rig.Put(rig.Alert("A", 60, ("team", "a")));
        for (int second = 0; second < 29; second++)
        {
            rig.Advance(TimeSpan.FromSeconds(1));
            rig.Reload(Model(TeamA));
        }

        Assert.Empty(rig.Flushes);
        rig.Advance(TimeSpan.FromSeconds(1));
        Assert.Single(rig.Flushes);
        Assert.Single(rig.EventsOf<GroupOpened>());
        Assert.Empty(rig.EventsOf<GroupClosed>());
    }

    [Fact]
    public void A_route_put_in_front_does_not_disturb_the_groups_of_the_others()
    {
        var rig = new RouterRig(Model(TeamA));
        rig.Put(rig.Alert("A", 60, ("team", "a")));
        rig.Advance(TimeSpan.FromMinutes(1));
        rig.Reload(Model(RouterRig.Route("b", "{team=\"b\"}"), TeamA));
        rig.Advance(TimeSpan.FromMinutes(4));
        Assert.Single(rig.Flushes);
        rig.Advance(TimeSpan.FromMinutes(0.5));
        Assert.Equal(2, rig.Flushes.Count);
    }

    [Fact]
    public void An_alert_whose_route_is_gone_moves_and_its_old_group_closes()
    {
        var rig = new RouterRig(Model(TeamA));
        rig.Put(rig.Alert("A", 60, ("team", "a")));
        rig.Advance(TimeSpan.FromMinutes(1));
        rig.Reload(Model());
        Assert.Single(rig.EventsOf<GroupClosed>());
        Assert.Equal("default", rig.Flushes[^1].Receiver);
        Assert.Equal(1, rig.Core.GroupCount);
    }

    [Fact]
    public void A_changed_group_interval_counts_from_the_last_flush()
    {
        var rig = new RouterRig(Model(TeamA));
        rig.Put(rig.Alert("A", 60, ("team", "a")));
        rig.Advance(TimeSpan.FromMinutes(1));
        var quicker = new RouteNode
        {
            Matchers = TeamA.Matchers,
            Key = TeamA.Key,
            Id = TeamA.Id,
            Receiver = "a",
            GroupBy = GroupBy.Of(["alertname"]),
            GroupWait = TeamA.GroupWait,
            GroupInterval = TimeSpan.FromMinutes(1),
            RepeatInterval = TeamA.RepeatInterval,
            Children = [],
        };
        rig.Reload(Model(quicker));
        rig.Advance(TimeSpan.FromSeconds(29));
        Assert.Single(rig.Flushes);
        rig.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(2, rig.Flushes.Count);
    }

    [Fact]
    public void A_flush_under_way_during_a_reload_still_releases_its_resolved_alerts()
    {
        var rig = new RouterRig(Model(TeamA)) { Answer = null };
        rig.Put(rig.Alert("A", 0.1, ("team", "a")));
        rig.Advance(TimeSpan.FromSeconds(30));
        rig.Reload(Model(TeamA));
        rig.AnswerOpen(succeeded: true);
        Assert.Equal(0, rig.Core.GroupCount);
    }

    private static RouterModel Model(params RouteNode[] children) =>
        RouterRig.Model(RouterRig.Route("default", "{}", GroupBy.Of(["alertname"]), children));
}
