using Tocsin.Journal.Events.Rules;
using Tocsin.Rules.Groups;

namespace Tocsin.Rules.Tests.Evaluation;

/// <summary>The corners of <c>for</c>, <c>keep_firing_for</c> and <c>limit</c>. A group of 15 s.</summary>
public sealed class AlertCornerTests
{
    [Theory]
    [InlineData("for: 15s", 30)]
    [InlineData("for: 1s", 30)]
    [InlineData("for: 16s", 45)]
    [InlineData("for: 0s", 15)]
    public void A_for_is_over_at_the_first_evaluation_that_is_as_late(string keys, double firesAt)
    {
        using RuleWorld world = Begin(keys);
        world.Write(2, "t");
        world.GoTo(firesAt - 15);
        Assert.DoesNotContain("firing", world.Ask("ALERTS"), StringComparison.Ordinal);
        world.GoTo(firesAt);
        Assert.Contains("firing", world.Ask("ALERTS"), StringComparison.Ordinal);
    }

    [Fact]
    public void One_evaluation_without_the_condition_begins_the_for_anew()
    {
        using RuleWorld world = Begin("for: 1m");
        world.Write(2, "t");
        world.GoTo(60);
        world.Write(0, "t");
        world.GoTo(75);
        world.Write(2, "t");
        world.GoTo(135);
        Assert.Contains("pending", world.Ask("ALERTS"), StringComparison.Ordinal);
        world.GoTo(150);
        Assert.Equal("{__name__=\"ALERTS_FOR_STATE\", alertname=\"Hot\"} 90", world.Ask("ALERTS_FOR_STATE"));
        Assert.Contains("firing", world.Ask("ALERTS"), StringComparison.Ordinal);
    }

    [Fact]
    public void A_longer_for_makes_an_alert_pending_again_and_keeps_its_beginning()
    {
        using RuleWorld world = Begin("for: 30s");
        world.Write(2, "t");
        world.GoTo(60);
        world.Core.Load(Rules("for: 2m"), 60_000);
        world.GoTo(75);
        Assert.Contains("pending", world.Ask("ALERTS"), StringComparison.Ordinal);
        world.GoTo(135);
        Assert.Contains("firing", world.Ask("ALERTS"), StringComparison.Ordinal);
        Assert.Equal(135_000, world.Told[^1].Alert.StartsAt.UnixMs);
    }

    [Fact]
    public void A_pending_alert_is_not_kept()
    {
        using RuleWorld world = Begin("for: 1m, keep_firing_for: 1m");
        world.Write(2, "t");
        world.GoTo(60);
        world.Write(0, "t");
        world.GoTo(75);
        Assert.Equal("", world.Ask("ALERTS"));
    }

    [Fact]
    public void A_restart_goes_on_with_the_rest_of_keep_firing_for()
    {
        using RuleWorld world = Begin("keep_firing_for: 1m");
        world.Write(2, "t");
        world.GoTo(15);
        world.Write(0, "t");
        world.GoTo(45);
        using var after = new RuleWorld(Rules("keep_firing_for: 1m"), before: world);
        after.GoTo(75);
        Assert.Contains("firing", after.Ask("ALERTS"), StringComparison.Ordinal);
        after.GoTo(90);
        Assert.Equal("", after.Ask("ALERTS"));
        Assert.Equal(15_000, after.Told[^1].Alert.StartsAt.UnixMs);
    }

    [Fact]
    public void Without_keep_firing_for_after_a_reload_an_alert_that_is_kept_ends()
    {
        using RuleWorld world = Begin("keep_firing_for: 1h");
        world.Write(2, "t");
        world.GoTo(15);
        world.Write(0, "t");
        world.GoTo(60);
        world.Core.Load(Rules("for: 0s"), 60_000);
        world.GoTo(75);
        Assert.Equal("", world.Ask("ALERTS"));
        Assert.Equal(75_000, world.Told[^1].Alert.EndsAt.UnixMs);
    }

    [Fact]
    public void An_alert_that_comes_back_after_its_end_is_a_new_one()
    {
        using RuleWorld world = Begin("for: 15s");
        world.Write(2, "t");
        world.GoTo(30);
        world.Write(0, "t");
        world.GoTo(45);
        world.Write(2, "t");
        world.GoTo(75);
        Assert.Equal((75_000, 75.0), (world.Told[^1].Alert.StartsAt.UnixMs, world.Told[^1].At));
        Assert.Equal("{__name__=\"ALERTS_FOR_STATE\", alertname=\"Hot\"} 60", world.Ask("ALERTS_FOR_STATE"));
    }

    [Fact]
    public void The_series_of_a_pending_alert_ends_where_that_of_the_firing_one_begins()
    {
        using RuleWorld world = Begin("for: 15s");
        world.Write(2, "t");
        world.GoTo(30);
        Assert.Equal("{__name__=\"ALERTS\", alertname=\"Hot\", alertstate=\"firing\"} 1", world.Ask("ALERTS"));
        Assert.Equal("{alertname=\"Hot\", alertstate=\"pending\"} 1", world.Ask("count_over_time(ALERTS{alertstate=\"pending\"}[1m])"));
    }

