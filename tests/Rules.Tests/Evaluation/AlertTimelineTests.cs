using Tocsin.Journal.Events.Rules;

namespace Tocsin.Rules.Tests.Evaluation;

public sealed class AlertTimelineTests
{
    [Fact]
    public void A_pending_alert_fires_after_its_for_and_is_told_until_after_it_resolved()
    {
        using var world = new RuleWorld([RuleWorld.Group("g", 30, RuleWorld.Alert("Down", "up == 0", holds: 60))]);

        world.Write(0, "up", ("job", "a"));
        world.GoTo(30);
        Assert.Equal("{__name__=\"ALERTS\", alertname=\"Down\", alertstate=\"pending\", job=\"a\"} 1", world.Ask("ALERTS"));
        Assert.Empty(world.Told);

        world.GoTo(90);
        Assert.Equal("{__name__=\"ALERTS\", alertname=\"Down\", alertstate=\"firing\", job=\"a\"} 1", world.Ask("ALERTS"));
        Assert.Equal("{__name__=\"ALERTS_FOR_STATE\", alertname=\"Down\", job=\"a\"} 30", world.Ask("ALERTS_FOR_STATE"));
        var first = Assert.Single(world.Told);
        Assert.Equal(90, first.At);
        Assert.Equal(90_000, first.Alert.StartsAt.UnixMs);
        Assert.Equal(90_000 + (4 * 60_000), first.Alert.EndsAt.UnixMs);
        Assert.Equal("/graph?g0.expr=up+%3D%3D+0&g0.tab=1", first.Alert.GeneratorUrl);

        world.GoTo(179);
        Assert.Single(world.Told);
        world.GoTo(180);
        Assert.Equal([90, 180], world.Told.Select(told => told.At));

        world.Write(1, "up", ("job", "a"));
        world.GoTo(210);
        Assert.Equal("", world.Ask("ALERTS"));
        Assert.Equal(210_000, world.Told[^1].Alert.EndsAt.UnixMs);

        world.GoTo(2000);
        Assert.All(world.Told.Skip(2), told => Assert.Equal(210_000, told.Alert.EndsAt.UnixMs));
        Assert.InRange(world.Told[^1].At, 210 + (14 * 60), 210 + (15 * 60));
    }

    [Fact]
    public void An_alert_that_stops_while_pending_is_never_told()
    {
        using var world = new RuleWorld([RuleWorld.Group("g", 15, RuleWorld.Alert("Down", "up == 0", holds: 60))]);
        world.Write(0, "up");
        world.GoTo(45);
        world.Write(1, "up");
        world.GoTo(600);

        Assert.Empty(world.Told);
        Assert.True(Assert.IsType<RuleAlertChanged>(world.Journal.OfType<RuleAlertChanged>().Last()).IsForgotten);
    }

    [Fact]
    public void Keep_firing_for_bridges_a_gap()
    {
        using var world = new RuleWorld([RuleWorld.Group("g", 15, RuleWorld.Alert("Hot", "t > 1", keep: 60))]);
        world.Write(2, "t");
        world.GoTo(15);
        world.Write(0, "t");
        world.GoTo(60);
        Assert.Contains("firing", world.Ask("ALERTS"), StringComparison.Ordinal);

        world.Write(2, "t");
        world.GoTo(75);
        world.Write(0, "t");
        world.GoTo(135);
        Assert.Contains("firing", world.Ask("ALERTS"), StringComparison.Ordinal);
        world.GoTo(150);
        Assert.Equal("", world.Ask("ALERTS"));
        Assert.Equal(15_000, world.Told[^1].Alert.StartsAt.UnixMs);
        Assert.Equal(150_000, world.Told[^1].Alert.EndsAt.UnixMs);
    }

    [Fact]
    public void Two_elements_that_give_one_alert_are_an_error_that_changes_nothing()
    {
        var rule = RuleWorld.Alert("Down", "up == 0", labels: [("instance", "all")]);
        using var world = new RuleWorld([RuleWorld.Group("g", 15, rule)]);
        world.Write(0, "up", ("instance", "a"));
        world.GoTo(15);
        world.Write(0, "up", ("instance", "b"));
        world.GoTo(30);

        var wrong = Assert.Single(world.Journal.OfType<RuleHealthChanged>());
        Assert.Equal("vector contains metrics with the same labelset after applying alert labels", wrong.Error);
        Assert.Contains("firing", world.Ask("ALERTS"), StringComparison.Ordinal);
    }

