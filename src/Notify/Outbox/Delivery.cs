using Tocsin.Journal.Events.Notify;
using Tocsin.Model;
using Tocsin.Model.Seams;
using Tocsin.Notify.NotificationLog;
using Tocsin.Notify.Receivers;

namespace Tocsin.Notify.Outbox;

/// <summary>How far a notification has come.</summary>
internal enum DeliveryPhase : byte
{
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

/// <summary>
/// One notification on its way. Lives in <see cref="NotifyCore"/>, beside the <see cref="OpenNotification"/> that survives
/// a crash.
/// </summary>
internal sealed class Delivery : Timed
{
    public required OpenNotification Open { get; init; }

    /// <summary>The flush that waits for it; null after a restart and in another's place, when nobody does.</summary>
    public FlushProgress? Progress { get; init; }

    /// <summary>What sends it; a reload replaces it between two attempts.</summary>
    public required IntegrationModel Integration { get; set; }

    /// <summary>The newest flush of the same target that came meanwhile, and is decided when this one has ended.</summary>
    public FlushShare? Behind { get; set; }

    /// <summary>Where it waits for its turn.</summary>
    public required IntegrationQueue Queue { get; init; }

    /// <summary>
    /// When the last attempt must have ended. Later than the decision says if hardly any of its time was left when the
    /// program started; then that is for one attempt.
    /// </summary>
    public required Instant Deadline { get; init; }

    /// <summary>The next one of its queue; the queue's own.</summary>
    public Delivery? Next { get; set; }

    /// <summary>The one before it in its queue; the queue's own.</summary>
    public Delivery? Previous { get; set; }

    /// <summary>It is among the first of its queue, whose decisions are here or on their way; the queue's own.</summary>
    public bool IsAhead { get; set; }

    /// <summary>Its decision is being read back from the journal.</summary>
    public bool IsAsked { get; set; }

    public DeliveryPhase Phase { get; set; }

    /// <summary>The attempt under way finds out for its breaker whether the receiver is back.</summary>
    public bool IsProbe { get; set; }

    /// <summary>An earlier attempt may have arrived.</summary>
    public bool IsRepeat { get; set; }

    /// <summary>It was begun before the start of the program.</summary>
    public bool IsResumed { get; init; }

    /// <summary>Another receiver has it too, since it took too long.</summary>
    public bool HasFallenBack { get; set; }

    public bool TemplateErrorTold { get; set; }

    public SendFailureReason LastReason { get; set; } = SendFailureReason.ContextDeadlineExceeded;

    /// <summary>What the attempt under way had waited for.</summary>
    public WaitReason WaitedFor { get; set; }

    /// <summary>How long the attempt under way had waited for its turn.</summary>
    public TimeSpan Waited { get; set; }

    /// <summary>How many attempts have begun.</summary>
    public int Attempts { get; set; }

    /// <summary>Since when it waits for its turn, or when the pause before its next attempt is over.</summary>
    public Instant ReadyAt { get; set; }

    /// <summary>How often it went on to another receiver for being late.</summary>
    public int FallbackRounds { get; set; }

    /// <summary>When another receiver gets it too; the end of time if none does.</summary>
    public Instant FallbackAt { get; set; } = Instant.Max;

    public string LastAnswer { get; set; } = "";
}

/// <summary>Counts the integrations of a flush that have not ended. Its wake-up is the flush's own deadline.</summary>
internal sealed class FlushProgress(long token) : Timed
{
    private bool _failed;

    /// <summary>How many have not ended.</summary>
    public int Pending { get; set; }

    public long Token { get; } = token;

    public bool Succeeded => !_failed;

    /// <summary>Somebody was told how it ended.</summary>
    public bool IsOver { get; private set; }

    /// <summary>One more has ended; true if that ends the flush.</summary>
    public bool Done(bool succeeded)
    {
        _failed |= !succeeded;
        Pending--;
        return Pending == 0 && End();
    }

    /// <summary>
    /// The group's next tick has come while messages still wait for their turn: the group goes on and those wait on.
    /// True if that ends the flush.
    /// </summary>
    public bool Expire()
    {
        _failed = true;
        return End();
    }

    private bool End()
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
