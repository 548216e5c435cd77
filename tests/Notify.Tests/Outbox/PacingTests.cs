using Tocsin.Journal.Events.Notify;
using Tocsin.Model;
using Tocsin.Model.Seams;
using Tocsin.Notify.Outbox;
using Tocsin.Notify.Pacing;
using Tocsin.Notify.Receivers;
using static Tocsin.Notify.Tests.Flushes;

namespace Tocsin.Notify.Tests.Outbox;

/// <summary>What keeps a receiver from being asked too much, and what becomes of the messages meanwhile.</summary>
public sealed class PacingTests
{
    private static readonly SendOutcome Delivered = new SendOutcome.Delivered { Code = 200 };
    private static readonly SendOutcome Down = new SendOutcome.Retry(SendFailureReason.ServerError) { Code = 503, Answer = "busy" };
    private static readonly SendOutcome Refused = new SendOutcome.Rejected(SendFailureReason.ClientError) { Code = 404 };

    private static readonly DeliveryModel Fragile = new()
    {
        Breaker = new BreakerModel { Failures = 3, Pause = TimeSpan.FromSeconds(10), PauseMax = TimeSpan.FromSeconds(40) },
        Retry = new BackoffModel { Initial = TimeSpan.FromMilliseconds(100), Max = TimeSpan.FromMilliseconds(100) },
    };

    [Fact]
    public void A_rate_limit_lets_a_burst_through_and_then_one_at_a_time()
    {
        CoreDriver driver = new(CoreDriver.Model(delivery: new() { Rate = RateLimit.Of(30, TimeSpan.FromMinutes(1), burst: 2) }));

        FlushGroups(driver, 5);
        driver.Advance(TimeSpan.FromSeconds(6));

        Assert.Equal([0, 0, 2, 4, 6], driver.Started.Select(s => (s.At - Start).TotalSeconds));
        Assert.Equal(["g0", "g1", "g2", "g3", "g4"], driver.Started.Select(s => s.Send.Notification.GroupId));
        AnswerAll(driver, Delivered);
        AttemptFinished last = driver.Events<AttemptFinished>().Last();
        Assert.Equal((WaitReason.RateLimit, TimeSpan.FromSeconds(6)), (last.WaitedFor, last.Waited));
    }

    [Fact]
    public void A_test_counts_in_the_rate_limit_and_keeps_to_it()
    {
        CoreDriver driver = new(CoreDriver.Model(delivery: new() { Rate = RateLimit.Of(1, TimeSpan.FromMinutes(1)) }));
        IntegrationKey key = new("team-x", "webhook", 0);

        Assert.Equal(WaitReason.None, driver.TakeTestTurn(key).Reason);
        Assert.Equal(new TestTurn(WaitReason.RateLimit, At(1), default), driver.TakeTestTurn(key));
        driver.Flush(Of(At(0), Firing("a")));
        Assert.Empty(driver.Sends);
        driver.AdvanceTo(At(1));
        Assert.Single(driver.Sends);
        Assert.Equal(WaitReason.None, driver.TakeTestTurn(key with { Receiver = "gone" }).Reason);
    }

    [Fact]
    public void A_test_goes_to_a_receiver_whose_breaker_is_open_but_not_while_it_wants_quiet()
    {
        CoreDriver driver = new(CoreDriver.Model(delivery: Fragile));
        IntegrationKey key = new("team-x", "webhook", 0);
        driver.Flush(Of(At(0), Firing("a")));
        for (int i = 0; i < 3; i++)
        {
            driver.Answer(Down);
            driver.Advance(TimeSpan.FromSeconds(1));
        }

        TestTurn turn = driver.TakeTestTurn(key);
        Assert.Equal(WaitReason.None, turn.Reason);
        Assert.True(turn.BreakerOpenUntil > Start);

        driver = new(CoreDriver.Model());
        driver.Flush(Of(At(0), Firing("a")));
        driver.Answer(new SendOutcome.Retry(SendFailureReason.RateLimited) { After = TimeSpan.FromMinutes(2) });
        Assert.Equal((WaitReason.RetryAfter, At(2)), (driver.TakeTestTurn(key).Reason, driver.TakeTestTurn(key).Until));
    }

    [Fact]
    public void A_rate_limit_counts_attempts_and_holds_back_no_other_receiver()
    {
        CoreDriver driver = new(new NotifyModel(
        [
            CoreDriver.Receiver("team-x", delivery: new() { Rate = RateLimit.Of(1, TimeSpan.FromMinutes(1)) }),
            CoreDriver.Receiver("team-y"),
        ]));
        driver.Flush(Of(At(0), Firing("a")));
        driver.Answer(Down);
        driver.Flush(Of(At(0), Firing("b")) with { GroupId = "y", Receiver = "team-y" });

        Assert.Equal("team-y", Assert.Single(driver.Sends).Integration.Receiver);
        driver.AdvanceTo(At(1));
        Assert.Equal(2, driver.Started.Last().Send.Notification.Attempt);
        Assert.Equal(At(1), driver.Started.Last().At);
    }

