using Tocsin.Journal.Events.Notify;
using Tocsin.Model.Seams;
using static Tocsin.Notify.Tests.Flushes;

namespace Tocsin.Notify.Tests.Outbox;

/// <summary>Who stands in for another hears of a group in its order, whatever has happened since the page was decided.</summary>
public sealed class FallbackOrderTests
{
    private static readonly SendOutcome Delivered = new SendOutcome.Delivered { Code = 200 };
    private static readonly SendOutcome Refused = new SendOutcome.Rejected(SendFailureReason.ClientError) { Code = 404 };
    private static readonly SendOutcome Lost = new SendOutcome.Retry(SendFailureReason.Other) { MayHaveArrived = true };

    [Fact]
    public void A_page_goes_on_with_what_its_group_has_to_tell_by_then()
    {
        CoreDriver driver = new(FallbackTests.Model("team-x>mail", "mail"));
        driver.Flush(Of(At(0), Firing("a"), Firing("b")));
        driver.Flush(Of(At(4), Resolved("a"), Firing("b"), Firing("c")));
        driver.Answer(Refused);

        Notification mail = Mail(driver);
        Assert.Equal("a- b+ c+", Told(mail));
        Assert.Equal(At(4), mail.At);
    }

    [Fact]
    public void A_page_that_is_over_by_the_time_it_fails_is_told_all_the_same_and_its_end_after_it()
    {
        CoreDriver driver = new(FallbackTests.Model("team-x>mail", "mail"));
        driver.Flush(Of(At(0), Firing("a")));
        driver.Flush(Of(At(4), Resolved("a")));
        driver.Answer(Refused);
        Assert.Equal("a+", Told(Mail(driver)));
        driver.Answer(Delivered);
        driver.Flush(Of(At(5), Resolved("a")));

        Assert.Equal("a-", Told(Mail(driver)));
    }

    [Fact]
    public void Another_state_of_the_group_is_another_message()
    {
        CoreDriver driver = new(FallbackTests.Model("team-x>mail@60", "mail"));
        driver.Flush(Of(At(0), Firing("a")));
        driver.AdvanceTo(At(1));
        string first = Mail(driver).Id;

        // The start after a crash tries the page again, by then with more to tell.
        CoreDriver after = new(FallbackTests.Model("team-x>mail@60", "mail"), recovered: driver.Journal);
        after.Flush(Of(At(1), Firing("a"), Firing("b")));
        after.AdvanceTo(At(2));
        after.Answer(Refused, first);
        after.AdvanceTo(At(4));

        Notification second = Mail(after);
        Assert.Equal("a+ b+", Told(second));
        Assert.NotEqual(first, second.Id);
    }

    [Fact]
    public void Whoever_was_told_of_the_end_is_not_told_after_it_that_it_fires()
    {
        // The crash takes what waited behind the page at the dead receiver.
        CoreDriver after = new(FallbackTests.Model("team-x>mail", "mail"), recovered: ToldOfTheEnd(Delivered).Journal);
        after.Answer(Refused);

        Assert.Empty(after.Sends);
        Assert.Empty(after.Raised);
    }

    [Fact]
    public void Nor_is_whoever_may_have_been_told_of_the_end()
    {
        CoreDriver before = ToldOfTheEnd(Lost);
        Assert.Contains(before.Events<NotificationFailed>(), f => f.Target.Receiver == "mail");

        CoreDriver after = new(FallbackTests.Model("team-x>mail", "mail"), recovered: before.Journal);
        after.Answer(Refused);

        Assert.Empty(after.Sends);
    }

    [Fact]
    public void A_page_that_is_older_than_what_they_know_goes_on_with_the_next_flush()
    {
        CoreDriver before = new(FallbackTests.Model("team-x>mail@60", "mail"));
        before.Flush(Of(At(0), Firing("a")));
        before.AdvanceTo(At(1));
        before.Answer(Refused);
        before.Answer(Delivered);
        before.Flush(Of(At(2), Firing("a"), Firing("b")) with { Deadline = At(60) });
        before.Flush(Of(At(2.5), Resolved("a"), Firing("b")) with { Deadline = At(60) });
        before.Answer(Delivered, Mail(before).Id);

        CoreDriver after = new(FallbackTests.Model("team-x>mail@60", "mail"), recovered: before.Journal, now: At(2.5));
        after.AdvanceTo(At(3));
        Assert.DoesNotContain(after.Sends, s => s.Integration.Receiver == "mail");
        after.Flush(Of(At(3.5), Resolved("a"), Firing("b")) with { Deadline = At(60) });
        after.AdvanceTo(At(4));

        Assert.Equal("a- b+", Told(Mail(after)));
    }

    // The mail was told of a, and then of its end, while a page about a and b was on its way to the receiver itself.
    private static CoreDriver ToldOfTheEnd(SendOutcome how)
    {
        CoreDriver driver = new(FallbackTests.Model("team-x>mail", "mail"));
        driver.Flush(Of(At(0), Firing("a")));
        driver.Answer(Refused);
        driver.Answer(Delivered);
        driver.Flush(Of(At(5), Firing("a"), Firing("b")) with { Deadline = At(60) });
        driver.Flush(Of(At(6), Resolved("a"), Resolved("b")) with { Deadline = At(6.001) });
        driver.Answer(how, Mail(driver).Id);
        return driver;
    }

    private static Notification Mail(CoreDriver driver) =>
        driver.Sends.Single(s => s.Integration.Receiver == "mail").Notification;

    private static string Told(Notification notification) => string.Join(
        ' ', notification.Alerts.Select(a => a.Labels["alertname"] + (a.IsResolvedAt(notification.At) ? "-" : "+")));
}
