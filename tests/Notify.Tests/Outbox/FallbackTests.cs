using Tocsin.Journal.Events.Notify;
using Tocsin.Model.Seams;
using Tocsin.Notify.Outbox;
using Tocsin.Notify.Receivers;
using static Tocsin.Notify.Tests.Flushes;

namespace Tocsin.Notify.Tests.Outbox;

/// <summary>Who is told what a receiver could not be told, and who hears the end.</summary>
public sealed class FallbackTests
{
    private static readonly SendOutcome Delivered = new SendOutcome.Delivered { Code = 200 };
    private static readonly SendOutcome Refused =
        new SendOutcome.Rejected(SendFailureReason.ClientError) { Code = 404, Answer = "no such hook" };

    private static readonly SendOutcome Down =
        new SendOutcome.Retry(SendFailureReason.ServerError) { Code = 503, Answer = "busy" };

    [Fact]
    public void A_page_that_fails_for_good_goes_to_the_next_receiver_and_says_why()
    {
        CoreDriver driver = new(Model("team-x>mail", "mail"));
        driver.Flush(Of(At(0), Firing("a")));
        string first = driver.Sends.Single().Notification.Id;
        driver.Answer(Refused);

        NotifyEffect.StartSend send = Assert.Single(driver.Sends);
        Assert.Equal("mail", send.Integration.Receiver);
        Assert.Equal(new FallbackFor("team-x", "webhook[0]", "no such hook"), send.Notification.FallbackFor);
        Assert.Equal("fallback from team-x (webhook[0]): no such hook", send.Notification.Reason);
        Assert.NotEqual(first, send.Notification.Id);
        Assert.False(send.Notification.IsRepeat);
        FallbackOrigin origin = driver.Events<NotificationDecided>().Last().Origin!;
        Assert.Equal((first, first, 1), (origin.Id, origin.RootId, origin.Depth));
        Assert.Equal([(1L, false)], driver.Ended);
    }

    [Fact]
    public void The_decision_for_the_next_receiver_is_journaled_before_the_failure()
    {
        CoreDriver driver = new(Model("team-x>mail", "mail"));
        driver.Flush(Of(At(0), Firing("a")));
        driver.Answer(Refused);

        Assert.Equal(
            [typeof(NotificationDecided), typeof(AttemptFinished), typeof(NotificationDecided), typeof(NotificationFailed)],
            driver.Journal.Select(e => e.GetType()));
    }

    [Fact]
    public void A_page_that_has_not_arrived_in_the_stated_time_goes_there_too_and_is_still_tried()
    {
        CoreDriver driver = new(Model("team-x>mail@60", "mail"));
        driver.Flush(Of(At(0), Firing("a")));
        driver.AdvanceTo(At(1) - TimeSpan.FromTicks(1));
        Assert.Single(driver.Sends);
        driver.AdvanceTo(At(1));

        Assert.Equal(["team-x", "mail"], driver.Sends.Select(s => s.Integration.Receiver));
        Assert.Equal("fallback from team-x (webhook[0]): not delivered after 1m", driver.Sends[1].Notification.Reason);
        driver.Answer(Delivered);
        driver.Answer(Delivered);
        Assert.Equal([(1L, true)], driver.Ended);
        Assert.Equal(2, driver.Events<NotificationLogged>().Count());
    }

    [Fact]
    public void While_it_waits_for_a_breaker_the_time_runs()
    {
        TimeSpan pause = TimeSpan.FromMinutes(4);
        var fragile = new Pacing.DeliveryModel { Breaker = new() { Failures = 1, Pause = pause, PauseMax = pause } };
        CoreDriver driver = new(new NotifyModel(
        [
            CoreDriver.Receiver("team-x", delivery: fragile, fallback: new("mail", TimeSpan.FromMinutes(1))),
            CoreDriver.Receiver("mail"),
        ]));
        driver.Flush(Of(At(0), Firing("a")));
        driver.Answer(Down);
        driver.AdvanceTo(At(1));

        Assert.Equal(
            "fallback from team-x (webhook[0]): not delivered after 1m; the last answer: busy",
            Assert.Single(driver.Sends).Notification.Reason);
    }

    [Fact]
    public void A_late_page_that_then_fails_for_good_goes_there_only_once()
    {
        CoreDriver driver = new(Model("team-x>mail@60", "mail"));
        driver.Flush(Of(At(0), Firing("a")));
        driver.AdvanceTo(At(1));
        driver.Answer(Refused, driver.Sends[0].Notification.Id);
        driver.Answer(Delivered);

        Assert.Empty(driver.Sends);
        Assert.Single(driver.Events<NotificationDecided>(), d => d.Target.Receiver == "mail");
    }