    [Fact]
    public void After_so_many_failures_in_a_row_everything_waits_and_nothing_fails()
    {
        CoreDriver driver = new(CoreDriver.Model(delivery: Fragile));
        FlushGroups(driver, 3);
        AnswerAll(driver, Down);

        BreakerChanged opened = Assert.Single(driver.Events<BreakerChanged>());
        Assert.Equal((BreakerState.Open, "busy"), (opened.State, opened.Answer));
        Assert.InRange((opened.OpenUntil - Start).TotalSeconds, 8, 12);

        FlushGroups(driver, 6);
        driver.AdvanceTo(opened.OpenUntil - TimeSpan.FromTicks(1));
        Assert.Empty(driver.Sends);
        Assert.Empty(driver.Events<NotificationFailed>());
        IReadOnlyList<WaitingMessage> waiting = driver.WaitingOf("g0", "g1", "g2", "g3");
        Assert.Equal(4, waiting.Count);
        Assert.All(waiting, w => Assert.Equal((WaitReason.Breaker, opened.OpenUntil), (w.Reason, w.Until)));
    }

    [Fact]
    public void One_message_at_a_time_finds_out_whether_the_receiver_is_back()
    {
        CoreDriver driver = new(CoreDriver.Model(delivery: Fragile));
        FlushGroups(driver, 5);
        AnswerAll(driver, Down);
        List<TimeSpan> pauses = [];
        for (int probe = 0; probe < 4; probe++)
        {
            Instant before = driver.Now;
            driver.AdvanceTo(driver.WaitingOf("g0", "g1", "g2", "g3", "g4") is [{ Until: var until }, ..] ? until : driver.NextWake);
            while (driver.Sends.Count == 0)
            {
                driver.AdvanceTo(driver.NextWake);
            }

            pauses.Add(driver.Now - before);
            Assert.Single(driver.Sends);
            driver.Advance(TimeSpan.FromSeconds(1));
            Assert.Single(driver.Sends);
            driver.Answer(Down);
        }

        Assert.InRange(pauses[0].TotalSeconds, 8, 12);
        Assert.InRange(pauses[1].TotalSeconds, 16, 24);
        Assert.InRange(pauses[2].TotalSeconds, 32, 48);
        Assert.InRange(pauses[3].TotalSeconds, 32, 48);
        Assert.Single(driver.Events<BreakerChanged>());
        Assert.Empty(driver.Events<NotificationFailed>());
    }

    [Fact]
    public void Once_the_probe_arrives_all_that_waited_goes()
    {
        CoreDriver driver = new(CoreDriver.Model(delivery: Fragile));
        FlushGroups(driver, 5);
        AnswerAll(driver, Down);
        driver.AdvanceTo(driver.Events<BreakerChanged>().Single().OpenUntil);

        driver.Answer(Delivered);

        Assert.Equal(4, driver.Sends.Count);
        Assert.Equal(BreakerState.Closed, driver.Events<BreakerChanged>().Last().State);
        AnswerAll(driver, Delivered);
        Assert.Equal(5, driver.Ended.Count(e => e.Succeeded));
        Assert.Equal(WaitReason.Breaker, driver.Events<AttemptFinished>().Last().WaitedFor);
    }

    [Fact]
    public void What_waits_for_a_dead_receiver_past_its_deadline_fails_and_leaves_nothing_behind()
    {
        CoreDriver driver = new(CoreDriver.Model(delivery: Fragile), new NotifyOptions { UndeliverableAlerts = UndeliverableAlerts.Never });
        FlushGroups(driver, 4);
        AnswerAll(driver, Down);
        while (driver.NextWake < At(6))
        {
            driver.AdvanceTo(driver.NextWake);
            AnswerAll(driver, Down);
        }

        Assert.Equal(4, driver.Ended.Count(e => !e.Succeeded));
        Assert.Equal(4, driver.Events<NotificationFailed>().Count());
        Assert.Empty(driver.State.Open);
        Assert.Empty(driver.WaitingOf("g0", "g1", "g2", "g3"));
        Assert.True(driver.NextWake > At(6), "nothing is left to wake up for but housekeeping");
    }

    [Fact]
    public void A_receiver_that_refuses_messages_is_there()
    {
        CoreDriver driver = new(CoreDriver.Model(delivery: Fragile));
        FlushGroups(driver, 8);
        AnswerAll(driver, Refused);

        driver.Flush(Of(At(0), Firing("a")) with { GroupId = "next" });

        Assert.Single(driver.Sends);
        Assert.Empty(driver.Events<BreakerChanged>());
    }

    [Fact]
    public void A_message_that_arrives_in_between_starts_the_count_anew()
    {
        CoreDriver driver = new(CoreDriver.Model(delivery: Fragile));
        FlushGroups(driver, 5);
        foreach (SendOutcome outcome in (SendOutcome[])[Down, Down, Delivered, Down, Down])
        {
            driver.Answer(outcome);
        }

        Assert.Empty(driver.Events<BreakerChanged>());
    }

