using Tocsin.Journal.Events.Notify;
using Tocsin.Model;
using Tocsin.Model.Alerts;
using Tocsin.Model.Seams;
using Tocsin.Notify.Outbox;
using Tocsin.Notify.Pacing;
using static Tocsin.Notify.Tests.Flushes;

namespace Tocsin.Notify.Tests.Outbox;

/// <summary>What waits leaves its texts and alerts in the journal, and they are back when they are needed.</summary>
public sealed class WaitingBodiesTests
{
    private static readonly SendOutcome Delivered = new SendOutcome.Delivered();
    private static readonly DeliveryModel OneAtATime = new() { Concurrency = 1 };

    [Fact]
    public void Of_those_that_wait_only_the_first_is_in_memory()
    {
        CoreDriver driver = Queue(5);

        Assert.Single(driver.Sends);
        Assert.Equal(2, driver.State.Open.Count(open => open.Decided is not null));
        Assert.Empty(driver.Asked);
    }

    [Fact]
    public void Each_is_sent_in_its_turn_with_all_that_was_decided()
    {
        CoreDriver driver = Queue(5);
        List<Notification> sent = [];
        while (driver.Sends.Count > 0)
        {
            sent.Add(driver.Sends[0].Notification);
            driver.Answer(Delivered);
        }

        Assert.Equal(["g0", "g1", "g2", "g3", "g4"], sent.Select(n => n.GroupId));
        Assert.Equal(["a0", "a1", "a2", "a3", "a4"], sent.Select(n => n.Alerts.Single().Labels["alertname"]));
        Assert.Equal(driver.Events<NotificationDecided>().Select(d => d.Id), sent.Select(n => n.Id));
        Assert.Empty(driver.State.Open);
    }

    [Fact]
    public void A_queue_goes_on_when_what_its_first_one_waits_for_is_read()
    {
        CoreDriver driver = Queue(3);
        driver.ReadingHoldsBack = true;
        driver.Answer(Delivered);
        driver.Answer(Delivered);
        Assert.Empty(driver.Sends);
        Assert.Single(driver.Asked);

        driver.Load();

        Assert.Equal("g2", Assert.Single(driver.Sends).Notification.GroupId);
    }

    [Fact]
    public void Without_a_queue_nothing_is_read_back()
    {
        CoreDriver driver = new(CoreDriver.Model()) { ReadingHoldsBack = true };
        driver.FlushAndDeliver(Of(At(0), Firing("a")));
        driver.FlushAndDeliver(Of(At(5), Firing("a"), Firing("b")));

        Assert.Empty(driver.Asked);
        Assert.Empty(driver.State.Open);
    }

    [Fact]
    public void What_the_disk_did_not_take_stays_in_memory()
    {
        CoreDriver driver = new(CoreDriver.Model(delivery: OneAtATime)) { JournalFails = true };
        Fill(driver, 4);

        Assert.All(driver.State.Open, open => Assert.NotNull(open.Decided));
        driver.Answer(Delivered);
        driver.Answer(Delivered);
        driver.Answer(Delivered);
        Assert.Equal("g3", driver.Sends.Single().Notification.GroupId);
    }

    [Fact]
    public void One_whose_time_ran_out_ends_as_itself_and_its_fallback_is_told()
    {
        CoreDriver driver = new(new([
            CoreDriver.Receiver("team-x", delivery: OneAtATime, fallback: new("mail", null)),
            CoreDriver.Receiver("mail")]));
        Fill(driver, 3);
        driver.ReadingHoldsBack = true;

        driver.Advance(TimeSpan.FromMinutes(5));
        Assert.Equal(["g1"], driver.Events<NotificationFailed>().Select(f => f.Target.GroupId));
        driver.Load();

        Assert.Equal(["g1", "g2"], driver.Events<NotificationFailed>().Select(f => f.Target.GroupId));
        Notification told = driver.Sends.Last().Notification;
        Assert.Equal(("mail", "g2", "a2"), (told.Receiver, told.GroupId, told.Alerts.Single().Labels["alertname"]));
    }

