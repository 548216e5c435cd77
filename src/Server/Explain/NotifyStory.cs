using Tocsin.Journal.Events;
using Tocsin.Journal.Events.Notify;

namespace Tocsin.Server.Explain;

/// <summary>Tells the events of Notify.</summary>
internal static class NotifyStory
{
    /// <summary>The line for the event; null if it is not one of Notify.</summary>
    public static StoryLine? Tell(JournalEvent happened) => happened switch
    {
        NotificationDecided { Origin: { } origin } decided => Fallback(decided, origin),
        NotificationDecided decided => new(decided.At, "notificationDecided",
            $"To be sent to {Name(decided.Target)}: {decided.Reason.Text()}.")
        {
            Fields =
            [
                .. Of(decided.Target), new("notificationId", decided.Id), new("reason", decided.Reason.Text()),
                new("alerts", (long)decided.Alerts.Count), new("deadline", decided.Deadline),
            ],
        },
        NotificationHeld held => new(held.At, "notificationHeld", HeldText(held))
        {
            Fields = [.. Of(held.Target), new("reason", held.Reason.Text()), new("toldAt", held.ToldAt)],
        },
        AttemptFinished attempt => Attempt(attempt),
        NotificationLogged logged => new(logged.At, "notificationLogged", logged.Id.Length > 0
            ? $"{Name(logged.Target)} has been told; the notification log remembers it until {logged.ExpiresAt}."
            : $"{Name(logged.Target)} does not want resolved messages, so none was sent; the log notes the end all the same.")
        {
            Fields = [.. Of(logged.Target), new("notificationId", logged.Id), new("expiresAt", logged.ExpiresAt)],
        },
        NotificationFailed failed => new(failed.At, "notificationFailed",
            $"Not delivered to {Name(failed.Target)} after {failed.Attempts} attempts: {failed.Detail}."
                + " The group tries again at its next flush.")
        {
            Fields =
            [
                .. Of(failed.Target), new("notificationId", failed.Id), new("reason", failed.Reason.ToString()),
                new("attempts", (long)failed.Attempts), new("detail", failed.Detail),
            ],
        },
        TemplateFailed template => new(template.At, "templateFailed",
            $"A template of {Name(template.Target)} failed, so a plain message was sent instead: {template.Error}")
        {
            Fields = [.. Of(template.Target), new("error", template.Error)],
        },
        ReceiverTested test => Tested(test),
        BreakerChanged breaker => Breaker(breaker),
        PageUndeliverable page => Undeliverable(page),
        MuteNoted noted => new(noted.At, "muteNoted",
            $"The log of {Name(noted.Target)} keeps {noted.Muted.Count} alerts that were told and are muted now.")
        {
            Fields = [.. Of(noted.Target)],
        },
        _ => null,
    };

    private static StoryLine Fallback(NotificationDecided decided, FallbackOrigin origin) => new(decided.At, "notificationDecided",
        $"To be sent to {Name(decided.Target)} in place of {Name(origin.Instance)},"
            + $" {(origin.IsLate ? "which takes too long" : "which could not be told")}: {origin.Detail}.")
    {
        Fields =
        [
            .. Of(decided.Target), new("notificationId", decided.Id), new("reason", decided.Reason.Text()),
            new("alerts", (long)decided.Alerts.Count), new("deadline", decided.Deadline),
            new("fallbackFrom", origin.Instance.Receiver), new("fallbackFromIntegration", origin.Instance.Place),
            new("fallbackFromId", origin.Id), new("fallbackReason", origin.Detail), new("isLate", origin.IsLate),
        ],
    };

    private static StoryLine Attempt(AttemptFinished attempt) => new(attempt.At, "attemptFinished", AttemptText(attempt))
    {
        Fields =
        [
            .. Of(attempt.Target), new("notificationId", attempt.Id), new("attempt", (long)attempt.Attempt),
            new("isRepeat", attempt.IsRepeat), new("result", attempt.Result.ToString().ToLowerInvariant()),
            new("reason", attempt.Result == AttemptResult.Delivered ? "" : attempt.Reason.ToString()),
            new("code", (long)attempt.Code), new("answer", attempt.Answer),
            new("durationMs", (long)attempt.Duration.TotalMilliseconds), new("nextTryAt", attempt.NextTryAt),
            new("bodyDigest", attempt.BodyDigest),
            new("waitedMs", (long)attempt.Waited.TotalMilliseconds), new("waitedFor", attempt.WaitedFor.Label()),
        ],
    };