    [Theory]
    [InlineData(2, true)]
    [InlineData(1, false)]
    public void A_limit_holds_for_pending_and_kept_alerts_too_and_may_be_reached(int limit, bool isWell)
    {
        RuleGroupModel group = Rules("for: 15s, keep_firing_for: 5m")[0] with { Limit = limit };
        using var world = new RuleWorld([group]);
        world.Write(2, "t", ("a", "1"));
        world.GoTo(30);
        world.Write(0, "t", ("a", "1"));
        world.Write(2, "t", ("a", "2"));
        world.GoTo(45);
        Assert.Equal(
            isWell ? [] : ["exceeded limit of 1 with 2 alerts"],
            world.Journal.OfType<RuleHealthChanged>().Select(health => health.Error));
    }

    [Fact]
    public void Beyond_the_limit_no_series_ends_and_below_it_again_alerts_begin_anew()
    {
        RuleGroupModel group = Rules("for: 15s")[0] with { Limit = 1 };
        using var world = new RuleWorld([group]);
        world.Write(2, "t", ("a", "1"));
        world.GoTo(30);
        world.Write(2, "t", ("a", "2"));
        world.GoTo(45);
        Assert.Equal("{__name__=\"ALERTS\", a=\"1\", alertname=\"Hot\", alertstate=\"firing\"} 1", world.Ask("ALERTS"));
        world.Write(0, "t", ("a", "2"));
        world.GoTo(60);
        Assert.Equal("{__name__=\"ALERTS\", a=\"1\", alertname=\"Hot\", alertstate=\"pending\"} 1", world.Ask("ALERTS"));
    }

    [Fact]
    public void A_recording_rule_over_its_limit_writes_nothing_and_ends_nothing()
    {
        RuleGroupModel group = RuleWorld.Group("g", 15, RuleWorld.Record("r", "t")) with { Limit = 1 };
        using var world = new RuleWorld([group]);
        world.Write(1, "t", ("a", "1"));
        world.GoTo(15);
        world.Write(1, "t", ("a", "2"));
        world.GoTo(30);
        Assert.Equal("exceeded limit of 1 with 2 series", Assert.Single(world.Journal.OfType<RuleHealthChanged>()).Error);
        Assert.Equal("{a=\"1\"} 15", world.Ask("timestamp(r)"));
    }

    [Fact]
    public void A_label_whose_template_gives_nothing_is_not_there_in_any_series()
    {
        // Source: prometheus/prometheus#1677: there ALERTS has the template's text.
        using var world = new RuleWorld(
            [RuleWorld.Group("g", 15, RuleWorld.Alert("Hot", "t > 1", labels: [("x", "{{ $labels.nothing }}"), ("y", "v")]))]);
        world.Write(2, "t");
        world.GoTo(15);
        Assert.Equal("{__name__=\"ALERTS\", alertname=\"Hot\", alertstate=\"firing\", y=\"v\"} 1", world.Ask("ALERTS"));
    }

    [Fact]
    public void A_query_offset_is_that_of_the_samples_and_not_of_the_alerts()
    {
        RuleGroupModel group = Rules("for: 15s")[0] with { QueryOffset = TimeSpan.FromSeconds(20) };
        using var world = new RuleWorld([group]);
        world.Write(2, "t");
        world.GoTo(45);
        Assert.Equal(45_000, Assert.Single(world.Told).Alert.StartsAt.UnixMs);
        Assert.Equal("{alertname=\"Hot\", alertstate=\"firing\"} 25", world.Ask("timestamp(ALERTS{alertstate=\"firing\"})"));
        Assert.Equal("{__name__=\"ALERTS_FOR_STATE\", alertname=\"Hot\"} 30", world.Ask("ALERTS_FOR_STATE"));
    }

    [Fact]
    public void A_resend_delay_of_one_interval_tells_at_every_second_evaluation_as_upstream()
    {
        var options = new Tocsin.Rules.Evaluation.RulesOptions { ResendDelay = TimeSpan.FromSeconds(15) };
        using var world = new RuleWorld(Rules("for: 0s"), options);
        world.Write(2, "t");
        world.GoTo(90);
        Assert.Equal([15, 45, 75], world.Told.Select(told => told.At));
    }

    [Fact]
    public void A_value_that_is_no_number_makes_an_alert_as_any_other()
    {
        using RuleWorld world = Begin("for: 0s", "t");
        world.Write(double.NaN, "t");
        world.GoTo(15);
        Assert.Single(world.Told);
    }

    private static RuleWorld Begin(string keys, string expr = "t > 1") => new(Rules(keys, expr));

    private static IReadOnlyList<RuleGroupModel> Rules(string keys, string expr = "t > 1") => RuleWorld.Read($$"""
        - name: g
          interval: 15s
          rules:
          - {alert: Hot, expr: {{expr}}, {{keys}}}
        """);
}
