using Tocsin.Journal.Events.Notify;
using Tocsin.Model;

namespace Tocsin.Notify.Outbox;

/// <summary>A message that is decided and waits for its turn, as it stands now. Immutable.</summary>
/// <param name="Target">Who is told about what.</param>
/// <param name="Reason">What it waits for.</param>
/// <param name="Since">Since when.</param>
/// <param name="Until">When the next one may go; the end of time if that hangs on an attempt under way.</param>
public sealed record WaitingMessage(NotificationTarget Target, WaitReason Reason, Instant Since, Instant Until)
{
    /// <summary>How many messages are before it.</summary>
    public int Before { get; init; }

    /// <summary>When its time is over.</summary>
    public Instant Deadline { get; init; }
}
