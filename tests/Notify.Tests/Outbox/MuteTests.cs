using Tocsin.Journal.Events.Notify;
using Tocsin.Model.Seams;
using static Tocsin.Notify.Tests.Flushes;

namespace Tocsin.Notify.Tests.Outbox;

/// <summary>What upstream's users have asked for since 2015: the end of an alert is told even under a mute.</summary>
public sealed class MuteTests
{
    private static readonly NotifyOptions Never = new() { ResolvedAfterMute = false };
    private static readonly NotifyOptions Resend = new() { ResendAfterMute = true };

    [Fact]
    public void An_alert_told_then_muted_that_resolves_is_told_as_resolved()
    {
        CoreDriver driver = new(CoreDriver.Model());
        driver.FlushAndDeliver(Of(At(0), Firing("a")));
        driver.FlushAndDeliver(Of(At(5)) with { Muted = [Muted(Firing("a"))] });

        Notification sent = Assert.Single(driver.FlushAndDeliver(Of(At(10)) with { Muted = [Muted(Resolved("a"))] }));

        Assert.Equal("all alerts resolved", sent.Reason);
        Assert.False(sent.IsFiring);
        Assert.Empty(driver.FlushAndDeliver(Of(At(15)) with { Muted = [Muted(Resolved("a"))] }));
    }

    [Fact]
    public void Without_the_option_it_is_not()
    {
        CoreDriver driver = new(CoreDriver.Model(), Never);
        driver.FlushAndDeliver(Of(At(0), Firing("a")));

        Assert.Empty(driver.FlushAndDeliver(Of(At(10)) with { Muted = [Muted(Resolved("a"))] }));
        Assert.Equal(DedupReason.AllMuted, driver.Events<NotificationHeld>().Last().Reason);
    }

    [Fact]
    public void An_alert_muted_from_the_start_stays_untold_to_its_end()
    {
        CoreDriver driver = new(CoreDriver.Model());

        Assert.Empty(driver.FlushAndDeliver(Of(At(0)) with { Muted = [Muted(Firing("a"))] }));
        Assert.Empty(driver.FlushAndDeliver(Of(At(5)) with { Muted = [Muted(Resolved("a"))] }));
        Assert.All(driver.Ended, e => Assert.True(e.Succeeded));
    }

    [Fact]
    public void A_message_in_between_that_leaves_the_muted_alert_out_does_not_make_us_forget_it()
    {
        CoreDriver driver = new(CoreDriver.Model());
        driver.FlushAndDeliver(Of(At(0), Firing("a"), Firing("b")));
        driver.FlushAndDeliver(Of(At(5), Firing("b"), Firing("c")) with { Muted = [Muted(Firing("a"))] });

        Notification sent = Assert.Single(driver.FlushAndDeliver(
            Of(At(10), Firing("b"), Firing("c")) with { Muted = [Muted(Resolved("a"))] }));

        Assert.Equal("some alerts resolved", sent.Reason);
        Assert.Equal(["a", "b", "c"], sent.Alerts.Select(a => a.Labels["alertname"]));
    }

    [Fact]
    public void The_end_is_told_after_days_of_silence()
    {
        CoreDriver driver = new(CoreDriver.Model());
        driver.FlushAndDeliver(Of(At(0), Firing("a")));
        for (int minute = 5; minute < 6 * 24 * 60; minute += 5)
        {
            driver.AdvanceTo(At(minute));
            driver.FlushAndDeliver(Of(At(minute)) with { Muted = [Muted(Firing("a"))] });
        }

        Assert.InRange(driver.Events<MuteNoted>().Count(), 2, 4);
        Assert.Single(driver.FlushAndDeliver(Of(At(6 * 24 * 60)) with { Muted = [Muted(Resolved("a"))] }));
    }

    [Fact]
    public void An_integration_without_resolved_messages_gets_none_after_a_mute_either()
    {
        CoreDriver driver = new(CoreDriver.Model(sendResolved: false));
        driver.FlushAndDeliver(Of(At(0), Firing("a")));

        Assert.Empty(driver.FlushAndDeliver(Of(At(10)) with { Muted = [Muted(Resolved("a"))] }));
        Assert.Equal("first notification", driver.FlushAndDeliver(Of(At(15), Firing("a"))).Single().Reason);
    }