    [Fact]
    public void While_a_late_page_is_still_tried_those_behind_who_failed_are_told_again()
    {
        CoreDriver driver = new(new NotifyModel(
        [
            CoreDriver.Receiver(
                "team-x", delivery: new() { Deadline = TimeSpan.FromHours(1) }, fallback: new("mail", TimeSpan.FromMinutes(1))),
            CoreDriver.Receiver("mail"),
        ]));
        driver.Flush(Of(At(0), Firing("a")));
        HashSet<string> ids = [];
        for (int minute = 1; minute <= 3; minute++)
        {
            driver.AdvanceTo(At(minute));
            NotifyEffect.StartSend mail = driver.Sends.Single(s => s.Integration.Receiver == "mail");
            Assert.True(ids.Add(mail.Notification.Id));
            driver.Answer(minute < 3 ? Refused : Delivered, mail.Notification.Id);
        }

        driver.AdvanceTo(At(30));
        Assert.Equal("team-x", Assert.Single(driver.Sends).Integration.Receiver);
        Assert.Empty(driver.Raised);
    }

    [Fact]
    public void While_the_receiver_stays_dead_the_next_one_is_not_told_again_and_the_receiver_is_tried_at_each_flush()
    {
        CoreDriver driver = new(Model("team-x>mail", "mail"));
        for (int flush = 0; flush < 5; flush++)
        {
            driver.Flush(Of(At(5 * flush), Firing("a")));
            driver.Answer(Refused);
            AnswerAll(driver, Delivered);
        }

        Assert.Equal(5, driver.Started.Count(s => s.Send.Integration.Receiver == "team-x"));
        Assert.Single(driver.Started, s => s.Send.Integration.Receiver == "mail");
        Assert.Equal(DedupReason.NothingNew, driver.Events<NotificationHeld>().Last().Reason);
    }

    [Fact]
    public void The_repeat_goes_there_too()
    {
        CoreDriver driver = new(Model("team-x>mail", "mail"));
        foreach (int minute in (int[])[0, 5, 245])
        {
            driver.AdvanceTo(At(minute));
            driver.Flush(Of(At(minute), Firing("a")));
            driver.Answer(Refused);
            AnswerAll(driver, Delivered);
        }

        Assert.Equal([At(0), At(245)], driver.Started.Where(s => s.Send.Integration.Receiver == "mail").Select(s => s.At));
    }

    [Fact]
    public void Whoever_was_told_in_its_place_hears_the_end_whether_or_not_the_receiver_is_back()
    {
        foreach (SendOutcome later in (SendOutcome[])[Delivered, Refused])
        {
            CoreDriver driver = new(Model("team-x>mail", "mail"));
            driver.Flush(Of(At(0), Firing("a")));
            driver.Answer(Refused);
            driver.Answer(Delivered);
            driver.Flush(Of(At(5), Firing("a"), Firing("b")));
            driver.Answer(later);
            AnswerAll(driver, Delivered);

            driver.Flush(Of(At(10), Resolved("a"), Firing("b")));
            AnswerAll(driver, Delivered);
            driver.Flush(Of(At(15), Resolved("b")));
            AnswerAll(driver, Delivered);

            List<Notification> mails = [.. driver.Started.Select(s => s.Send.Notification).Where(n => n.Receiver == "mail")];
            bool isBack = later == Delivered;
            Assert.Equal(
                isBack ? ["a"] : ["a", "a b", "a b", "b"],
                mails.Where((_, i) => !isBack || i == 0).Select(Names));
            Assert.False(mails[^1].IsFiring);
            Assert.Null(mails[^1].FallbackFor);
            Assert.Equal("all alerts resolved", mails[^1].Reason);
            Assert.Equal(isBack ? 2 : 4, mails.Count);
            Assert.True(driver.Ended.Last().Succeeded);
        }
    }

    [Fact]
    public void They_hear_only_of_what_they_were_told()
    {
        CoreDriver driver = new(Model("team-x>mail", "mail"));
        driver.Flush(Of(At(0), Firing("a"), Firing("b")));
        driver.Answer(Refused);
        driver.Answer(Delivered);
        driver.Flush(Of(At(5), Firing("a"), Firing("b"), Firing("c")));
        driver.Answer(Delivered);
        Assert.Empty(driver.Sends);

        driver.Flush(Of(At(10), Resolved("a"), Firing("b"), Resolved("c")));

        Notification mail = driver.Sends.Single(s => s.Integration.Receiver == "mail").Notification;
        Assert.Equal(("a b", "some alerts resolved"), (Names(mail), mail.Reason));
        AnswerAll(driver, Delivered);
        driver.Flush(Of(At(15), Firing("b"), Firing("c")));
        Assert.Equal(["team-x"], driver.Sends.Select(s => s.Integration.Receiver));
    }

