using Tocsin.Journal.Events;
using Tocsin.Journal.Events.Notify;

namespace Tocsin.Server.Notifications;

/// <summary>The words for how an attempt ended, and for what ended or held back a notification.</summary>
internal static class AttemptOutcome
{
    /// <summary>The receiver took the message.</summary>
    public const string Delivered = "delivered";

    /// <summary>An attempt failed, and another follows if there is time.</summary>
    public const string Retry = "retry";

    /// <summary>An attempt failed for good.</summary>
    public const string Rejected = "rejected";

    /// <summary>A notification ended without being delivered.</summary>
    public const string Failed = "failed";

    /// <summary>A flush led to no message.</summary>
    public const string Held = "held";

    /// <summary>All of them.</summary>
    public static IReadOnlyList<string> All { get; } = [Delivered, Retry, Rejected, Failed, Held];

    /// <summary>The word for an event; empty for one that is not listed.</summary>
    public static string Of(JournalEvent happened) => happened switch
    {
        AttemptFinished attempt => Of(attempt.Result),
        ReceiverTested test => Of(test.Result),
        NotificationFailed => Failed,
        NotificationHeld => Held,
        _ => "",
    };

    /// <summary>The kinds of event that may have this outcome.</summary>
    public static IReadOnlyList<EventKind> KindsOf(string outcome) => outcome switch
    {
        Failed => [EventKind.NotificationFailed],
        Held => [EventKind.NotificationHeld],
        _ => [EventKind.AttemptFinished, EventKind.ReceiverTested],
    };

    /// <summary>Who was or is to be told; null for an event that is not of a notification.</summary>
    public static NotificationTarget? TargetOf(JournalEvent happened) => happened switch
    {
        AttemptFinished attempt => attempt.Target,
        NotificationFailed failed => failed.Target,
        NotificationHeld held => held.Target,
        NotificationDecided decided => decided.Target,
        ReceiverTested test => test.Target,
        _ => null,
    };

    private static string Of(AttemptResult result) => result switch
    {
        AttemptResult.Delivered => Delivered,
        AttemptResult.Retry => Retry,
        _ => Rejected,
    };
}
