using Tocsin.Journal.Events.Rules;

namespace Tocsin.Rules.Tests.Policies;

public sealed class NoDataTests
{
    [Fact]
    public void Without_a_policy_missing_data_end_an_alert_as_in_Prometheus()
    {
        using RuleWorld world = Begin("");
        world.GoTo(600);
        Assert.Equal("", world.Ask("ALERTS"));
        Assert.NotEqual(0, world.Told[^1].Alert.EndsAt.UnixMs);
        Assert.Empty(world.Journal.OfType<RuleDataChanged>());
    }

    [Fact]
    public void Keep_lets_a_firing_alert_fire_on_and_tells_it_again()
    {
        using RuleWorld world = Begin("no_data: keep");
        world.GoTo(900);

        Assert.Equal(Firing, world.Ask("ALERTS"));
        Assert.Equal(840, world.Told[^1].At);
        Assert.Equal(120_000, world.Told[^1].Alert.StartsAt.UnixMs);
        RuleDataChanged lost = Assert.Single(world.Journal.OfType<RuleDataChanged>());
        Assert.Equal((300_000, false, "keep"), (lost.At.UnixMs, lost.HasData, lost.Policy));

        world.Write(0, "t", ("host", "a"));
        world.GoTo(960);
        Assert.Equal("", world.Ask("ALERTS"));
        Assert.True(world.Journal.OfType<RuleDataChanged>().Last().HasData);
    }

    [Fact]
    public void Keep_lets_a_pending_alert_fire_after_its_for_as_Grafana_does()
    {
        using var world = new RuleWorld(RuleWorld.Read(Rules("no_data: keep").Replace("for: 1m", "for: 8m", StringComparison.Ordinal)));
        world.Write(2, "t", ("host", "a"));
        world.GoTo(480);
        Assert.Contains("pending", world.Ask("ALERTS"), StringComparison.Ordinal);
        world.GoTo(540);
        Assert.Equal(Firing, world.Ask("ALERTS"));
    }

    [Fact]
    public void Alert_begins_an_alert_about_the_rule_after_its_for()
    {
        using RuleWorld world = Begin("no_data: alert");
        world.GoTo(300);
        string noData = "{__name__=\"ALERTS\", alertname=\"DatasourceNoData\", alertstate=\"";
        Assert.Equal(noData + "pending\", rulename=\"Hot\", team=\"x\"} 1\n" + Firing, world.Ask("ALERTS"));

        world.GoTo(360);
        Assert.Contains(noData + "firing", world.Ask("ALERTS"), StringComparison.Ordinal);
        var told = world.Told.First(each => each.Alert.Labels["alertname"] == "DatasourceNoData");
        Assert.Equal("Hot", told.Alert.Labels["rulename"]);
        Assert.Equal("it is hot on ", told.Alert.Annotations["summary"]);
        RuleAlertChanged saved = world.Journal.OfType<RuleAlertChanged>().Last(each => each.State == AlertState.Firing);
        Assert.Equal(AlertCause.NoData, saved.Cause);

        world.Write(2, "t", ("host", "a"));
        world.GoTo(420);
        Assert.Equal(Firing, world.Ask("ALERTS"));
        Assert.Contains(world.Told, told => told.Alert.EndsAt.UnixMs == 420_000 && told.At == 420);
    }

    [Fact]
    public void A_restart_neither_begins_the_alert_about_the_rule_anew_nor_forgets_it()
    {
        using RuleWorld world = Begin("no_data: alert");
        world.GoTo(420);
        using var after = new RuleWorld(RuleWorld.Read(Rules("no_data: alert")), before: world);
        after.GoTo(480);
        Assert.Contains(after.Told, told => told.Alert.Labels["alertname"] == "DatasourceNoData"
            && told.Alert.StartsAt.UnixMs == 360_000);
        Assert.Single(after.Journal.OfType<RuleDataChanged>());

        after.Write(0, "t", ("host", "a"));
        after.GoTo(600);
        Assert.Equal("", after.Ask("ALERTS"));
    }

    [Fact]
    public void A_condition_that_does_not_hold_is_not_missing_data()
    {
        using var world = new RuleWorld(RuleWorld.Read(Rules("no_data: alert")));
        world.Write(0, "t", ("host", "a"));
        world.GoTo(240);
        Assert.Equal("", world.Ask("ALERTS"));
        Assert.Empty(world.Journal.OfType<RuleDataChanged>());
    }

    [Fact]
    public void A_group_says_it_for_its_alerts_and_an_alert_may_say_otherwise()
    {
        using var world = new RuleWorld(RuleWorld.Read("""
            - name: g
              interval: 1m
              no_data: alert
              rules:
              - {alert: A, expr: t > 1}
              - {alert: B, expr: t > 1, no_data: ok}
              - {record: r, expr: t > 1}
            """));
        world.GoTo(60);
        Assert.Equal(["A"], world.Told.Select(told => told.Alert.Labels["rulename"]));
    }

    private const string Firing =
        "{__name__=\"ALERTS\", alertname=\"Hot\", alertstate=\"firing\", host=\"a\", team=\"x\"} 1";

    private static string Rules(string policy) => $$$"""
        - name: g
          interval: 1m
          rules:
          - alert: Hot
            expr: t > 1
            for: 1m
            labels: {team: x}
            annotations: {summary: 'it is hot on {{ $labels.host }}'}
            {{{policy}}}
        """;

    // Fires from 120 on; its sample is out of sight from 300 on.
    private static RuleWorld Begin(string policy)
    {
        var world = new RuleWorld(RuleWorld.Read(Rules(policy)));
        world.Write(2, "t", ("host", "a"));
        world.GoTo(120);
        return world;
    }
}
