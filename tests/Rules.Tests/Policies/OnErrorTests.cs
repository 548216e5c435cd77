using Tocsin.Journal.Events.Rules;

namespace Tocsin.Rules.Tests.Policies;

public sealed class OnErrorTests
{
    [Fact]
    public void Without_a_policy_an_error_decides_nothing_and_tells_nobody()
    {
        using RuleWorld world = Break("");
        int told = world.Told.Count;
        world.GoTo(360);
        Assert.Equal(told, world.Told.Count);
        Assert.Contains("many-to-many", Assert.Single(world.Journal.OfType<RuleHealthChanged>()).Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Ok_ends_the_alerts()
    {
        using RuleWorld world = Break("on_error: ok");
        world.GoTo(180);
        Assert.Equal("", world.Ask("ALERTS"));
        Assert.Equal(180_000, world.Told[^1].Alert.EndsAt.UnixMs);
    }

    [Fact]
    public void Keep_tells_the_alerts_again_so_that_they_do_not_expire()
    {
        using RuleWorld world = Break("on_error: keep");
        world.GoTo(300);
        Assert.Equal(240, world.Told[^1].At);
        Assert.Contains("firing", world.Ask("ALERTS"), StringComparison.Ordinal);
    }

    [Fact]
    public void Alert_begins_an_alert_that_tells_the_error()
    {
        using RuleWorld world = Break("on_error: alert");
        world.GoTo(240);
        var alert = world.Told.Last(told => told.Alert.Labels["alertname"] == "DatasourceError").Alert;
        Assert.Equal("Hot", alert.Labels["rulename"]);
        Assert.Contains("many-to-many", alert.Annotations["Error"], StringComparison.Ordinal);
        Assert.Contains("alertname=\"Hot\", alertstate=\"firing\"", world.Ask("ALERTS"), StringComparison.Ordinal);

        world.GoTo(360);
        world.Write(2, "t");
        world.Write(1, "u", ("x", "1"));
        world.GoTo(420);
        Assert.Equal("{__name__=\"ALERTS\", alertname=\"Hot\", alertstate=\"firing\"} 1", world.Ask("ALERTS"));
        Assert.Equal(420_000, world.Told[^1].Alert.EndsAt.UnixMs);
    }

    [Fact]
    public void An_alert_about_missing_data_stays_while_nothing_is_known()
    {
        using var world = new RuleWorld(RuleWorld.Read("""
            - name: g
              interval: 1m
              no_data: alert
              on_error: keep
              rules:
              - {alert: Hot, expr: t * on () group_left () u > 1}
            """));
        world.GoTo(60);
        Assert.Contains("DatasourceNoData", world.Ask("ALERTS"), StringComparison.Ordinal);
        world.Write(1, "t");
        world.Write(1, "u", ("x", "1"));
        world.Write(1, "u", ("x", "2"));
        world.GoTo(120);
        Assert.Contains("DatasourceNoData", world.Ask("ALERTS"), StringComparison.Ordinal);
    }

    [Fact]
    public void A_rule_over_its_limit_forgets_its_alerts_whatever_the_policy_and_alerts_about_itself()
    {
        using var world = new RuleWorld(RuleWorld.Read("""
            - name: g
              interval: 1m
              limit: 1
              on_error: alert
              rules:
              - {alert: Hot, expr: t > 1}
            """));
        world.Write(2, "t", ("host", "a"));
        world.GoTo(60);
        world.Write(2, "t", ("host", "b"));
        world.GoTo(120);
        Assert.Equal(
            "{__name__=\"ALERTS\", alertname=\"DatasourceError\", alertstate=\"firing\", rulename=\"Hot\"} 1",
            world.Ask("ALERTS"));
        Assert.Equal("exceeded limit of 1 with 2 alerts", world.Told[^1].Alert.Annotations["Error"]);
    }

    // The alert fires from 120 on; from 180 on the two elements of u cannot be told apart.
    private static RuleWorld Break(string policy)
    {
        var world = new RuleWorld(RuleWorld.Read($"""
            - name: g
              interval: 1m
              rules:
              - alert: Hot
                expr: t * on () group_left () u > 1
                for: 1m
                {policy}
            """));
        world.Write(2, "t");
        world.Write(1, "u", ("x", "1"));
        world.GoTo(120);
        world.Write(2, "t");
        world.Write(1, "u", ("x", "1"));
        world.Write(1, "u", ("x", "2"));
        return world;
    }
}
