using Tocsin.Journal.Events.Notify;
using Tocsin.Model.Seams;
using Tocsin.Notify.Receivers;
using static Tocsin.Notify.Tests.Flushes;

namespace Tocsin.Notify.Tests.Outbox;

public sealed class NotifyCoreTests
{
    private static readonly SendOutcome Delivered = new SendOutcome.Delivered { Code = 200 };
    private static readonly SendOutcome Down = new SendOutcome.Retry(SendFailureReason.ServerError) { Code = 503 };

    [Fact]
    public void Nothing_is_sent_before_the_decision_is_on_disk()
    {
        CoreDriver driver = new(CoreDriver.Model()) { JournalHoldsBack = true };

        driver.Flush(Of(At(0), Firing("a")));
        Assert.Single(driver.Events<NotificationDecided>());
        Assert.Empty(driver.Sends);

        driver.Commit();
        Assert.Single(driver.Sends);
    }

    [Fact]
    public void A_flush_succeeds_only_once_the_log_is_on_disk()
    {
        CoreDriver driver = new(CoreDriver.Model());
        driver.Flush(Of(At(0), Firing("a")));

        driver.JournalHoldsBack = true;
        driver.Answer(Delivered);
        Assert.Single(driver.Events<NotificationLogged>());
        Assert.Empty(driver.Ended);

        driver.Commit();
        Assert.Equal([(1L, true)], driver.Ended);
    }

    [Fact]
    public void The_same_group_is_quiet_until_something_is_new()
    {
        CoreDriver driver = new(CoreDriver.Model());

        Assert.Equal(["first notification"], Reasons(driver.FlushAndDeliver(Of(At(0), Firing("a")))));
        Assert.Empty(driver.FlushAndDeliver(Of(At(5), Firing("a"))));
        Assert.Equal(["new alerts added"], Reasons(driver.FlushAndDeliver(Of(At(10), Firing("a"), Firing("b")))));
        Assert.Equal(["some alerts resolved"], Reasons(driver.FlushAndDeliver(Of(At(15), Firing("a"), Resolved("b")))));
        Assert.Equal(["all alerts resolved"], Reasons(driver.FlushAndDeliver(Of(At(20), Resolved("a")))));
        Assert.Empty(driver.FlushAndDeliver(Of(At(25), Resolved("a"))));
        Assert.All(driver.Ended, e => Assert.True(e.Succeeded));
    }

    [Fact]
    public void A_quiet_spell_is_journaled_once_and_not_at_each_interval()
    {
        CoreDriver driver = new(CoreDriver.Model());
        driver.FlushAndDeliver(Of(At(0), Firing("a")));
        for (int minute = 5; minute < 60; minute += 5)
        {
            driver.FlushAndDeliver(Of(At(minute), Firing("a")));
        }

        NotificationHeld held = Assert.Single(driver.Events<NotificationHeld>());
        Assert.Equal(DedupReason.NothingNew, held.Reason);
        Assert.Equal(At(0), held.ToldAt);
    }

    [Fact]
    public void An_integration_that_wants_no_resolved_messages_gets_none_but_the_log_knows()
    {
        CoreDriver driver = new(CoreDriver.Model(sendResolved: false));
        driver.FlushAndDeliver(Of(At(0), Firing("a"), Resolved("b")));

        Assert.Empty(driver.FlushAndDeliver(Of(At(5), Resolved("a"))));
        Assert.Equal("", driver.Events<NotificationLogged>().Last().Id);
        Assert.Equal(["first notification"], Reasons(driver.FlushAndDeliver(Of(At(10), Firing("a")))));
        Assert.Equal(3, driver.Ended.Count(e => e.Succeeded));
    }

    [Fact]
    public void A_message_holds_only_firing_alerts_if_resolved_ones_are_not_wanted()
    {
        CoreDriver driver = new(CoreDriver.Model(sendResolved: false));

        Notification sent = Assert.Single(driver.FlushAndDeliver(Of(At(0), Firing("a"), Resolved("b"))));

        Assert.Equal(["a"], sent.Alerts.Select(a => a.Labels["alertname"]));
    }

