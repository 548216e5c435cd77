using Tocsin.Model.Alerts;
using Tocsin.Notify.Alertmanagers;

namespace Tocsin.Notify.Tests.Alertmanagers;

public sealed class AlertQueuesTests
{
    [Fact]
    public void Of_one_alert_the_newest_state_waits_in_the_place_of_the_first()
    {
        var world = new QueueWorld(QueueWorld.One);
        world.Put(0, QueueWorld.Alert("A", 0, 0), QueueWorld.Alert("B", 0, 0));
        world.Put(60, QueueWorld.Alert("C", 60, 60), QueueWorld.Alert("A", 0, 60, hasEnded: true));

        Assert.Equal("a B C", world.Next(QueueWorld.One));
    }

    [Fact]
    public void Every_Alertmanager_is_told_whatever_another_one_took()
    {
        var world = new QueueWorld(QueueWorld.One, QueueWorld.Two);
        world.Put(0, QueueWorld.Alert("A", 0, 0));
        world.Take(QueueWorld.One, world.Queues[QueueWorld.One].Next(), 1);

        Assert.Equal("", world.Next(QueueWorld.One));
        Assert.Equal("A", world.Next(QueueWorld.Two));
        world.Crash(2, QueueWorld.One, QueueWorld.Two);
        Assert.Equal("", world.Next(QueueWorld.One));
        Assert.Equal("A", world.Next(QueueWorld.Two));
    }

    [Fact]
    public void What_changes_while_it_is_sent_is_sent_again()
    {
        var world = new QueueWorld(QueueWorld.One);
        world.Put(0, QueueWorld.Alert("A", 0, 0));
        AlertBatch under = world.Queues[QueueWorld.One].Next();
        world.Put(1, QueueWorld.Alert("A", 0, 1, hasEnded: true));
        world.Take(QueueWorld.One, under, 2);

        Assert.Equal("a", world.Next(QueueWorld.One));
        world.Crash(3, QueueWorld.One);
        Assert.Equal("a", world.Next(QueueWorld.One));
    }

    [Fact]
    public void That_an_alert_fires_on_is_not_written_down()
    {
        var world = new QueueWorld(QueueWorld.One);
        world.Put(0, QueueWorld.Alert("A", 0, 0));
        world.Take(QueueWorld.One, world.Queues[QueueWorld.One].Next(), 1);
        world.Put(60, QueueWorld.Alert("A", 0, 60));

        Assert.Equal("A", world.Next(QueueWorld.One));
        world.Crash(61, QueueWorld.One);
        Assert.False(world.Queues[QueueWorld.One].Count > 0);
    }

    [Fact]
    public void An_alert_that_fires_is_not_told_as_ended_because_nobody_looked_meanwhile()
    {
        var world = new QueueWorld(QueueWorld.One);
        world.Put(0, QueueWorld.Alert("A", 0, 0));
        world.Crash(3600, QueueWorld.One);

        Alert alert = Assert.Single(world.Queues[QueueWorld.One].Next().Alerts);
        Assert.Equal(QueueWorld.At(3600 + 240), alert.EndsAt);
        Assert.Equal(QueueWorld.At(0), alert.StartsAt);
    }

    [Fact]
    public void What_waits_is_in_a_checkpoint()
    {
        var world = new QueueWorld(QueueWorld.One, QueueWorld.Two);
        world.Put(0, QueueWorld.Alert("A", 0, 0), QueueWorld.Alert("B", 0, 0, hasEnded: true));
        world.Take(QueueWorld.Two, world.Queues[QueueWorld.Two].Next(), 1);
        world.Checkpoint();
        world.Swap(2, QueueWorld.One, QueueWorld.Two);

        Assert.Equal("A b", world.Next(QueueWorld.One));
        Assert.Equal("", world.Next(QueueWorld.Two));
    }

    [Fact]
    public void An_Alertmanager_that_is_away_for_a_while_finds_what_waited_and_after_an_hour_nothing()
    {
        var world = new QueueWorld(QueueWorld.One, QueueWorld.Two);
        world.Put(0, QueueWorld.Alert("A", 0, 0));
        world.Swap(1, QueueWorld.One);
        world.Put(60, QueueWorld.Alert("B", 60, 60));
        world.Swap(120, QueueWorld.One, QueueWorld.Two);
        Assert.Equal("A", world.Next(QueueWorld.Two));

        world.Swap(121, QueueWorld.One);
        world.Put(4000, QueueWorld.Alert("C", 4000, 4000));
        world.Crash(4001, QueueWorld.One, QueueWorld.Two);
        Assert.Equal("", world.Next(QueueWorld.Two));
        Assert.Equal("A B C", world.Next(QueueWorld.One));
    }

    [Fact]
    public void One_alert_that_is_refused_is_found_and_costs_no_other()
    {
        var world = new QueueWorld(QueueWorld.One);
        world.Put(0, [.. "ABCDEFGH".Select(name => QueueWorld.Alert(name.ToString(), 0, 0))]);
        List<string> dropped = [];
        List<string> taken = [];
        while (world.Queues[QueueWorld.One].Count > 0)
        {
            string next = world.Next(QueueWorld.One);
            if (next.Contains('F', StringComparison.Ordinal))
            {
                dropped.AddRange(world.Refuse(QueueWorld.One, 1) ? [next] : []);
            }
            else
            {
                world.Take(QueueWorld.One, world.Queues[QueueWorld.One].Next(), 1);
                taken.AddRange(next.Split(' '));
            }
        }

        Assert.Equal(["F"], dropped);
        Assert.Equal(["A", "B", "C", "D", "E", "G", "H"], taken);
        world.Crash(2, QueueWorld.One);
        Assert.Equal(0, world.Queues.Count);
    }

    [Fact]
    public void Beyond_the_bound_the_oldest_are_forgotten()
    {
        var world = new QueueWorld(QueueWorld.One);
        Alert[] alerts = [.. Enumerable.Range(0, AlertQueues.AlertsMax + 3).Select(i => QueueWorld.Alert($"A{i}", 0, 0))];
        world.Put(0, alerts);

        Assert.Equal(AlertQueues.AlertsMax, world.Queues.Count);
        Assert.StartsWith("A3 A4 ", world.Next(QueueWorld.One), StringComparison.Ordinal);
        world.Crash(1, QueueWorld.One);
        Assert.StartsWith("A3 A4 ", world.Next(QueueWorld.One), StringComparison.Ordinal);
    }
}