    [Fact]
    public void The_end_is_told_after_days_although_nobody_repeats_the_page()
    {
        CoreDriver driver = new(Model("team-x>mail", "mail"));
        driver.Flush(Of(At(0), Firing("a")));
        driver.Answer(Refused);
        driver.Answer(Delivered);
        for (int minute = 5; minute < 6 * 24 * 60; minute += 5)
        {
            driver.AdvanceTo(At(minute));
            driver.FlushAndDeliver(Of(At(minute), Firing("a")));
        }

        driver.Flush(Of(At(6 * 24 * 60), Resolved("a")));
        Assert.Equal(["team-x", "mail"], driver.Sends.Select(s => s.Integration.Receiver));
    }

    [Fact]
    public void An_end_that_cannot_be_told_keeps_the_flush_failing_until_it_is()
    {
        CoreDriver driver = new(Model("team-x>mail", "mail"));
        driver.Flush(Of(At(0), Firing("a")));
        driver.Answer(Refused);
        driver.Answer(Delivered);

        driver.Flush(Of(At(5), Resolved("a")));
        driver.Answer(Refused);
        Assert.Equal((2L, false), driver.Ended.Last());
        driver.Flush(Of(At(10), Resolved("a")));
        driver.Answer(Delivered);
        Assert.Equal((3L, true), driver.Ended.Last());
    }

    [Fact]
    public void What_only_tells_of_ends_is_no_page_and_goes_to_nobody_else()
    {
        CoreDriver driver = new(Model("team-x>mail", "mail"));
        driver.FlushAndDeliver(Of(At(0), Firing("a"), Firing("b")));
        foreach (Flush flush in (Flush[])[Of(At(5), Resolved("a"), Firing("b")), Of(At(10), Resolved("a"), Resolved("b"))])
        {
            driver.Flush(flush);
            driver.Answer(Refused);
            Assert.Empty(driver.Sends);
        }
    }

    [Fact]
    public void A_chain_goes_on_until_somebody_is_told()
    {
        CoreDriver driver = new(Model("team-x>mail", "mail>phone", "phone>boss", "boss"));
        driver.Flush(Of(At(0), Firing("a")));
        string first = driver.Sends.Single().Notification.Id;
        driver.Answer(Refused);
        driver.Answer(Refused);
        driver.Answer(Delivered);

        Assert.Empty(driver.Sends);
        Assert.Equal(["team-x", "mail", "phone"], driver.Started.Select(s => s.Send.Integration.Receiver));
        Assert.Equal("fallback from mail (webhook[0]): no such hook", driver.Started.Last().Send.Notification.Reason);
        FallbackOrigin last = driver.Events<NotificationDecided>().Last().Origin!;
        Assert.Equal((first, "team-x", 2), (last.RootId, last.Root.Receiver, last.Depth));
    }

    [Fact]
    public void Reloads_cannot_make_a_chain_go_round_for_ever()
    {
        CoreDriver driver = new(Model("team-x>mail", "mail"));
        driver.Flush(Of(At(0), Firing("a")));
        int sends = 0;
        while (driver.Sends.Count > 0)
        {
            bool isFirst = driver.Sends[0].Integration.Receiver == "team-x";
            driver.Swap(isFirst ? Model("team-x>mail", "mail") : Model("team-x", "mail>team-x"));
            driver.Answer(Refused);
            Assert.True(++sends < 50);
        }

        Assert.Equal(1 + FallbackConfig.ChainMax, sends);
    }

    [Fact]
    public void Two_integrations_that_fail_tell_the_next_receiver_once()
    {
        CoreDriver driver = new(new NotifyModel(
        [
            CoreDriver.Receiver("team-x", integrations: 2, fallback: new("mail", null)), CoreDriver.Receiver("mail"),
        ]));
        driver.Flush(Of(At(0), Firing("a")));
        driver.Answer(Refused);
        driver.Answer(Refused);
        AnswerAll(driver, Delivered);

        Assert.Single(driver.Started, s => s.Send.Integration.Receiver == "mail");
    }

