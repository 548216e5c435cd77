namespace Tocsin.Rules.Tests.Evaluation;

public sealed class EvalDelayTests
{
    private const string Delayed = """
        - name: late
          interval: 1m
          eval_delay: 20s
          rules:
          - {record: r, expr: t}
          - {alert: A, expr: t > 1}
        """;

    [Fact]
    public void A_delayed_group_is_evaluated_later_as_of_its_instant()
    {
        using var world = new RuleWorld(RuleWorld.Read(Delayed));
        world.Sleep(50);
        world.Write(5, "t");
        world.GoTo(79);
        Assert.Empty(world.Told);
        world.Sleep(60);
        world.Write(7, "t");
        world.GoTo(80);
        var told = Assert.Single(world.Told);
        Assert.Equal((80, 60_000, 80_000 + 240_000), (told.At, told.Alert.StartsAt.UnixMs, told.Alert.EndsAt.UnixMs));
        Assert.Equal("{__name__=\"r\"} 7", world.Ask("r"));
        Assert.Equal("{} 60", world.Ask("timestamp(r)"));
    }

    [Fact]
    public void Instants_that_pass_are_counted_as_missed_from_the_delayed_instant_on()
    {
        using var world = new RuleWorld(RuleWorld.Read(Delayed));
        world.GoTo(80);
        Assert.Equal(140_000, world.Core.NextDueMs);
        world.Sleep(300);
        world.Evaluate();
        Assert.Equal(320_000, world.Core.NextDueMs);
        Assert.Equal(240_000, world.Core.EvaluatedMs);
    }

    [Fact]
    public void Groups_with_and_without_a_delay_each_come_at_their_time()
    {
        using var world = new RuleWorld(RuleWorld.Read(Delayed + "\n" + """
            - name: now
              interval: 1m
              rules:
              - {alert: B, expr: t > 1}
            """));
        world.GoTo(30);
        world.Write(2, "t");
        world.GoTo(200);
        Assert.Equal(
            [(60, "B"), (80, "A"), (180, "B"), (200, "A")],
            world.Told.Select(told => (told.At, told.Alert.Labels["alertname"]!)));
    }
}
