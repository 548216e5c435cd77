using Tocsin.Journal.Events.Rules;
using Tocsin.Rules.Groups;

namespace Tocsin.Rules.Tests.Policies;

public sealed class HysteresisTests
{
    [Fact]
    public void An_alert_fires_on_between_the_two_thresholds_and_ends_below_the_lower()
    {
        using RuleWorld world = Begin("resolve_expr: cpu < 70");
        world.Write(95, "cpu", ("host", "a"));
        world.Write(50, "cpu", ("host", "b"));
        world.GoTo(60);
        world.Write(80, "cpu", ("host", "a"));
        world.Write(80, "cpu", ("host", "b"));
        world.GoTo(240);

        Assert.Equal(Firing("a"), world.Ask("ALERTS"));
        RuleAlertChanged held = world.Journal.OfType<RuleAlertChanged>().Last();
        Assert.Equal((AlertState.Firing, 120_000), (held.State, held.HeldSince.UnixMs));

        world.Write(60, "cpu", ("host", "a"));
        world.GoTo(300);
        Assert.Equal("", world.Ask("ALERTS"));
        Assert.Equal(300_000, world.Told[^1].Alert.EndsAt.UnixMs);
    }

    [Fact]
    public void A_pending_alert_ends_with_its_condition()
    {
        using var world = new RuleWorld(RuleWorld.Read("""
            - name: g
              interval: 1m
              rules:
              - {alert: Hot, expr: cpu > 90, for: 5m, resolve_expr: cpu < 70}
            """));
        world.Write(95, "cpu");
        world.GoTo(60);
        world.Write(80, "cpu");
        world.GoTo(120);
        Assert.Equal("", world.Ask("ALERTS"));
    }

    [Theory]
    [InlineData("resolve_expr: avg(cpu) < 70")]
    [InlineData("resolve_expr: avg by (host) (cpu) < 70")]
    [InlineData("resolve_expr: label_replace(cpu,'severity','info','','') < 70")]
    public void An_element_ends_the_alerts_that_have_its_labels_but_for_those_of_the_rule(string resolve)
    {
        using RuleWorld world = Begin(resolve);
        world.Write(95, "cpu", ("host", "a"), ("severity", "page"));
        world.GoTo(60);
        world.Write(60, "cpu", ("host", "a"), ("severity", "page"));
        world.GoTo(120);
        Assert.Equal("", world.Ask("ALERTS"));
    }

    [Fact]
    public void An_element_with_a_label_that_the_alert_lacks_ends_nothing()
    {
        using RuleWorld world = Begin("resolve_expr: label_replace(cpu,'zone','b','','') < 70");
        world.Write(95, "cpu", ("host", "a"));
        world.GoTo(60);
        world.Write(60, "cpu", ("host", "a"));
        world.GoTo(120);
        Assert.Equal(Firing("a"), world.Ask("ALERTS"));
    }

    [Fact]
    public void Keep_firing_for_begins_when_resolve_expr_has_answered()
    {
        using RuleWorld world = Begin("resolve_expr: cpu < 70, keep_firing_for: 2m");
        world.Write(95, "cpu", ("host", "a"));
        world.GoTo(60);
        world.Write(80, "cpu", ("host", "a"));
        world.GoTo(240);
        world.Write(60, "cpu", ("host", "a"));
        world.GoTo(360);
        Assert.Equal(Firing("a"), world.Ask("ALERTS"));
        Assert.Equal(300_000, world.Journal.OfType<RuleAlertChanged>().Last().KeepFiringSince.UnixMs);
        world.GoTo(420);
        Assert.Equal("", world.Ask("ALERTS"));
    }

    [Theory]
    [InlineData("", true)]
    [InlineData(", no_data: keep", true)]
    [InlineData(", no_data: ok", false)]
    public void Without_data_an_alert_fires_on_unless_the_rule_says_ok(string policy, bool firesOn)
    {
        using RuleWorld world = Begin("resolve_expr: cpu < 70" + policy);
        world.Write(95, "cpu", ("host", "a"));
        world.GoTo(900);
        Assert.Equal(firesOn ? Firing("a") : "", world.Ask("ALERTS"));
    }

    [Fact]
    public void A_resolve_expr_that_fails_is_an_error_of_the_rule_and_ends_nothing()
    {
        using RuleWorld world = Begin("resolve_expr: cpu * on () cpu < 70");
        world.Write(95, "cpu", ("host", "a"));
        world.Write(95, "cpu", ("host", "b"));
        world.GoTo(60);
        world.Write(60, "cpu", ("host", "a"));
        world.Write(60, "cpu", ("host", "b"));
        world.GoTo(120);
        Assert.StartsWith("resolve_expr: ", Assert.Single(world.Journal.OfType<RuleHealthChanged>()).Error, StringComparison.Ordinal);
        Assert.Contains("firing", world.Ask("ALERTS"), StringComparison.Ordinal);
    }

    [Fact]
    public void After_a_restart_an_alert_is_held_as_before()
    {
        using RuleWorld world = Begin("resolve_expr: cpu < 70");
        world.Write(95, "cpu", ("host", "a"));
        world.GoTo(60);
        world.Write(80, "cpu", ("host", "a"));
        world.GoTo(120);
        using var after = new RuleWorld(Rules("resolve_expr: cpu < 70"), before: world);
        after.GoTo(240);
        Assert.Equal(Firing("a"), after.Ask("ALERTS"));
        Assert.DoesNotContain(after.Journal.OfType<RuleAlertChanged>(), changed => changed.HeldSince.UnixMs > 120_000);
    }

    private static string Firing(string host) =>
        $"{{__name__=\"ALERTS\", alertname=\"Hot\", alertstate=\"firing\", host=\"{host}\", severity=\"page\"}} 1";

    private static IReadOnlyList<RuleGroupModel> Rules(string keys) => RuleWorld.Read($$"""
        - name: g
          interval: 1m
          rules:
          - alert: Hot
            expr: cpu > 90
            labels: {severity: page}
            {{keys.Replace(", ", "\n    ", StringComparison.Ordinal)}}
        """);

    private static RuleWorld Begin(string keys) => new(Rules(keys));
}