    [Fact]
    public void A_rule_over_its_limit_forgets_its_alerts_and_says_so()
    {
        var group = RuleWorld.Group("g", 15, RuleWorld.Alert("Down", "up == 0")) with { Limit = 1 };
        using var world = new RuleWorld([group]);
        world.Write(0, "up", ("instance", "a"));
        world.Write(0, "up", ("instance", "b"));
        world.GoTo(15);

        Assert.Equal("exceeded limit of 1 with 2 alerts", Assert.Single(world.Journal.OfType<RuleHealthChanged>()).Error);
        Assert.Empty(world.Told);
    }

    [Fact]
    public void After_a_crash_a_pending_alert_goes_on_and_a_firing_one_keeps_its_beginning()
    {
        var groups = new[]
        {
            RuleWorld.Group("g", 15, RuleWorld.Alert("Slow", "t > 1", holds: 60), RuleWorld.Alert("Fast", "t > 1")),
        };
        using var world = new RuleWorld(groups);
        world.Write(2, "t");
        world.GoTo(30);

        using var after = new RuleWorld(groups, before: world);
        after.GoTo(75);

        var fast = after.Told.Where(told => told.Alert.Labels["alertname"] == "Fast").ToList();
        Assert.Equal(45, fast[0].At);
        Assert.Equal(15_000, fast[0].Alert.StartsAt.UnixMs);
        var slow = Assert.Single(after.Told, told => told.Alert.Labels["alertname"] == "Slow");
        Assert.Equal(75, slow.At);
    }

    [Fact]
    public void Time_in_which_nobody_looked_does_not_count_for_a_pending_alert()
    {
        var groups = new[] { RuleWorld.Group("g", 15, RuleWorld.Alert("Slow", "t > 1", holds: 60)) };
        using var world = new RuleWorld(groups);
        world.Write(2, "t");
        world.GoTo(30);

        world.Sleep(130);
        using var after = new RuleWorld(groups, before: world);
        after.GoTo(150);
        Assert.Empty(after.Told);
        after.GoTo(165);
        Assert.Equal(165, Assert.Single(after.Told).At);
    }

    [Fact]
    public void A_rule_sees_what_an_earlier_one_wrote_at_the_same_instant_over_groups_too()
    {
        using var world = new RuleWorld(
        [
            RuleWorld.Group("reader", 15, RuleWorld.Alert("High", "twice:t > 3")),
            RuleWorld.Group("writer", 15, RuleWorld.Record("twice:t", "2 * t")),
        ]);
        world.Write(2, "t");
        world.GoTo(15);
        Assert.Equal(15, Assert.Single(world.Told).At);
    }

    [Fact]
    public void Rules_that_read_each_other_in_a_circle_are_named_and_still_evaluated()
    {
        using var world = new RuleWorld(
        [
            RuleWorld.Group("one", 15, RuleWorld.Record("a", "b + 1 or vector(1)")),
            RuleWorld.Group("two", 15, RuleWorld.Record("b", "a + 1 or vector(1)")),
        ]);
        world.GoTo(60);

        Assert.Equal("a (one) → b (two) → a (one)", Assert.Single(world.Core.Cycles));
        Assert.NotEqual("", world.Ask("a"));
    }

    [Fact]
    public void A_reload_leaves_what_did_not_change_and_ends_the_series_of_what_is_gone()
    {
        var kept = RuleWorld.Group("kept", 15, RuleWorld.Alert("Slow", "t > 1", holds: 60));
        var gone = RuleWorld.Group("gone", 15, RuleWorld.Record("twice:t", "2 * t"));
        using var world = new RuleWorld([kept, gone]);
        world.Write(2, "t");
        world.GoTo(45);

        Assert.Equal(1, world.Core.Load([kept], 45_000));
        world.GoTo(60);
        Assert.NotEqual("", world.Ask("twice:t"));
        world.GoTo(75);
        Assert.Equal("", world.Ask("twice:t"));
        Assert.Equal(75, Assert.Single(world.Told).At);
    }

    [Fact]
    public void A_series_that_another_group_takes_over_goes_on_without_a_gap()
    {
        var rule = RuleWorld.Record("twice:t", "2 * t");
        using var world = new RuleWorld([RuleWorld.Group("before", 15, rule)]);
        world.Write(2, "t");
        world.GoTo(50);

        world.Core.Load([RuleWorld.Group("after", 60, rule)], 50_000);
        world.GoTo(100);
        Assert.Equal("{__name__=\"twice:t\"} 4", world.Ask("twice:t"));
    }

    [Fact]
    public void Slots_that_passed_are_counted_and_not_made_up_for()
    {
        using var world = new RuleWorld([RuleWorld.Group("g", 15, RuleWorld.Record("one", "vector(1)"))]);
        world.GoTo(15);
        world.Sleep(70);
        world.Evaluate();

        Assert.Equal(75_000, world.Core.NextDueMs);
        Assert.Equal("{} 2", world.Ask("count_over_time(one[5m])"));
    }
}
