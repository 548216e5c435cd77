using Tocsin.Journal.Events;
using Tocsin.Journal.Events.Notify;
using Tocsin.Model;
using Tocsin.Model.Seams;
using Tocsin.Notify.Outbox;

namespace Tocsin.Server.Explain;

/// <summary>The verdict on one target from the last event about it.</summary>
internal static class TargetVerdicts
{
    /// <summary>The verdict of the last event about the target.</summary>
    public static Verdict Of(NotificationTarget target, JournalEvent happened) => happened switch
    {
        NotificationDecided decided => new("sending",
            $"Decided at {decided.At} ({decided.Reason.Text()}); the first attempt at {target.Instance} is under way.", target.Receiver),
        NotificationHeld held => Held(target, held),
        AttemptFinished { Result: AttemptResult.Retry } attempt => Retry(target, attempt),
        AttemptFinished { Result: AttemptResult.Rejected } attempt => new("rejected",
            $"{target.Instance} refused attempt {attempt.Attempt}: {Answer(attempt)}.", target.Receiver),
        AttemptFinished attempt => new("delivered",
            $"{target.Instance} took it at {attempt.At}: {Answer(attempt)}.", target.Receiver),
        NotificationLogged { Id: "" } logged => new("resolvedNotWanted",
            $"Everything resolved at {logged.At}, and {target.Instance} has send_resolved: false.", target.Receiver),
        NotificationLogged logged => new("notified", $"{target.Instance} was notified at {logged.At}.", target.Receiver),
        NotificationFailed failed => Failed(target, failed),
        _ => new("unknown", $"Nothing is known of {target.Instance}.", target.Receiver),
    };

    /// <summary>The message waits for its turn.</summary>
    public static Verdict Waiting(WaitingMessage wait)
    {
        string name = wait.Target.Instance.ToString();
        string line = $"{wait.Before} messages are before it; it may wait until {wait.Deadline}.";
        return wait.Reason switch
        {
            WaitReason.Breaker => new("breakerOpen", wait.Until < Instant.Max
                ? $"{name} failed so often that its messages wait; one goes out to see at {wait.Until}. {line}"
                : $"{name} failed so often that its messages wait; one is out to see whether it is back. {line}",
                wait.Target.Receiver),
            WaitReason.RateLimit => new("paced",
                $"The rate_limit of {name} holds it back; the next message goes at {wait.Until}. {line}", wait.Target.Receiver),
            WaitReason.RetryAfter => new("rateLimited",
                $"{name} asked for a pause; the next message goes at {wait.Until}. {line}", wait.Target.Receiver),
            _ => new("queued", $"As many sends to {name} are under way as may be. {line}", wait.Target.Receiver),
        };
    }

    /// <summary>No attempt succeeded in time.</summary>
    public static Verdict OutOfTime(NotificationTarget target, NotificationFailed failed) => new("deadlineExceeded",
        $"No attempt at {target.Instance} succeeded before the flush's deadline: {failed.Detail}.", target.Receiver);

    /// <summary>Nobody was told.</summary>
    public static Verdict Lost(PageUndeliverable page) => new("undeliverable",
        $"At {page.At} the page had failed for good at {page.Target.Instance} and at all receivers behind it"
            + $" ({page.Detail}); alert TocsinNotificationUndeliverable tells of it.", page.Target.Receiver);

    /// <summary>Another receiver stands in.</summary>
    public static Verdict Fallback(NotificationDecided decided) => new("fallback",
        $"{decided.Target.Instance} stands in for {decided.Origin!.Instance}"
            + $" since {decided.At} ({decided.Origin.Detail}).", decided.Target.Receiver);

    /// <summary>The message went without its templates.</summary>
    public static Verdict Plain(NotificationTarget target) => new("templateFailed",
        $"A template of {target.Instance} failed; a plain message went in its place.", target.Receiver);

    private static Verdict Held(NotificationTarget target, NotificationHeld held) => held.Reason switch
    {
        DedupReason.NothingNew => new("alreadyNotified",
            $"{target.Instance} was notified at {held.ToldAt};"
                + $" unchanged, it is told again from {held.ToldAt + held.RepeatInterval} on (repeat_interval).",
            target.Receiver),
        DedupReason.AllMuted => new("allMuted", $"At the flush of {held.At} every alert of the group was muted.", target.Receiver),
        DedupReason.NothingToldNothingFires => new("nothingToTell",
            $"At the flush of {held.At} nothing fired, and {target.Instance} had never been told that anything did.", target.Receiver),
        DedupReason.AlreadyToldResolved => new("alreadyToldResolved",
            $"{target.Instance} knows that it resolved.", target.Receiver),
        DedupReason.OutboxFull => new("outboxFull",
            $"Too many notifications wait for {target.Instance}; the group tries again at its next flush.", target.Receiver),
        DedupReason.Superseded => new("superseded",
            $"A send to {target.Instance} went on for longer than group_interval; a later flush takes its place.", target.Receiver),
        DedupReason.UnknownReceiver => new("unknownReceiver",
            $"The configuration has no receiver {target.Receiver}.", target.Receiver),
        _ => new("held", $"Not sent to {target.Instance}: {held.Reason.Text()}.", target.Receiver),
    };

    private static Verdict Retry(NotificationTarget target, AttemptFinished attempt) =>
        attempt.Reason == SendFailureReason.RateLimited
            ? new("rateLimited", $"{target.Instance} asked for a pause; the next attempt is due at {attempt.NextTryAt}.", target.Receiver)
            : new(
                "retrying",
                $"{target.Instance} failed ({Answer(attempt)}); attempt {attempt.Attempt + 1} is due at {attempt.NextTryAt}.",
                target.Receiver);

    private static Verdict Failed(NotificationTarget target, NotificationFailed failed) =>
        failed.Reason == SendFailureReason.ContextDeadlineExceeded
            ? OutOfTime(target, failed)
            : new("failed",
                $"{target.Instance} could not be told ({failed.Detail}); the group tries again at its next flush.", target.Receiver);

    private static string Answer(AttemptFinished attempt) =>
        attempt.Code > 0 ? $"{attempt.Code} {attempt.Answer}".TrimEnd() : attempt.Answer;
}