    [Fact]
    public void Attempts_back_off_and_the_flush_ends_well_if_one_arrives()
    {
        CoreDriver driver = new(CoreDriver.Model());
        driver.Flush(Of(At(0), Firing("a")));

        driver.Answer(Down);
        AttemptFinished first = driver.Events<AttemptFinished>().Single();
        TimeSpan pause = first.NextTryAt - first.At;
        Assert.InRange(pause.TotalMilliseconds, 250, 750);
        Assert.Empty(driver.Sends);

        driver.AdvanceTo(first.NextTryAt - TimeSpan.FromTicks(1));
        Assert.Empty(driver.Sends);
        driver.AdvanceTo(first.NextTryAt);
        Assert.Equal(2, driver.Sends.Single().Notification.Attempt);
        driver.Answer(Delivered);

        Assert.Equal([(1L, true)], driver.Ended);
    }

    [Fact]
    public void Pauses_grow_to_a_minute_and_no_attempt_starts_after_the_deadline()
    {
        CoreDriver driver = new(CoreDriver.Model());
        Flush flush = Of(At(0), Firing("a")) with { Deadline = At(60) };
        driver.Flush(flush);
        while (driver.Sends.Count > 0)
        {
            driver.Answer(Down);
            if (driver.Events<AttemptFinished>().Last().NextTryAt is { IsZero: false } next)
            {
                driver.AdvanceTo(next);
            }
        }

        List<TimeSpan> pauses = [.. driver.Events<AttemptFinished>()
            .Where(a => !a.NextTryAt.IsZero).Select(a => a.NextTryAt - a.At)];
        Assert.True(pauses.Max() > TimeSpan.FromSeconds(60));
        Assert.True(pauses.Max() <= TimeSpan.FromSeconds(90));
        Assert.True(driver.Now < flush.Deadline);
        NotificationFailed failed = Assert.Single(driver.Events<NotificationFailed>());
        Assert.Equal(SendFailureReason.ServerError, failed.Reason);
        Assert.Equal([(1L, false)], driver.Ended);
    }

    [Fact]
    public void A_rejected_message_fails_at_once_and_is_decided_again_at_the_next_flush()
    {
        CoreDriver driver = new(CoreDriver.Model());
        driver.Flush(Of(At(0), Firing("a")));

        driver.Answer(new SendOutcome.Rejected(SendFailureReason.ClientError) { Code = 404, Answer = "no such hook" });

        Assert.Equal([(1L, false)], driver.Ended);
        Assert.Equal("no such hook", driver.Events<NotificationFailed>().Single().Detail);
        Assert.Equal(["first notification"], Reasons(driver.FlushAndDeliver(Of(At(5), Firing("a")))));
    }

    [Fact]
    public void One_failing_integration_fails_the_flush_and_spares_its_siblings()
    {
        CoreDriver driver = new(CoreDriver.Model(integrations: 2));
        driver.Flush(Of(At(0), Firing("a")));

        driver.Answer(new SendOutcome.Rejected(SendFailureReason.ClientError));
        Assert.Empty(driver.Ended);
        driver.Answer(Delivered);
        Assert.Equal([(1L, false)], driver.Ended);

        driver.Flush(Of(At(5), Firing("a")));
        Assert.Equal(0, Assert.Single(driver.Sends).Integration.Index);
    }

    [Fact]
    public void Retry_after_holds_back_every_message_of_the_integration_and_no_other()
    {
        CoreDriver driver = new(CoreDriver.Model(integrations: 2));
        driver.Flush(Of(At(0), Firing("a")));
        driver.Answer(new SendOutcome.Retry(SendFailureReason.RateLimited) { After = TimeSpan.FromSeconds(30) });
        driver.Answer(Delivered);

        driver.Flush(Of(At(0), Firing("b")) with { GroupId = "another" });
        Assert.Equal(1, Assert.Single(driver.Sends).Integration.Index);
        driver.Answer(Delivered);

        driver.Advance(TimeSpan.FromSeconds(29.9));
        Assert.Empty(driver.Sends);
        driver.Advance(TimeSpan.FromSeconds(0.1));
        Assert.Equal([0, 0], driver.Sends.Select(s => s.Integration.Index));
    }

