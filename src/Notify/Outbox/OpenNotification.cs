using Tocsin.Journal.Events.Notify;
using Tocsin.Model;

namespace Tocsin.Notify.Outbox;

/// <summary>
/// A notification that was decided and has not ended: what must be known of it while it waits. The decision itself, with
/// the texts and alerts, is here only while somebody needs it, and otherwise in the journal.
/// </summary>
/// <remarks>
/// A hundred thousand of these wait when receivers hang, so they are small and hold no text of their own. Changed by
/// <see cref="NotifyState"/> alone, except for <see cref="Decided"/> and <see cref="Delivery"/>, which the core moves.
/// </remarks>
public sealed class OpenNotification
{
    /// <summary>Names the notification for ever.</summary>
    public string Id => NotificationId.Text(Key);

    /// <summary>The notification's id as a number.</summary>
    public required UInt128 Key { get; init; }

    /// <summary>Who is told about what, as a number.</summary>
    public required UInt128 Target { get; init; }

    /// <summary>The integration that sends it.</summary>
    public required IntegrationKey Instance { get; init; }

    /// <summary>When it was decided.</summary>
    public required Instant At { get; init; }

    /// <summary>The tick of its flush.</summary>
    public required Instant FlushAt { get; init; }

    /// <summary>When sending must end.</summary>
    public required Instant Deadline { get; init; }

    /// <summary>The first notification of the chain in which it stands in for another one; null if it does not.</summary>
    public string? RootId { get; init; }

    /// <summary>It tells of something that fires, so that it goes on to other receivers if it fails.</summary>
    public required bool IsPage { get; init; }

    /// <summary>The number of its decision in the journal; 0 while it is not known to be on disk.</summary>
    public long Seq { get; internal set; }

    /// <summary>How many attempts are known to have ended.</summary>
    public int Attempts { get; internal set; }

    /// <summary>The decision, with all that the message needs; null while only the journal has it.</summary>
    public NotificationDecided? Decided { get; internal set; }

    /// <summary>The core's own: how far it has come.</summary>
    internal Delivery? Delivery { get; set; }

    /// <summary>The decision, of which it is known that it is here.</summary>
    internal NotificationDecided Body =>
        Decided ?? throw new InvalidOperationException($"the decision of {NotificationId.Text(Key)} was not loaded");

    /// <summary>Lets the decision go, if the journal has it.</summary>
    internal void ReleaseBody()
    {
        if (Seq > 0)
        {
            Decided = null;
        }
    }

    /// <summary>What is to be known of a decision.</summary>
    internal static OpenNotification Of(NotificationDecided decided, IntegrationKey instance) => new()
    {
        Key = NotificationId.KeyOf(decided.Id),
        Target = TargetKey.Of(decided.Target),
        Instance = instance,
        At = decided.At,
        FlushAt = decided.FlushAt,
        Deadline = decided.Deadline,
        RootId = decided.Origin?.RootId,
        IsPage = IsPageOf(decided),
        Decided = decided,
    };

    // What only tells of ends is no page: it wakes nobody at the receiver that was told, and at another one it would.
    internal static bool IsPageOf(NotificationDecided decided) =>
        decided.Firing.Count > 0
        && decided.Reason is not (DedupReason.AllAlertsResolved or DedupReason.SomeAlertsResolved);
}
