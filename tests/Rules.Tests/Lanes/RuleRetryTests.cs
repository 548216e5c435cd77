using Tocsin.Rules.Evaluation;

namespace Tocsin.Rules.Tests.Lanes;

public sealed class RuleRetryTests
{
    // An hour, so that a machine that stands still for a while does not bring the next instant near.
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    private const string Two = """
        - name: g
          interval: 1h
          retries: 2
          timeout: 3s
          rules:
          - {alert: Bad, expr: bad}
          - {alert: Good, expr: good}
        """;

    [Fact]
    public async Task An_evaluation_that_fails_is_tried_again_before_the_next_instant_and_holds_up_nobody()
    {
        await using var world = new LaneWorld(Two, (text, asked) => text == "bad" && asked < 3 ? LaneWorld.Failure : LaneWorld.One);
        world.Jump(Hour);
        RuleRun good = await world.GoOnUntilAsync("Good", 1);
        RuleRun bad = await world.GoOnUntilAsync("Bad", 1);
        Assert.Equal((3, 1, null), (bad.Attempts, bad.Elements, bad.Error));
        Assert.Equal((1, good.AtMs), (good.Attempts, bad.AtMs));
    }

    [Fact]
    public async Task The_last_attempt_decides_what_is_told_of_a_rule_that_fails()
    {
        await using var world = new LaneWorld(Two, (text, _) => text == "bad" ? LaneWorld.Failure : LaneWorld.One);
        world.Jump(Hour);
        RuleRun bad = await world.GoOnUntilAsync("Bad", 1);
        Assert.Equal((3, "no"), (bad.Attempts, bad.Error));
        Assert.Null((await world.GoOnUntilAsync("Good", 1)).Error);
    }

    [Fact]
    public async Task An_evaluation_that_takes_longer_than_the_timeout_is_an_error_of_its_rule_alone()
    {
        await using var world = new LaneWorld(
            Two, (text, asked) => text != "bad" ? LaneWorld.One : asked == 1 ? LaneWorld.Failure : LaneWorld.Forever);
        world.Jump(Hour);
        RuleRun bad = await world.GoOnUntilAsync("Bad", 1);
        Assert.Equal("query timed out: it took longer than the rule's timeout of 3s", bad.Error);
        Assert.True(bad.TimedOut);
        Assert.Null((await world.GoOnUntilAsync("Good", 1)).Error);
    }

    [Fact]
    public async Task A_bug_in_an_evaluation_is_told_as_an_error_of_its_rule_and_harms_no_other()
    {
        await using var world = new LaneWorld(
            Two.Replace("retries: 2", "retries: 0", StringComparison.Ordinal),
            (text, _) => text == "bad" ? throw new InvalidOperationException("a bug") : LaneWorld.One);
        world.Jump(Hour);
        Assert.Equal("a bug", (await world.GoOnUntilAsync("Bad", 1)).Error);
        Assert.Null((await world.GoOnUntilAsync("Good", 1)).Error);
        Assert.Contains("a bug", world.Faults);
    }

    [Fact]
    public async Task No_more_queries_run_beside_the_lane_than_allowed()
    {
        string rules = string.Concat(Enumerable.Range(0, 6).Select(i => $"\n  - {{alert: B{i}, expr: bad{i}}}"));
        await using var world = new LaneWorld(
            $"- name: g\n  interval: 1h\n  retries: 1\n  rules:{rules}",
            (_, asked) => asked == 1 ? LaneWorld.Failure : LaneWorld.One,
            apartMax: 1);
        world.Jump(Hour);
        for (int i = 0; i < 6; i++)
        {
            Assert.Equal(2, (await world.GoOnUntilAsync($"B{i}", 1)).Attempts);
        }

        Assert.Equal(1, world.RunningMax);
    }

    [Fact]
    public async Task Attempts_end_where_the_next_instant_begins()
    {
        await using var world = new LaneWorld(
            Two.Replace("retries: 2", "retries: 10", StringComparison.Ordinal).Replace("1h", "4s", StringComparison.Ordinal),
            (text, _) => text == "bad" ? LaneWorld.Failure : LaneWorld.One);
        RuleRun bad = await world.GoOnUntilAsync("Bad", 2);
        Assert.InRange(bad.Attempts, 1, 4);
    }
}