    [Fact]
    public void A_receiver_that_asks_for_a_day_is_asked_again_after_ten_minutes()
    {
        CoreDriver driver = new(CoreDriver.Model());
        driver.Flush(Of(At(0), Firing("a")));
        driver.Answer(new SendOutcome.Retry(SendFailureReason.RateLimited) { After = TimeSpan.FromDays(1) });
        Assert.Equal([(1L, false)], driver.Ended);

        driver.Flush(Of(At(4), Firing("a")));
        Assert.Equal([(1L, false), (2L, false)], driver.Ended);
        Assert.Equal(SendFailureReason.RateLimited, driver.Events<NotificationFailed>().Last().Reason);

        driver.Flush(Of(At(9), Firing("a")));
        driver.AdvanceTo(At(10));
        Assert.Single(driver.Sends);
    }

    [Fact]
    public void A_newer_flush_waits_for_the_send_under_way_and_the_newest_wins()
    {
        CoreDriver driver = new(CoreDriver.Model());
        driver.Flush(Of(At(0), Firing("a")));
        driver.Flush(Of(At(1), Firing("a"), Firing("b")));
        driver.Flush(Of(At(2), Resolved("a"), Resolved("b")));
        Assert.Equal([(2L, false)], driver.Ended);
        Assert.Single(driver.Sends);

        driver.Answer(Delivered);

        Notification next = Assert.Single(driver.Sends).Notification;
        Assert.Equal("all alerts resolved", next.Reason);
        Assert.False(next.IsFiring);
        driver.Answer(Delivered);
        Assert.Equal([(2L, false), (1L, true), (3L, true)], driver.Ended);
    }

    [Fact]
    public void Only_so_many_sends_of_one_integration_run_at_once_and_the_others_keep_their_turn()
    {
        CoreDriver driver = new(CoreDriver.Model(), new NotifyOptions { Delivery = new() { Concurrency = 2 } });
        for (int i = 0; i < 5; i++)
        {
            driver.Flush(Of(At(0), Firing("a")) with { GroupId = $"g{i}" });
        }

        List<string> order = [];
        while (driver.Sends.Count > 0)
        {
            Assert.True(driver.Sends.Count <= 2);
            order.Add(driver.Sends[0].Notification.GroupId);
            driver.Answer(Delivered);
        }

        Assert.Equal(["g0", "g1", "g2", "g3", "g4"], order);
        Assert.Equal(5, driver.Ended.Count(e => e.Succeeded));
    }

    [Fact]
    public void A_message_whose_turn_never_comes_fails_at_its_deadline()
    {
        CoreDriver driver = new(CoreDriver.Model(), new NotifyOptions { Delivery = new() { Concurrency = 1 } });
        driver.Flush(Of(At(0), Firing("a")) with { Deadline = At(60) });
        driver.Flush(Of(At(0), Firing("b")) with { GroupId = "another" });

        driver.AdvanceTo(At(5));

        Assert.Equal([(2L, false)], driver.Ended);
        Assert.Equal(SendFailureReason.ContextDeadlineExceeded, driver.Events<NotificationFailed>().Single().Reason);
    }

    [Fact]
    public void A_full_outbox_fails_the_flush_and_says_so()
    {
        CoreDriver driver = new(CoreDriver.Model(), new NotifyOptions { OutboxItemsMax = 1 });
        driver.Flush(Of(At(0), Firing("a")));
        driver.Flush(Of(At(0), Firing("b")) with { GroupId = "another" });

        Assert.Equal([(2L, false)], driver.Ended);
        Assert.Equal(DedupReason.OutboxFull, driver.Events<NotificationHeld>().Single().Reason);
    }

