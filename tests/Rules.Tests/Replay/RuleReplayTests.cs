using Tocsin.Journal.Events.Rules;
using Tocsin.Model.Alerts;
using Tocsin.PromQL.Evaluation;
using Tocsin.PromQL.Parsing;
using Tocsin.Rules.Groups;
using Tocsin.Rules.Replay;
using Tocsin.TestKit.Series;

namespace Tocsin.Rules.Tests.Replay;

public sealed class RuleReplayTests
{
    private readonly List<(double At, Alert Alert)> _told = [];

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void The_past_comes_out_as_it_was(int seed)
    {
        RuleGroupModel[] groups = Groups();
        using var world = new RuleWorld(groups);
        var random = new Random(seed);
        for (int second = 7; second < 3_600; second += 10)
        {
            world.GoTo(second);
            foreach (string job in (string[])["a", "b", "c"])
            {
                if (random.Next(8) > 0)
                {
                    world.Write(Math.Sin((second + (job[0] * 300)) / 200.0) + (random.NextDouble() / 3), "level", ("job", job));
                }
            }
        }

        string before = world.Ask("count_over_time(ALERTS[2h]) or count_over_time(job:level:max[2h])");
        ReplayReport report = Replay(groups, world.Store, 1, 3_590);

        Assert.Equal(before, world.Ask("count_over_time(ALERTS[2h]) or count_over_time(job:level:max[2h])"));
        Assert.NotEmpty(_told);
        Assert.Equal(world.Told.Select(Text), _told.Select(Text));
        Assert.Contains(report.Alerts, alert => alert is { FiredAtMs: > 0, EndedAtMs: > 0 });
        Assert.Contains(report.Alerts, alert => alert is { FiredAtMs: 0, EndedAtMs: > 0 });
        Assert.Equal(
            world.Journal.OfType<RuleAlertChanged>().Where(change => change.State != AlertState.Inactive && !change.IsForgotten)
                .Select(change => (change.ActiveAt.UnixMs, change.Key, change.Labels)).ToHashSet(),
            report.Alerts.Select(alert => (alert.ActiveAtMs, alert.Rule, alert.Labels)).ToHashSet());
    }

    [Fact]
    public void A_threshold_that_was_not_in_force_is_tried_over_what_was_recorded_anew()
    {
        using var world = new RuleWorld([RuleWorld.Group("g", 15, RuleWorld.Record("twice", "2 * level"))]);
        world.Write(1, "level");
        world.GoTo(100);
        RuleGroupModel tried = RuleWorld.Group(
            "g", 15, RuleWorld.Record("twice", "20 * level"), RuleWorld.Alert("High", "twice > 10", holds: 30));

        ReplayedAlert alert = Assert.Single(Replay([tried], world.Store, 60, 100).Alerts);

        Assert.Equal((60_000, 90_000, 20), (alert.ActiveAtMs, alert.FiredAtMs, alert.Value));
    }

    [Fact]
    public void Before_the_beginning_rules_see_what_was_recorded()
    {
        using var world = new RuleWorld([RuleWorld.Group("g", 15, RuleWorld.Record("twice", "2 * level"))]);
        for (int second = 0; second <= 600; second += 15)
        {
            world.GoTo(second);
            world.Write(second, "level");
        }

        RuleGroupModel tried = RuleWorld.Group(
            "g", 15, RuleWorld.Record("twice", "2 * level"), RuleWorld.Alert("Grows", "max_over_time(twice[5m] offset 1m) > 0"));

        Assert.Equal(600_000, Assert.Single(Replay([tried], world.Store, 600, 600).Alerts).ActiveAtMs);
    }

    [Fact]
    public void A_warm_up_gives_alerts_the_age_that_they_would_have()
    {
        using var world = new RuleWorld([]);
        for (int second = 0; second <= 600; second += 15)
        {
            world.GoTo(second);
            world.Write(1, "level");
        }

        RuleGroupModel group = RuleWorld.Group("g", 15, RuleWorld.Alert("High", "level > 0", holds: 120));
        ReplayedAlert cold = Assert.Single(Replay([group], world.Store, 300, 400).Alerts);
        ReplayedAlert warm = Assert.Single(Replay([group], world.Store, 300, 400, RuleReplay.WarmUpOf([group])).Alerts);

        Assert.Equal(TimeSpan.FromSeconds(150), RuleReplay.WarmUpOf([group]));
        Assert.Equal((300_000, 0), (cold.ActiveAtMs, cold.FiredAtMs));
        Assert.Equal((150_000, 270_000), (warm.ActiveAtMs, warm.FiredAtMs));
    }

    [Fact]
    public void A_rule_that_fails_is_named_and_harms_no_other()
    {
        using var world = new RuleWorld([]);
        world.Write(1, "level", ("job", "a"));
        world.Write(1, "level", ("job", "b"));
        RuleGroupModel group = RuleWorld.Group(
            "g", 15, RuleWorld.Alert("Odd", "level * on() level"), RuleWorld.Alert("High", "level > 0"));

        ReplayReport report = Replay([group], world.Store, 15, 60);

        Assert.Equal((15_000, "alert Odd{}"), (Assert.Single(report.Faults).AtMs, report.Faults[0].Rule.Rule));
        Assert.Equal(2, report.AlertCount);
    }

    [Fact]
    public void What_is_too_much_ends_early_and_says_so()
    {
        using var world = new RuleWorld([]);
        world.Write(1, "level");
        RuleGroupModel group = RuleWorld.Group("g", 1, RuleWorld.Record("twice", "2 * level"));
        var options = new ReplayOptions { FromMs = 1_000, ToMs = 250_000, SamplesMax = 20 };

        ReplayReport report = new RuleReplay([group], options, SourcesOf(world.Store)).Run((_, _) => { }, CancellationToken.None);

        Assert.Equal(21, report.Rounds);
        Assert.Contains("more than 20 samples", report.Stopped, StringComparison.Ordinal);
    }

    private static RuleGroupModel[] Groups() =>
    [
        RuleWorld.Group(
            "levels",
            15,
            RuleWorld.Record("job:level:max", "max by (job) (level)"),
            RuleWorld.Alert("High", "job:level:max > 0.8", holds: 60, keep: 45, labels: [("job_name", "{{ $labels.job }}")])),
        RuleWorld.Group(
            "later",
            30,
            RuleWorld.Record("fleet:level:avg", "avg(avg_over_time(job:level:max[2m]))"),
            RuleWorld.Alert("FleetHigh", "fleet:level:avg > 0.3"),
            RuleWorld.Alert("AnyFiring", "count(ALERTS{alertstate=\"firing\", alertname!=\"AnyFiring\"}) > 1", holds: 30),
            RuleWorld.Alert("Unnamed", "count({job=\"a\"}) > 2")),
    ];

    private static string Text((double At, Alert Alert) told) =>
        $"{told.At} {told.Alert.Labels} {told.Alert.StartsAt.UnixMs} {told.Alert.EndsAt.UnixMs}";

    private static ReplaySources SourcesOf(MemorySeries store) =>
        new(store, new EngineOptions(), ParserOptions.Default, TimeProvider.System);

    private ReplayReport Replay(
        RuleGroupModel[] groups, MemorySeries store, double from, double to, TimeSpan warmUp = default)
    {
        var options = new ReplayOptions { FromMs = (long)(from * 1000), ToMs = (long)(to * 1000), WarmUp = warmUp };
        return new RuleReplay(groups, options, SourcesOf(store)).Run(
            (atMs, alerts) => _told.AddRange(alerts.Select(alert => (atMs / 1000.0, alert))), CancellationToken.None);
    }
}
