using Tocsin.Journal.Events.Routing;
using Tocsin.Model.Seams;
using Tocsin.Routing.Routes;

namespace Tocsin.Routing.Tests.Grouping;

public sealed class CrashTests
{
    private static readonly RouterModel ByName = RouterRig.Model(RouterRig.Route("default", groupBy: GroupBy.Of(["alertname"])));

    [Fact]
    public void A_group_that_waits_keeps_waiting_as_long_as_it_would_have()
    {
        var rig = new RouterRig(ByName);
        rig.Put(rig.Alert("A"));
        rig.Advance(TimeSpan.FromSeconds(10));
        rig.Crash(downFor: TimeSpan.FromSeconds(5));
        Assert.Empty(rig.Flushes);
        rig.Advance(TimeSpan.FromSeconds(15));
        Assert.Single(rig.Flushes);
    }

    [Fact]
    public void A_tick_that_fell_into_the_down_time_comes_at_once()
    {
        var rig = new RouterRig(ByName);
        rig.Put(rig.Alert("A"));
        rig.Advance(TimeSpan.FromSeconds(10));
        rig.Crash(downFor: TimeSpan.FromSeconds(25));
        Flush flush = Assert.Single(rig.Flushes);
        Assert.Equal(rig.Now, flush.At);
    }

    [Fact]
    public void A_flushed_group_keeps_its_cadence()
    {
        var rig = new RouterRig(ByName);
        rig.Put(rig.Alert("A"));
        rig.Advance(TimeSpan.FromMinutes(2));
        rig.Crash(downFor: TimeSpan.FromSeconds(1));
        rig.Advance(TimeSpan.FromMinutes(4));
        Assert.Equal(2, rig.Flushes.Count);
        Assert.Equal(330, (rig.Flushes[1].At - RouterRig.Start).TotalSeconds);
        Assert.True(rig.Flushes[1].Number > rig.Flushes[0].Number);
    }

    [Fact]
    public void A_resolved_alert_whose_end_was_told_does_not_come_back()
    {
        var rig = new RouterRig(ByName);
        rig.Put(rig.Alert("A", forMinutes: 1));
        rig.Advance(TimeSpan.FromMinutes(6));
        Assert.Equal(2, rig.Flushes.Count);
        rig.Crash(downFor: TimeSpan.FromSeconds(1));
        rig.Advance(TimeSpan.FromMinutes(10));
        Assert.Equal(2, rig.Flushes.Count);
        Assert.Equal(1, rig.Core.AlertCount);
    }

    [Fact]
    public void A_resolved_alert_whose_end_was_not_told_is_told_after_the_crash()
    {
        var rig = new RouterRig(ByName) { Answer = null };
        rig.Put(rig.Alert("A", forMinutes: 1));
        rig.Advance(TimeSpan.FromMinutes(1));
        rig.AnswerOpen(succeeded: true);
        rig.Advance(TimeSpan.FromMinutes(5));
        rig.Crash(downFor: TimeSpan.FromSeconds(1));
        rig.Answer = true;
        rig.Advance(TimeSpan.FromMinutes(5));
        Assert.False(rig.Flushes[^1].Alerts[0].EndsAt.IsZero);
        Assert.Equal(0, rig.Core.GroupCount);
    }

    [Fact]
    public void An_alert_whose_heartbeats_met_a_program_that_was_down_is_not_told_as_resolved()
    {
        var rig = new RouterRig(ByName);
        rig.Put(rig.Alert("A", forMinutes: 4));
        rig.Advance(TimeSpan.FromMinutes(1));
        rig.Crash(downFor: TimeSpan.FromMinutes(20));
        rig.Advance(TimeSpan.FromMinutes(1));
        rig.Put(rig.Alert("A", forMinutes: 4) with { StartsAt = RouterRig.Start });
        rig.Advance(TimeSpan.FromMinutes(3));
        Assert.All(rig.Flushes, flush => Assert.True(flush.Alerts[0].EndsAt.IsZero));
        Assert.Single(rig.Core.ViewAlerts(rig.Now));
        Assert.Empty(rig.EventsOf<AlertEnded>());
    }

    [Fact]
    public void The_time_to_be_heard_again_survives_a_second_crash_at_once()
    {
        var rig = new RouterRig(ByName);
        rig.Put(rig.Alert("A", forMinutes: 4));
        rig.Advance(TimeSpan.FromMinutes(1));
        rig.Crash(downFor: TimeSpan.FromMinutes(6));
        rig.Crash(downFor: TimeSpan.FromSeconds(10));
        Assert.All(rig.Flushes, flush => Assert.True(flush.Alerts[0].EndsAt.IsZero));
    }

    [Fact]
    public void A_sender_that_stays_silent_after_a_restart_ends_its_alert()
    {
        var rig = new RouterRig(ByName);
        rig.Put(rig.Alert("A", forMinutes: 4));
        rig.Advance(TimeSpan.FromMinutes(1));
        rig.Crash(downFor: TimeSpan.FromMinutes(20));
        rig.Advance(TimeSpan.FromMinutes(5));
        Assert.False(rig.Flushes[^1].Alerts[0].EndsAt.IsZero);
    }

    [Fact]
    public void An_end_that_came_while_the_program_listened_stays()
    {
        var rig = new RouterRig(ByName);
        rig.Put(rig.Alert("A", forMinutes: 4), rig.Alert("B"));
        rig.Advance(TimeSpan.FromMinutes(4.5));
        rig.Put(rig.Alert("C"));
        rig.Crash(downFor: TimeSpan.FromSeconds(10));
        Assert.DoesNotContain(rig.Core.ViewAlerts(rig.Now), view => view.Alert.Labels["alertname"] == "A");
    }

    [Fact]
    public void An_end_stated_hours_ahead_moves_by_the_grace_at_most()
    {
        var rig = new RouterRig(ByName);
        rig.Put(rig.Alert("A", forMinutes: 480));
        rig.Advance(TimeSpan.FromMinutes(470));
        rig.Crash(downFor: TimeSpan.FromMinutes(9));
        Assert.Equal(rig.Now + TimeSpan.FromMinutes(10), rig.Core.ViewAlerts(rig.Now)[0].Alert.EndsAt);
    }

    [Fact]
    public void Heartbeats_are_saved_within_a_second_and_survive()
    {
        var rig = new RouterRig(ByName);
        rig.Put(rig.Alert("A", forMinutes: 4));
        rig.Advance(TimeSpan.FromMinutes(1));
        rig.Put(rig.Alert("A", forMinutes: 4) with { StartsAt = RouterRig.Start });
        Assert.Empty(rig.EventsOf<AlertsExtended>());
        rig.Advance(TimeSpan.FromSeconds(1));
        AlertsExtended saved = Assert.Single(rig.EventsOf<AlertsExtended>());
        Assert.Equal(RouterRig.Start + TimeSpan.FromMinutes(5), Assert.Single(saved.Ends).EndsAt);
        Assert.Single(rig.EventsOf<AlertReceived>());
        rig.Crash(downFor: TimeSpan.FromSeconds(1));
        Assert.Equal(RouterRig.Start + TimeSpan.FromMinutes(5), rig.Core.ViewAlerts(rig.Now)[0].Alert.EndsAt);
    }
}