    [Fact]
    public void All_integrations_of_the_next_receiver_are_told()
    {
        CoreDriver driver = new(new NotifyModel(
        [
            CoreDriver.Receiver("team-x", fallback: new("mail", null)), CoreDriver.Receiver("mail", integrations: 3),
        ]));
        driver.Flush(Of(At(0), Firing("a")));
        driver.Answer(Refused);

        Assert.Equal([0, 1, 2], driver.Sends.Select(s => s.Integration.Index));
        Assert.Equal(3, driver.Sends.Select(s => s.Notification.Id).Distinct().Count());
    }

    [Fact]
    public void A_full_outbox_hands_the_page_on_at_once()
    {
        CoreDriver driver = new(Model("team-x>mail", "mail"), new NotifyOptions { OutboxItemsMax = 1 });
        driver.Flush(Of(At(0), Firing("a")));
        driver.Flush(Of(At(0), Firing("b")) with { GroupId = "another" });

        Assert.Equal(["team-x", "mail"], driver.Sends.Select(s => s.Integration.Receiver));
        Assert.Contains("too many notifications", driver.Sends[1].Notification.Reason, StringComparison.Ordinal);
        Assert.Equal([(2L, false)], driver.Ended);
    }

    [Fact]
    public void After_a_crash_between_the_decision_and_the_failure_the_page_is_not_decided_twice()
    {
        CoreDriver before = new(Model("team-x>mail", "mail"));
        before.Flush(Of(At(0), Firing("a")));
        before.Answer(Refused);
        string mail = before.Sends.Single().Notification.Id;

        // All but the failure reached the disk.
        CoreDriver after = new(Model("team-x>mail", "mail"), recovered: before.Journal.SkipLast(1));
        Assert.Equal(["team-x", "mail"], after.Sends.Select(s => s.Integration.Receiver));
        Assert.Equal(mail, after.Sends[1].Notification.Id);
        Assert.All(after.Sends, s => Assert.True(s.Notification.IsRepeat));
        after.Answer(Refused);
        after.Answer(Delivered);

        Assert.Empty(after.Sends);
        Assert.Empty(after.State.Open);
        Assert.Equal(2, after.Events<NotificationLogged>().Count() + after.Events<NotificationFailed>().Count());
    }

    [Fact]
    public void After_a_crash_the_stated_time_counts_from_the_decision()
    {
        CoreDriver before = new(Model("team-x>mail@120", "mail"));
        before.Flush(Of(At(0), Firing("a")));

        CoreDriver after = new(Model("team-x>mail@120", "mail"), recovered: before.Journal);
        after.AdvanceTo(At(2));

        Assert.Equal(["team-x", "mail"], after.Sends.Select(s => s.Integration.Receiver));
    }

    [Fact]
    public void A_reload_that_takes_the_receiver_away_hands_its_page_on_after_the_next_start()
    {
        CoreDriver before = new(Model("team-x>mail", "mail"));
        before.Flush(Of(At(0), Firing("a")));
        NotifyModel without = new([new ReceiverModel("team-x", []) { Fallback = new("mail", null) }, CoreDriver.Receiver("mail")]);

        CoreDriver after = new(without, recovered: before.Journal);

        Assert.Equal("mail", Assert.Single(after.Sends).Integration.Receiver);
    }

    [Fact]
    public void An_id_of_a_page_in_anothers_place_is_the_same_on_replay()
    {
        List<string> ids = [];
        for (int run = 0; run < 2; run++)
        {
            CoreDriver driver = new(Model("team-x>mail", "mail"));
            driver.Flush(Of(At(0), Firing("a")));
            driver.Answer(Refused);
            ids.Add(driver.Sends.Single().Notification.Id);
        }

        Assert.Single(ids.Distinct());
        Assert.Matches("^[0-9a-f]{32}$", ids[0]);
    }

    // "a>b@60": receiver a falls back to b when it fails for good, or after 60 s.
    internal static NotifyModel Model(params string[] receivers) => new([.. receivers.Select(text =>
    {
        string[] parts = text.Split('>', '@');
        return CoreDriver.Receiver(parts[0], fallback: parts.Length == 1 ? null : new FallbackModel(
            parts[1],
            parts.Length == 3 ? TimeSpan.FromSeconds(int.Parse(parts[2], System.Globalization.CultureInfo.InvariantCulture)) : null));
    })]);

    private static string Names(Notification notification) =>
        string.Join(' ', notification.Alerts.Select(alert => alert.Labels["alertname"]));

    private static void AnswerAll(CoreDriver driver, SendOutcome outcome)
    {
        while (driver.Sends.Count > 0)
        {
            driver.Answer(outcome);
        }
    }
}
