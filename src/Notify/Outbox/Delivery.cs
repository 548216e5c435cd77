using Tocsin.Journal.Events.Notify;
using Tocsin.Model;
using Tocsin.Model.Seams;
using Tocsin.Notify.NotificationLog;
using Tocsin.Notify.Receivers;

namespace Tocsin.Notify.Outbox;

/// <summary>How far a notification has come.</summary>
internal enum DeliveryPhase
{
    /// <summary>Its decision is not on disk yet.</summary>
    AwaitsJournal,

    /// <summary>It waits for its turn.</summary>
    Ready,

    /// <summary>An attempt is under way.</summary>
    Sending,

    /// <summary>It waits for its next attempt.</summary>
    BacksOff,

    /// <summary>It ended.</summary>
    Ended,
}

/// <summary>One notification on its way. Lives in <see cref="NotifyCore"/>.</summary>
internal sealed class Delivery
{
    public required NotificationDecided Decided { get; init; }

    /// <summary>The flush that waits for it; null after a restart, when nobody does.</summary>
    public FlushProgress? Progress { get; init; }

    /// <summary>What sends it; a reload replaces it between two attempts.</summary>
    public required IntegrationModel Integration { get; set; }

    public required Instant Deadline { get; init; }

    public DeliveryPhase Phase { get; set; }

    /// <summary>How many attempts have begun.</summary>
    public int Attempts { get; set; }

    /// <summary>An earlier attempt may have arrived.</summary>
    public bool IsRepeat { get; set; }

    public bool TemplateErrorTold { get; set; }

    public SendFailureReason LastReason { get; set; } = SendFailureReason.ContextDeadlineExceeded;

    public string LastAnswer { get; set; } = "";
}

/// <summary>Counts the integrations of a flush that have not ended.</summary>
internal sealed class FlushProgress(long token, int pending)
{
    private int _pending = pending;
    private bool _failed;

    public long Token { get; } = token;

    public bool Succeeded => !_failed;

    /// <summary>One more has ended; true if it was the last.</summary>
    public bool Done(bool succeeded)
    {
        _failed |= !succeeded;
        return --_pending == 0;
    }
}

/// <summary>One integration's share of a flush.</summary>
internal sealed record FlushShare(FlushDigest Digest, FlushProgress Progress, IntegrationModel Integration)
{
    public NotificationTarget Target { get; } = new(
        Digest.Flush.GroupId, Integration.Key.Receiver, Integration.Key.Integration, Integration.Key.Index);
}

/// <summary>What goes on for one target: at most one notification, and the newest flush that came meanwhile.</summary>
internal sealed class TargetSlot
{
    public Delivery? Current { get; set; }

    public FlushShare? Waiting { get; set; }
}

/// <summary>The notifications of one integration that wait for a free sender.</summary>
internal sealed class InstanceQueue
{
    public Queue<Delivery> Ready { get; } = new();

    public int Sending { get; set; }

    /// <summary>Decided and not ended.</summary>
    public int Open { get; set; }

    /// <summary>The receiver asked for quiet until then.</summary>
    public Instant NotBefore { get; set; }
}