    private static StoryLine Undeliverable(PageUndeliverable page) => new(page.At, "pageUndeliverable", page.IsOver
        ? $"Pages for {Name(page.Target)} reach somebody again."
        : $"A page for {Name(page.Target)} reached nobody: {page.Detail}.")
    {
        Fields =
        [
            .. Of(page.Target), new("isOver", page.IsOver), new("notificationId", page.Id),
            new("reason", page.IsOver ? "" : page.Reason.ToString()), new("detail", page.Detail),
            new("groupLabels", page.GroupLabels),
        ],
    };

    private static StoryLine Breaker(BreakerChanged breaker) => new(breaker.At, "breakerChanged", breaker.State == BreakerState.Closed
        ? $"{Name(breaker.Instance)} takes messages again."
        : $"{Name(breaker.Instance)} failed so often that its messages wait;"
            + $" one goes out to see at {breaker.OpenUntil}: {breaker.Answer}")
    {
        Fields =
        [
            new("receiver", breaker.Instance.Receiver), new("integration", breaker.Instance.Integration),
            new("index", (long)breaker.Instance.Index), new("state", breaker.State.ToString().ToLowerInvariant()),
            new("openUntil", breaker.OpenUntil), new("answer", breaker.Answer),
        ],
    };

    private static string Name(NotificationTarget target) =>
        target.Integration.Length == 0 ? target.Receiver : Name(target.Instance);

    private static string Name(IntegrationKey instance) => $"{instance.Receiver}/{instance.Place}";

    private static StoryField[] Of(NotificationTarget target) =>
    [
        new("groupId", target.GroupId), new("receiver", target.Receiver),
        new("integration", target.Integration), new("index", (long)target.Index),
    ];

    private static string HeldText(NotificationHeld held) => held.Reason switch
    {
        DedupReason.NothingNew =>
            $"Not sent to {Name(held.Target)}: nothing new since {held.ToldAt};"
                + $" the same again from {held.ToldAt + held.RepeatInterval} on.",
        _ => $"Not sent to {Name(held.Target)}: {held.Reason.Text()}.",
    };

    private static StoryLine Tested(ReceiverTested test) => new(test.At, "receiverTested", TestText(test))
    {
        Fields =
        [
            .. Of(test.Target), new("testId", test.Id), new("requestedBy", test.RequestedBy),
            new("isResolved", test.IsResolved), new("result", test.Result.ToString().ToLowerInvariant()),
            new("reason", test.Result == AttemptResult.Delivered ? "" : test.Reason.ToString()),
            new("code", (long)test.Code), new("answer", test.Answer),
            new("durationMs", (long)test.Duration.TotalMilliseconds), new("bodyDigest", test.BodyDigest),
            new("templateError", test.TemplateError),
        ],
    };

    private static string TestText(ReceiverTested test)
    {
        string what = test.IsResolved ? "The end of a test message" : "A test message";
        string who = test.RequestedBy.Length > 0 ? test.RequestedBy : "somebody";
        string answer = test.Code > 0 ? $"{test.Code} {test.Answer}".TrimEnd() : test.Answer;
        return test.Result == AttemptResult.Delivered
            ? $"{what} that {who} asked for was taken by {Name(test.Target)}"
                + $" after {test.Duration.TotalMilliseconds:F0} ms: {answer}"
            : $"{what} that {who} asked for did not reach {Name(test.Target)} ({test.Reason}): {answer}";
    }

    private static string AttemptText(AttemptFinished attempt)
    {
        string which = attempt.IsRepeat ? $"Attempt {attempt.Attempt} (a repeat)" : $"Attempt {attempt.Attempt}";
        which += attempt.WaitedFor == WaitReason.None
            ? ""
            : $", after {attempt.Waited.TotalSeconds:F1} s in the queue ({attempt.WaitedFor.Label()}),";
        string answer = attempt.Code > 0 ? $"{attempt.Code} {attempt.Answer}".TrimEnd() : attempt.Answer;
        return attempt.Result switch
        {
            AttemptResult.Delivered => $"{which} was taken by {Name(attempt.Target)}"
                + $" after {attempt.Duration.TotalMilliseconds:F0} ms: {answer}",
            AttemptResult.Retry when attempt.NextTryAt.IsZero =>
                $"{which} failed ({attempt.Reason}): {answer}; no other follows, since the time of the message is over.",
            AttemptResult.Retry => $"{which} failed ({attempt.Reason}): {answer}; the next one is due at {attempt.NextTryAt}.",
            _ => $"{which} was refused ({attempt.Reason}): {answer}",
        };
    }
}