    [Fact]
    public void An_alert_that_fires_on_after_its_mute_is_told_again_once_if_that_is_wanted()
    {
        CoreDriver driver = new(CoreDriver.Model(), Resend);
        driver.FlushAndDeliver(Of(At(0), Firing("a")));
        driver.FlushAndDeliver(Of(At(5)) with { Muted = [Muted(Firing("a"))] });

        Assert.Equal("mute ended", driver.FlushAndDeliver(Of(At(10), Firing("a"))).Single().Reason);
        Assert.Empty(driver.FlushAndDeliver(Of(At(15), Firing("a"))));
    }

    [Fact]
    public void By_default_it_is_not_told_again_before_the_repeat_interval()
    {
        CoreDriver driver = new(CoreDriver.Model());
        driver.FlushAndDeliver(Of(At(0), Firing("a")));
        driver.FlushAndDeliver(Of(At(5)) with { Muted = [Muted(Firing("a"))] });

        Assert.Empty(driver.FlushAndDeliver(Of(At(10), Firing("a"))));
        Assert.Equal("repeat interval elapsed", driver.FlushAndDeliver(Of(At(241), Firing("a"))).Single().Reason);
    }

    [Fact]
    public void The_end_is_told_of_an_alert_whose_message_failed_and_may_have_arrived()
    {
        CoreDriver driver = new(CoreDriver.Model());
        FailAfterItMayHaveArrived(driver);

        Notification sent = Assert.Single(driver.FlushAndDeliver(Of(At(5), Resolved("a"))));

        Assert.Equal("all alerts resolved", sent.Reason);
        Assert.Empty(driver.FlushAndDeliver(Of(At(10), Resolved("a"))));
    }

    [Fact]
    public void A_message_that_failed_and_may_have_arrived_keeps_no_later_one_back()
    {
        CoreDriver driver = new(CoreDriver.Model());
        FailAfterItMayHaveArrived(driver);

        Assert.Equal("first notification", Assert.Single(driver.FlushAndDeliver(Of(At(5), Firing("a")))).Reason);
    }

    [Fact]
    public void What_may_have_come_in_a_message_that_failed_is_called_a_repeat_and_what_is_new_is_not()
    {
        CoreDriver driver = new(CoreDriver.Model());
        FailAfterItMayHaveArrived(driver);
        Notification again = Assert.Single(driver.FlushAndDeliver(Of(At(5), Firing("a"))));
        Assert.True(again.IsRepeat);
        Assert.False(Assert.Single(driver.FlushAndDeliver(Of(At(10), Firing("a"), Firing("b")))).IsRepeat);

        CoreDriver other = new(CoreDriver.Model());
        FailAfterItMayHaveArrived(other);
        Assert.False(Assert.Single(other.FlushAndDeliver(Of(At(5), Firing("a"), Firing("b")))).IsRepeat);
    }

    [Fact]
    public void An_end_that_may_have_come_in_a_message_that_failed_is_called_a_repeat_too()
    {
        CoreDriver driver = new(CoreDriver.Model());
        driver.FlushAndDeliver(Of(At(0), Firing("a")));
        driver.Flush(Of(At(5), Resolved("a")));
        driver.Answer(new SendOutcome.Retry(SendFailureReason.Other) { MayHaveArrived = true });
        driver.AdvanceTo(At(6));
        driver.Answer(new SendOutcome.Rejected(SendFailureReason.ClientError));

        Assert.True(Assert.Single(driver.FlushAndDeliver(Of(At(10), Resolved("a")))).IsRepeat);
    }

    [Fact]
    public void The_end_is_not_told_of_an_alert_whose_message_cannot_have_arrived()
    {
        CoreDriver driver = new(CoreDriver.Model());
        driver.Flush(Of(At(0), Firing("a")));
        driver.Answer(new SendOutcome.Rejected(SendFailureReason.ClientError));

        Assert.Empty(driver.FlushAndDeliver(Of(At(5), Resolved("a"))));
    }

    private static void FailAfterItMayHaveArrived(CoreDriver driver)
    {
        driver.Flush(Of(At(0), Firing("a")));
        driver.Answer(new SendOutcome.Retry(SendFailureReason.Other) { MayHaveArrived = true });
        driver.Advance(TimeSpan.FromMinutes(1));
        driver.Answer(new SendOutcome.Rejected(SendFailureReason.ClientError));
    }

    [Fact]
    public void An_alert_that_was_muted_but_never_told_is_no_case_for_telling_again()
    {
        CoreDriver driver = new(CoreDriver.Model(), Resend);
        driver.FlushAndDeliver(Of(At(0), Firing("b")) with { Muted = [Muted(Firing("a"))] });

        Assert.Equal("new alerts added", driver.FlushAndDeliver(Of(At(5), Firing("a"), Firing("b"))).Single().Reason);
    }
}
