using Tocsin.Journal.Events.Routing;
using Tocsin.Model.Alerts;
using Tocsin.Model.Seams;
using Tocsin.Routing.Routes;

namespace Tocsin.Routing.Tests.Grouping;

public sealed class GroupTimerTests
{
    private static readonly RouterModel ByName = RouterRig.Model(RouterRig.Route("default", groupBy: GroupBy.Of(["alertname"])));

    [Fact]
    public void A_new_group_is_flushed_after_group_wait()
    {
        var rig = new RouterRig(ByName);
        rig.Put(rig.Alert("A"));

        rig.Advance(TimeSpan.FromSeconds(29));
        Assert.Empty(rig.Flushes);

        rig.Advance(TimeSpan.FromSeconds(1));
        Flush flush = Assert.Single(rig.Flushes);
        Assert.Equal("{}:{alertname=\"A\"}", flush.GroupKey);
        Assert.True(Assert.Single(flush.Alerts).EndsAt.IsZero);
    }

    [Fact]
    public void A_group_whose_alert_has_waited_elsewhere_is_flushed_at_once()
    {
        var rig = new RouterRig(ByName);
        Alert old = rig.Alert("A") with { StartsAt = rig.Now - TimeSpan.FromMinutes(1) };
        rig.Put(old);
        Assert.Single(rig.Flushes);
    }

    [Fact]
    public void Flushes_follow_each_other_by_group_interval()
    {
        var rig = new RouterRig(ByName);
        rig.Put(rig.Alert("A"));
        rig.Advance(TimeSpan.FromMinutes(10.5));
        Assert.Equal(
            [30, 330, 630],
            rig.Flushes.Select(flush => (int)(flush.At - RouterRig.Start).TotalSeconds));
    }

    [Fact]
    public void An_open_flush_holds_the_next_one_back_and_it_comes_when_the_first_ends()
    {
        var rig = new RouterRig(ByName) { Answer = null };
        rig.Put(rig.Alert("A"));
        rig.Advance(TimeSpan.FromMinutes(7));
        Assert.Single(rig.Flushes);

        rig.AnswerOpen(succeeded: true);
        Assert.Equal(2, rig.Flushes.Count);
    }

    [Fact]
    public void A_resolved_alert_leaves_after_a_successful_flush_and_the_empty_group_closes()
    {
        var rig = new RouterRig(ByName);
        rig.Put(rig.Alert("A", forMinutes: 3));
        rig.Advance(TimeSpan.FromMinutes(6));
        Assert.Equal(2, rig.Flushes.Count);
        Assert.False(rig.Flushes[1].Alerts[0].EndsAt.IsZero);
        Assert.Single(rig.EventsOf<AlertEnded>());
        Assert.Single(rig.EventsOf<GroupClosed>());
        Assert.Equal(0, rig.Core.GroupCount);
    }

    [Fact]
    public void A_resolved_alert_stays_while_its_flush_fails()
    {
        var rig = new RouterRig(ByName) { Answer = false };
        rig.Put(rig.Alert("A", forMinutes: 3));
        rig.Advance(TimeSpan.FromMinutes(16));
        Assert.Equal(4, rig.Flushes.Count);
        Assert.All(rig.Flushes.Skip(1), flush => Assert.Single(flush.Alerts));
        rig.Answer = true;
        rig.Advance(TimeSpan.FromMinutes(5));
        Assert.Equal(0, rig.Core.GroupCount);
    }

    [Fact]
    public void An_alert_that_fires_again_while_its_end_is_told_stays_in_the_group()
    {
        var rig = new RouterRig(ByName) { Answer = null };
        rig.Put(rig.Alert("A", forMinutes: 0.1));
        rig.Advance(TimeSpan.FromSeconds(30));
        rig.Put(rig.Alert("A"));
        rig.AnswerOpen(succeeded: true);
        Assert.Equal(1, rig.Core.GroupCount);
        Assert.Contains(rig.EventsOf<AlertReceived>(), received => received.Change == AlertChange.Refired);
    }

    [Fact]
    public void Nothing_is_flushed_during_the_start_delay()
    {
        var rig = new RouterRig(ByName, new RouterOptions { StartDelay = TimeSpan.FromMinutes(1) });
        rig.Put(rig.Alert("A") with { StartsAt = rig.Now - TimeSpan.FromHours(1) });
        rig.Advance(TimeSpan.FromSeconds(59));
        Assert.Empty(rig.Flushes);
        rig.Advance(TimeSpan.FromSeconds(1));
        Assert.Single(rig.Flushes);
    }

    [Fact]
    public void A_group_with_a_dead_receiver_keeps_only_so_many_resolved_alerts()
    {
        var model = RouterRig.Model(RouterRig.Route("default"));
        var rig = new RouterRig(model, new RouterOptions { ResolvedPerGroupMax = 5 }) { Answer = false };
        for (int i = 0; i < 20; i++)
        {
            rig.Put(rig.Alert($"A{i}", forMinutes: 1));
        }

        rig.Advance(TimeSpan.FromMinutes(11));
        Assert.Equal(5, rig.Flushes[^1].Alerts.Count);
    }
}