    [Fact]
    public void One_that_is_late_is_read_back_for_its_fallback_and_waits_on()
    {
        CoreDriver driver = new(new([
            CoreDriver.Receiver("team-x", delivery: OneAtATime, fallback: new("mail", TimeSpan.FromMinutes(1))),
            CoreDriver.Receiver("mail")]));
        Fill(driver, 3);

        driver.Advance(TimeSpan.FromMinutes(1));

        Assert.Equal(
            ["g0", "g1", "g2"], driver.Sends.Where(s => s.Integration.Receiver == "mail").Select(s => s.Notification.GroupId));
        Assert.Equal(2, driver.WaitingOf("g1", "g2").Count);
        Assert.Null(driver.State.Open.Single(o => o.Instance.Receiver == "team-x" && o.Id == IdOf(driver, "g2")).Decided);
    }

    [Fact]
    public void What_the_journal_has_lost_is_told_as_failed_and_nothing_waits_for_it()
    {
        CoreDriver driver = Queue(4);
        driver.JournalForgets = true;
        driver.Answer(Delivered);
        driver.Answer(Delivered);

        Assert.Empty(driver.Sends);
        Assert.Empty(driver.State.Open);
        NotificationFailed[] failed = [.. driver.Events<NotificationFailed>()];
        Assert.Equal([IdOf(driver, "g2"), IdOf(driver, "g3")], failed.Select(f => f.Id));
        Assert.All(failed, f => Assert.Matches(@"the journal has lost the message \(event \d+ is missing", f.Detail));
        Assert.All(failed, f => Assert.Equal("team-x", f.Target.Receiver));
        Assert.Equal([(3L, false), (4L, false)], driver.Ended.Where(e => !e.Succeeded));
        Alert raised = driver.Raised[0];
        Assert.Equal(UndeliverableAlert.Name, raised.Labels["alertname"]);
        Assert.Contains("the journal has lost the message", raised.Annotations["description"], StringComparison.Ordinal);

        driver.JournalForgets = false;
        driver.FlushAndDeliver(Group(2, At(5)));
        Assert.Equal("g2", driver.Events<NotificationLogged>().Last().Target.GroupId);
    }

    [Fact]
    public void A_start_reads_nothing_but_what_goes_out_first()
    {
        CoreDriver before = Queue(40);

        CoreDriver after = new(CoreDriver.Model(delivery: OneAtATime), recovered: before.Journal);

        Assert.Equal("g0", Assert.Single(after.Sends).Notification.GroupId);
        Assert.Equal(2, after.State.Open.Count(open => open.Decided is not null));
        Assert.Equal(2, after.Loads);
    }

    [Fact]
    public void A_reload_leaves_what_waits_where_it_is()
    {
        CoreDriver driver = Queue(10);
        driver.Swap(CoreDriver.Model(delivery: new() { Concurrency = 3 }));

        Assert.Equal(["g0", "g1", "g2"], driver.Sends.Select(s => s.Notification.GroupId));
        Assert.Equal(7, driver.WaitingOf([.. Enumerable.Range(0, 10).Select(i => $"g{i}")]).Count);
    }

    private static CoreDriver Queue(int groups)
    {
        CoreDriver driver = new(CoreDriver.Model(delivery: OneAtATime));
        Fill(driver, groups);
        return driver;
    }

    private static void Fill(CoreDriver driver, int groups)
    {
        for (int i = 0; i < groups; i++)
        {
            driver.Flush(Group(i, At(0)));
        }
    }

    private static Flush Group(int number, Instant at) => Of(at, Firing($"a{number}")) with { GroupId = $"g{number}" };

    private static string IdOf(CoreDriver driver, string groupId) =>
        driver.Events<NotificationDecided>().First(d => d.Target.GroupId == groupId && d.Target.Receiver == "team-x").Id;
}