    [Fact]
    public void Sends_that_began_before_the_breaker_opened_do_not_lengthen_its_pause()
    {
        CoreDriver driver = new(CoreDriver.Model(delivery: Fragile));
        FlushGroups(driver, 20);
        AnswerAll(driver, Down);

        BreakerChanged opened = Assert.Single(driver.Events<BreakerChanged>());
        driver.AdvanceTo(opened.OpenUntil);
        Assert.Single(driver.Sends);
    }

    [Fact]
    public void Without_failures_to_count_a_breaker_never_opens()
    {
        CoreDriver driver = new(CoreDriver.Model(delivery: Fragile with { Breaker = null }));
        FlushGroups(driver, 30);
        AnswerAll(driver, Down);

        Assert.Empty(driver.Events<BreakerChanged>());
        driver.Advance(TimeSpan.FromMilliseconds(150));
        Assert.Equal(30, driver.Sends.Count);
    }

    [Fact]
    public void A_reload_that_takes_the_breaker_away_lets_everything_go()
    {
        CoreDriver driver = new(CoreDriver.Model(delivery: Fragile));
        FlushGroups(driver, 5);
        AnswerAll(driver, Down);
        driver.Advance(TimeSpan.FromSeconds(1));
        Assert.Empty(driver.Sends);

        driver.Swap(CoreDriver.Model(delivery: Fragile with { Breaker = null }));

        Assert.Equal(5, driver.Sends.Count);
    }

    [Fact]
    public void A_receiver_with_a_deadline_of_its_own_is_waited_for_while_its_group_goes_on()
    {
        CoreDriver driver = new(CoreDriver.Model(delivery: Fragile with { Deadline = TimeSpan.FromHours(1) }));
        long first = driver.Flush(Of(At(0), Firing("a")));
        driver.Answer(Down);
        driver.AdvanceTo(At(5));
        Assert.Equal([(first, false)], driver.Ended);
        Assert.Empty(driver.Events<NotificationFailed>());

        long second = driver.Flush(Of(At(5), Firing("a"), Firing("b")));
        driver.AdvanceTo(At(10));
        long third = driver.Flush(Of(At(10), Resolved("a"), Firing("b")));
        Assert.Equal([(first, false), (second, false)], driver.Ended);

        driver.Answer(Delivered);
        Notification next = Assert.Single(driver.Sends).Notification;
        Assert.Equal(["a", "b"], next.Alerts.Select(alert => alert.Labels["alertname"]));
        driver.Answer(Delivered);
        Assert.Equal([(first, false), (second, false), (third, true)], driver.Ended);
        Assert.Equal(["first notification", "new alerts added"], Reasons(driver));
    }

    [Fact]
    public void A_message_fails_at_the_deadline_of_its_receiver()
    {
        CoreDriver driver = new(CoreDriver.Model(delivery: Fragile with { Deadline = TimeSpan.FromSeconds(90) }));
        driver.Flush(Of(At(0), Firing("a")));
        Assert.Equal(At(1.5), driver.Sends.Single().Deadline);
        AnswerAll(driver, Down);
        while (driver.NextWake < At(3))
        {
            driver.AdvanceTo(driver.NextWake);
            AnswerAll(driver, Down);
        }

        NotificationFailed failed = Assert.Single(driver.Events<NotificationFailed>());
        Assert.InRange((failed.At - Start).TotalSeconds, 60, 90);
    }

    [Fact]
    public void An_attempt_may_be_given_less_time_than_its_message()
    {
        CoreDriver driver = new(CoreDriver.Model(delivery: new() { Timeout = TimeSpan.FromSeconds(10) }));

        driver.Flush(Of(At(0), Firing("a")));

        Assert.Equal(Start + TimeSpan.FromSeconds(10), driver.Sends.Single().Deadline);
        Assert.Equal(At(5), driver.Events<NotificationDecided>().Single().Deadline);
    }

    [Fact]
    public void A_reload_that_allows_more_at_once_lets_more_go()
    {
        CoreDriver driver = new(CoreDriver.Model(delivery: new() { Concurrency = 1 }));
        FlushGroups(driver, 5);
        Assert.Single(driver.Sends);
        Assert.Equal(WaitReason.Concurrency, driver.WaitingOf("g1").Single().Reason);

        driver.Swap(CoreDriver.Model(delivery: new() { Concurrency = 4 }));

        Assert.Equal(4, driver.Sends.Count);
    }

    private static void FlushGroups(CoreDriver driver, int count)
    {
        for (int i = 0; i < count; i++)
        {
            driver.Flush(Of(At(0), Firing("a")) with { GroupId = $"g{i}" });
        }
    }

    private static void AnswerAll(CoreDriver driver, SendOutcome outcome)
    {
        for (int i = driver.Sends.Count; i > 0; i--)
        {
            driver.Answer(outcome);
        }
    }

    private static IEnumerable<string> Reasons(CoreDriver driver) =>
        driver.Started.Where(s => s.Send.Notification.Attempt == 1).Select(s => s.Send.Notification.Reason);
}
