using Tocsin.Journal.Events.Notify;
using Tocsin.Model;
using Tocsin.Model.Seams;
using Tocsin.Notify.NotificationLog;
using Tocsin.Notify.Receivers;

namespace Tocsin.Notify.Outbox;

/// <summary>How far a notification has come.</summary>
internal enum DeliveryPhase : byte
{
    /// <summary>The core has not begun with it.</summary>
    None,

    /// <summary>Its decision is not on disk yet.</summary>
    AwaitsJournal,

    /// <summary>It waits for its turn.</summary>
    Ready,

    /// <summary>An attempt is under way.</summary>
    Sending,

    /// <summary>It waits for its next attempt.</summary>
    BacksOff,

    /// <summary>Its time is over; it ends as failed once its decision is read back.</summary>
    Expires,

    /// <summary>It ended.</summary>
    Ended,
}

/// <summary>What is to be known of a notification that does more than wait for its first turn.</summary>
internal sealed class DeliveryDetail
{
    /// <summary>The first notification of the chain in which it stands in for another one; null if it does not.</summary>
    public string? RootId { get; init; }

    /// <summary>How many attempts have begun; 0 if none has since the start of the program.</summary>
    public int Begun { get; set; }

    /// <summary>The newest flush of the same target that came meanwhile.</summary>
    public FlushShare? Behind { get; set; }

    /// <summary>The attempt under way finds out for its breaker whether the receiver is back.</summary>
    public bool IsProbe { get; set; }

    /// <summary>Another receiver has it too, since it took too long.</summary>
    public bool HasFallenBack { get; set; }

    public bool TemplateErrorTold { get; set; }

    public SendFailureReason LastReason { get; set; } = SendFailureReason.ContextDeadlineExceeded;

    /// <summary>What the attempt under way had waited for.</summary>
    public WaitReason WaitedFor { get; set; }

    /// <summary>How long the attempt under way had waited for its turn.</summary>
    public TimeSpan Waited { get; set; }

    /// <summary>How often it went on to another receiver for being late.</summary>
    public int FallbackRounds { get; set; }

    /// <summary>When another receiver gets it too; the end of time if none does.</summary>
    public Instant FallbackAt { get; set; } = Instant.Max;

    public string LastAnswer { get; set; } = "";

    /// <summary>The flush that waits for it, if others have a share in that or it has an end of its own.</summary>
    public FlushProgress? Progress { get; set; }
}

/// <summary>Wakes a flush at its own deadline. Only messages that may wait for longer than their group need one.</summary>
internal sealed class FlushEnd(FlushProgress progress) : Timed
{
    public FlushProgress Progress { get; } = progress;
}

/// <summary>
/// Counts the integrations of a flush that have not ended. Of a flush that waits for one message alone nothing is kept but
/// its token, with the message.
/// </summary>
internal sealed class FlushProgress(long token)
{
    private bool _failed;

    /// <summary>Its wake-up; null if it needs none.</summary>
    public FlushEnd? End { get; set; }

    /// <summary>How many have not ended.</summary>
    public int Pending { get; set; }

    public long Token { get; } = token;

    /// <summary>One message is all that it waits for.</summary>
    public bool IsOfOne => Pending == 1 && End is null && !_failed && !IsOver;

    public bool Succeeded => !_failed;

    /// <summary>Somebody was told how it ended.</summary>
    public bool IsOver { get; private set; }

    /// <summary>One more has ended; true if that ends the flush.</summary>
    public bool Done(bool succeeded)
    {
        _failed |= !succeeded;
        Pending--;
        return Pending == 0 && Finish();
    }

    /// <summary>
    /// The group's next tick has come while messages still wait for their turn: the group goes on and those wait on.
    /// True if that ends the flush.
    /// </summary>
    public bool Expire()
    {
        _failed = true;
        return Finish();
    }

    private bool Finish()
    {
        bool ends = !IsOver;
        IsOver = true;
        return ends;
    }
}

/// <summary>One integration's share of a flush.</summary>
/// <param name="Digest">The flush.</param>
/// <param name="Progress">Who waits for the end; nobody if it stands in for another receiver.</param>
/// <param name="Integration">The integration.</param>
internal sealed record FlushShare(FlushDigest Digest, FlushProgress? Progress, IntegrationModel Integration)
{
    /// <summary>Whom it stands in for.</summary>
    public FallbackOrigin? Origin { get; init; }

    /// <summary>It tells the end to those who were told in another's place.</summary>
    public bool IsFollowUp { get; init; }

    /// <summary>It may have been sent before a crash.</summary>
    public bool IsRepeat { get; init; }

    /// <summary>How often before it went to this receiver in another's place and failed there.</summary>
    public int Round { get; init; }

    public NotificationTarget Target { get; } = new(
        Digest.Flush.GroupId, Integration.Key.Receiver, Integration.Key.Integration, Integration.Key.Index);
}
