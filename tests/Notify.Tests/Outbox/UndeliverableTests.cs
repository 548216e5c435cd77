using Tocsin.Journal.Events.Notify;
using Tocsin.Model.Alerts;
using Tocsin.Model.Labels;
using Tocsin.Model.Seams;
using Tocsin.Notify.Outbox;
using Tocsin.Notify.Receivers;
using static Tocsin.Notify.Tests.Flushes;

namespace Tocsin.Notify.Tests.Outbox;

/// <summary>A page that reaches nobody is itself an alert.</summary>
public sealed class UndeliverableTests
{
    private static readonly SendOutcome Delivered = new SendOutcome.Delivered { Code = 200 };
    private static readonly SendOutcome Refused =
        new SendOutcome.Rejected(SendFailureReason.ClientError) { Code = 404, Answer = "no such hook" };

    [Fact]
    public void It_names_the_receiver_the_group_and_the_reason()
    {
        CoreDriver driver = new(FallbackTests.Model("team-x"));
        driver.Flush(Of(At(0), Firing("a")));
        driver.Answer(Refused);

        Alert alert = Assert.Single(driver.Raised);
        Assert.Equal(
            LabelSet.Of(
                ("alertname", "TocsinNotificationUndeliverable"), ("severity", "critical"),
                ("receiver", "team-x"), ("integration", "webhook[0]")),
            alert.Labels);
        Assert.Equal("ClientError", alert.Annotations["reason"]);
        Assert.Equal("{team=\"x\"}", alert.Annotations["group"]);
        Assert.Contains("no such hook", alert.Annotations["description"], StringComparison.Ordinal);
        Assert.Equal((At(0), At(5)), (alert.StartsAt, alert.EndsAt));
        Assert.False(alert.IsResolvedAt(At(0)));
    }

    [Fact]
    public void The_event_stands_before_the_failure()
    {
        CoreDriver driver = new(FallbackTests.Model("team-x"));
        driver.Flush(Of(At(0), Firing("a")));
        driver.Answer(Refused);

        Assert.Equal(
            [typeof(PageUndeliverable), typeof(NotificationFailed)], driver.Journal.TakeLast(2).Select(e => e.GetType()));
    }

    [Fact]
    public void It_goes_on_while_the_receiver_takes_nothing_and_ends_when_it_does()
    {
        CoreDriver driver = new(FallbackTests.Model("team-x"));
        driver.Flush(Of(At(0), Firing("a")));
        driver.Answer(Refused);
        driver.Flush(Of(At(0), Firing("b")) with { GroupId = "another" });
        driver.Answer(Refused);
        driver.AdvanceTo(At(3.5));
        Assert.Equal([At(5), At(6), At(7), At(8)], driver.Raised.Select(a => a.EndsAt));
        Assert.Single(driver.Raised.Select(a => a.StartsAt).Distinct());

        driver.FlushAndDeliver(Of(At(4), Firing("a"), Firing("c")));
        Assert.Equal(At(4), driver.Raised.Last().EndsAt);
        Assert.Empty(driver.State.Undeliverable);
        int told = driver.Raised.Count;
        driver.AdvanceTo(At(10));
        Assert.Equal(told, driver.Raised.Count);
        Assert.Equal([false, true], driver.Events<PageUndeliverable>().Select(p => p.IsOver));
    }

    [Fact]
    public void It_is_raised_only_when_all_that_stand_behind_have_failed_too()
    {
        CoreDriver driver = new(FallbackTests.Model("team-x>mail", "mail>phone", "phone"));
        driver.Flush(Of(At(0), Firing("a")));
        driver.Answer(Refused);
        driver.Answer(Refused);
        Assert.Empty(driver.Raised);
        driver.Answer(Refused);

        Alert alert = Assert.Single(driver.Raised);
        Assert.Equal("team-x", alert.Labels["receiver"]);
        Assert.Contains("phone, told in its place: no such hook", alert.Annotations["description"], StringComparison.Ordinal);
    }

    [Fact]
    public void One_of_several_that_stand_behind_is_enough()
    {
        foreach (bool firstTakesIt in (bool[])[true, false])
        {
            CoreDriver driver = new(new NotifyModel(
            [
                CoreDriver.Receiver("team-x", fallback: new("mail", null)), CoreDriver.Receiver("mail", integrations: 2),
            ]));
            driver.Flush(Of(At(0), Firing("a")));
            driver.Answer(Refused);
            driver.Answer(firstTakesIt ? Delivered : Refused);
            driver.Answer(firstTakesIt ? Refused : Delivered);
            Assert.Empty(driver.Raised);
        }
    }

    [Fact]
    public void It_ends_when_somebody_takes_messages_in_the_receivers_place()
    {
        CoreDriver driver = new(FallbackTests.Model("team-x>mail", "mail"));
        driver.Flush(Of(At(0), Firing("a")));
        driver.Answer(Refused);
        driver.Answer(Refused);
        Assert.Single(driver.Raised);

        driver.Flush(Of(At(1), Firing("a")));
        driver.Answer(Refused);
        driver.Answer(Delivered);

        Assert.Equal(At(1), driver.Raised.Last().EndsAt);
        Assert.Empty(driver.State.Undeliverable);
    }