    [Fact]
    public void A_receiver_without_integrations_swallows_its_flushes()
    {
        CoreDriver driver = new(new NotifyModel([new ReceiverModel("team-x", [])]));

        driver.Flush(Of(At(0), Firing("a")));

        Assert.Equal([(1L, true)], driver.Ended);
        Assert.Empty(driver.Journal);
    }

    [Fact]
    public void An_unknown_receiver_fails_the_flush_and_says_so()
    {
        CoreDriver driver = new(NotifyModel.Empty);

        driver.Flush(Of(At(0), Firing("a")));

        Assert.Equal([(1L, false)], driver.Ended);
        Assert.Equal(DedupReason.UnknownReceiver, driver.Events<NotificationHeld>().Single().Reason);
    }

    [Fact]
    public void After_an_attempt_of_unknown_outcome_the_next_is_called_a_repeat()
    {
        CoreDriver driver = new(CoreDriver.Model());
        driver.Flush(Of(At(0), Firing("a")));
        string id = driver.Sends.Single().Notification.Id;
        Assert.False(driver.Sends.Single().Notification.IsRepeat);

        driver.Answer(new SendOutcome.Retry(SendFailureReason.Other) { MayHaveArrived = true });
        driver.Advance(TimeSpan.FromSeconds(1));

        Assert.True(driver.Sends.Single().Notification.IsRepeat);
        Assert.Equal(id, driver.Sends.Single().Notification.Id);
    }

    [Fact]
    public void A_reload_between_two_attempts_lets_the_new_configuration_send_the_next()
    {
        CoreDriver driver = new(CoreDriver.Model());
        driver.Flush(Of(At(0), Firing("a")));
        driver.Answer(Down);
        NotifyModel repaired = CoreDriver.Model();

        driver.Swap(repaired);
        driver.Advance(TimeSpan.FromSeconds(1));

        Assert.Same(repaired.Integrations.Single().Notifier, driver.Sends.Single().Notifier);
    }

    [Fact]
    public void Two_sibling_routes_with_the_same_group_key_do_not_share_what_was_told()
    {
        CoreDriver driver = new(CoreDriver.Model());

        driver.FlushAndDeliver(Of(At(0), Firing("a")) with { GroupId = "0" });

        Assert.Single(driver.FlushAndDeliver(Of(At(0), Firing("a")) with { GroupId = "1" }));
    }

    [Fact]
    public void What_the_receiver_answered_comes_back_with_the_next_message()
    {
        CoreDriver driver = new(CoreDriver.Model());
        driver.Flush(Of(At(0), Firing("a")));
        driver.Answer(new SendOutcome.Delivered { ReceiverData = new Dictionary<string, string> { ["ts"] = "17.4" } });

        driver.Flush(Of(At(5), Resolved("a")));

        Assert.Equal("17.4", driver.Sends.Single().Notification.ReceiverData["ts"]);
    }

    [Fact]
    public void A_failed_template_is_journaled_once_however_many_attempts_it_takes()
    {
        CoreDriver driver = new(CoreDriver.Model());
        driver.Flush(Of(At(0), Firing("a")));

        driver.Answer(Down with { TemplateError = "title: no field X" });
        driver.Advance(TimeSpan.FromSeconds(1));
        driver.Answer(Delivered with { TemplateError = "title: no field X" });

        Assert.Equal("title: no field X", driver.Events<TemplateFailed>().Single().Error);
    }

    [Fact]
    public void An_id_names_the_flush_and_the_integration()
    {
        CoreDriver driver = new(CoreDriver.Model(integrations: 2));
        driver.Flush(Of(At(0), Firing("a")));
        List<string> ids = [.. driver.Sends.Select(s => s.Notification.Id)];
        CoreDriver again = new(CoreDriver.Model(integrations: 2));
        again.Flush(Of(At(0), Firing("a")));

        Assert.Equal(ids, again.Sends.Select(s => s.Notification.Id));
        Assert.Equal(2, ids.Distinct().Count());
        Assert.All(ids, id => Assert.Matches("^[0-9a-f]{32}$", id));
    }

    private static IEnumerable<string> Reasons(IEnumerable<Notification> sent) => sent.Select(n => n.Reason);
}