    [Fact]
    public void While_an_earlier_page_of_the_group_holds_there_nothing_is_lost()
    {
        CoreDriver driver = new(FallbackTests.Model("team-x>mail", "mail"));
        for (int flush = 0; flush < 4; flush++)
        {
            driver.Flush(Of(At(5 * flush), Firing("a")));
            driver.Answer(Refused);
            if (flush == 0)
            {
                driver.Answer(Delivered);
            }
        }

        Assert.Empty(driver.Raised);
    }

    [Fact]
    public void A_late_page_is_lost_only_when_both_have_failed()
    {
        CoreDriver driver = new(FallbackTests.Model("team-x>mail@60", "mail"));
        driver.Flush(Of(At(0), Firing("a")));
        driver.AdvanceTo(At(1));
        driver.Answer(Refused, driver.Sends[1].Notification.Id);
        driver.Answer(Refused);
        Assert.Empty(driver.Raised);
        Assert.Equal(3, driver.Started.Select(s => s.Send.Notification.Id).Distinct().Count());
        driver.Answer(Refused);
        Assert.Single(driver.Raised);

        CoreDriver other = new(FallbackTests.Model("team-x>mail@60", "mail"));
        other.Flush(Of(At(0), Firing("a")));
        other.AdvanceTo(At(1));
        other.Answer(Delivered, other.Sends[1].Notification.Id);
        other.Answer(Refused);
        Assert.Empty(other.Raised);
    }

    [Fact]
    public void A_late_page_that_had_been_told_there_before_is_not_lost()
    {
        CoreDriver driver = new(FallbackTests.Model("team-x>mail@60", "mail"));
        for (int flush = 0; flush < 2; flush++)
        {
            driver.Flush(Of(At(5 * flush), Firing("a")));
            driver.AdvanceTo(At((5 * flush) + 1));
            driver.Answer(Refused);
            if (flush == 0)
            {
                driver.Answer(Delivered);
            }
        }

        Assert.Empty(driver.Raised);
    }

    [Fact]
    public void A_page_about_nothing_but_such_alerts_raises_no_further_one()
    {
        CoreDriver driver = new(FallbackTests.Model("team-x"));
        driver.Flush(Of(At(0), Firing(UndeliverableAlert.Name)));
        driver.Answer(Refused);
        Assert.Empty(driver.Raised);

        driver.Flush(Of(At(5), Firing(UndeliverableAlert.Name), Firing("a")));
        driver.Answer(Refused);
        Assert.Single(driver.Raised);
    }

    [Fact]
    public void What_only_tells_of_ends_is_no_page()
    {
        CoreDriver driver = new(FallbackTests.Model("team-x"));
        driver.FlushAndDeliver(Of(At(0), Firing("a")));
        driver.Flush(Of(At(5), Resolved("a")));
        driver.Answer(Refused);

        Assert.Empty(driver.Raised);
    }

    [Fact]
    public void After_a_start_it_goes_on()
    {
        CoreDriver before = new(FallbackTests.Model("team-x"));
        before.Flush(Of(At(0), Firing("a")));
        before.Answer(Refused);

        CoreDriver after = new(FallbackTests.Model("team-x"), recovered: before.Journal) { Now = At(0) };

        Assert.Equal(before.Raised.Single().Labels, after.Raised.Single().Labels);
        Assert.Equal(before.Raised.Single().StartsAt, after.Raised.Single().StartsAt);
        Assert.True(after.NextWake <= At(1));
    }

    [Fact]
    public void It_ends_with_the_integration_that_it_is_about()
    {
        CoreDriver driver = new(FallbackTests.Model("team-x"));
        driver.Flush(Of(At(0), Firing("a")));
        driver.Answer(Refused);
        driver.Advance(TimeSpan.FromSeconds(1));

        driver.Swap(FallbackTests.Model("mail"));

        Assert.Equal(driver.Now, driver.Raised.Last().EndsAt);
        Assert.Empty(driver.State.Undeliverable);
    }

    [Fact]
    public void In_Alertmanagers_place_it_is_raised_only_where_keys_of_our_own_are_used()
    {
        foreach (bool asked in (bool[])[true, false])
        {
            NotifyModel model = new([CoreDriver.Receiver("team-x") with { HasOwnDelivery = asked }]);
            CoreDriver driver = new(model, new NotifyOptions { UndeliverableAlerts = UndeliverableAlerts.WhereAsked });
            driver.Flush(Of(At(0), Firing("a")));
            driver.Answer(Refused);

            Assert.Equal(asked ? 1 : 0, driver.Raised.Count);
        }
    }

    [Fact]
    public void It_can_be_switched_off()
    {
        CoreDriver driver = new(FallbackTests.Model("team-x"), new NotifyOptions { UndeliverableAlerts = UndeliverableAlerts.Never });
        driver.Flush(Of(At(0), Firing("a")));
        driver.Answer(Refused);

        Assert.Empty(driver.Raised);
        Assert.Empty(driver.Events<PageUndeliverable>());
    }
}
