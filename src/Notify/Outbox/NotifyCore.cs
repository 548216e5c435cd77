using Tocsin.Journal.Events.Notify;
using Tocsin.Model;
using Tocsin.Model.Seams;
using Tocsin.Notify.NotificationLog;
using Tocsin.Notify.Pacing;
using Tocsin.Notify.Receivers;

namespace Tocsin.Notify.Outbox;

/// <summary>
/// Decides what is told to whom and sees each message through: whether again, when, and what is remembered. A
/// deterministic machine: an input and the present instant go in, effects come out.
/// </summary>
/// <remarks>
/// One owner; not thread-safe. For one target at most one notification is under way, so a resolved message cannot
/// overtake its firing one. Nothing is sent before its decision is on disk, or the journal has failed: without a disk
/// paging goes on, since a page twice is a nuisance and a page lost is an outage.
/// </remarks>
public sealed partial class NotifyCore
{
    private readonly NotifyState _state;
    private readonly NotifyOptions _options;
    private readonly ulong _seed;
    private readonly KeyIndex<OpenNotification, OpenNotification.ByTarget> _slots = new();
    private readonly Dictionary<IntegrationKey, IntegrationQueue> _queues = [];
    private readonly Dictionary<long, Action<long, Instant>> _commits = [];
    private readonly DueHeap _timers = new();
    private IntegrationQueue[] _observed = [];
    private Instant _startedAt;
    private NotifyModel _model;
    private List<NotifyEffect> _effects = [];
    private Instant _nextGc;
    private long _lastToken;
    private long _queries;
    private long _collections;

    /// <summary>Takes over a state, fresh or recovered; <see cref="Resume(Instant)"/> must be the first input.</summary>
    /// <param name="state">What is remembered. The core owns it from now on.</param>
    /// <param name="model">The receivers.</param>
    /// <param name="options">The settings.</param>
    /// <param name="random">Gives the seed of the jitter.</param>
    public NotifyCore(NotifyState state, NotifyModel model, NotifyOptions options, Random random)
    {
        _state = state;
        _model = model;
        _options = options;
        _seed = (ulong)random.NextInt64();
    }

    /// <summary>How many notifications are decided and have not ended; may be read from any thread.</summary>
    public int OpenCount => _state.OpenCount;

    /// <summary>How many events that somebody waits for are on their way to disk; may be read from any thread.</summary>
    public int AwaitingCount => _commits.Count;

    /// <summary>How many entries the notification log has; may be read from any thread.</summary>
    public int LogCount => _state.Log.Count;

    /// <summary>How many bytes the last checkpoint had; may be read from any thread.</summary>
    public long CheckpointBytes => _state.CheckpointBytes;

    /// <summary>How often the notification log was asked; may be read from any thread.</summary>
    public long Queries => Volatile.Read(ref _queries);

    /// <summary>How often expired entries were dropped; may be read from any thread.</summary>
    public long Collections => Volatile.Read(ref _collections);

    /// <summary>When <see cref="Tick"/> must be called at the latest.</summary>
    public Instant NextWake => Instant.Min(_timers.NextDue, Instant.Min(_nextGc, _nextAlerts));

    /// <summary>The queues of all integrations that were ever sent to; may be read from any thread.</summary>
    internal IReadOnlyList<IntegrationQueue> Queues => Volatile.Read(ref _observed);

    /// <summary>Hands over the effects since the last call, in order.</summary>
    public IReadOnlyList<NotifyEffect> TakeEffects()
    {
        List<NotifyEffect> taken = _effects;
        _effects = [];
        return taken;
    }

    /// <summary>
    /// Begins: what was decided before a crash and has not ended is sent again, as a repeat, since nobody knows whether
    /// it arrived. It has the rest of its time, and one attempt if that is over. Not its time anew: a program that crashes
    /// again and again would hold back for ever what its group has to tell since.
    /// </summary>
    public void Resume(Instant now)
    {
        _startedAt = now;
        Collect(now);
        RefreshAlerts(now);
        List<OpenNotification> opens = [.. _state.Open.OrderBy(o => o.At).ThenBy(o => o.Place)];
        foreach (OpenNotification open in opens)
        {
            if (_model.Find(open.Instance) is { } integration)
            {
                Resume(open, integration, now);
            }
        }

        // After all others, since they may be told in another's place, and may have been before the start.
        foreach (OpenNotification open in opens)
        {
            if (!open.IsUnderWay && (open.Decided is not null || !Ask(open)))
            {
                FailGone(open, now);
            }
        }

        TellWanted();
    }

    /// <summary>Replaces the receivers. Attempts under way end as they began; the next attempt uses the new ones.</summary>
    public void Swap(NotifyModel model, Instant now)
    {
        _model = model;
        foreach (OpenNotification delivery in _state.Open.Where(open => open.IsUnderWay))
        {
            delivery.FallbackAt = delivery.HasFallenBack ? Instant.Max : FallbackAtOf(delivery);
            Arm(delivery);
        }

        foreach (IntegrationQueue queue in _queues.Values)
        {
            if (model.Find(queue.Key) is { } integration)
            {
                queue.Integration = integration;
                queue.Gate.Change(PacingOf(integration));
                Pump(queue, now);
            }
        }

        DropIdleQueues();
        RefreshAlerts(now);
        TellWanted();
    }

    /// <summary>Decides a flush for each integration of its receiver.</summary>
    /// <param name="flush">The flush.</param>
    /// <param name="token">Comes back in <see cref="NotifyEffect.EndFlush"/>, exactly once. Not 0.</param>
    /// <param name="now">The present.</param>
    public void Flush(Flush flush, long token, Instant now)
    {
        if (!_model.TryGetReceiver(flush.Receiver, out ReceiverModel? receiver))
        {
            Hold(new(flush.GroupId, flush.Receiver, "", 0), flush, DedupReason.UnknownReceiver, now);
            _effects.Add(new NotifyEffect.EndFlush(token, Succeeded: false));
            return;
        }

        if (receiver.Integrations.Count == 0)
        {
            _effects.Add(new NotifyEffect.EndFlush(token, Succeeded: true));
            return;
        }

        FlushDigest digest = FlushDigest.Of(flush);
        var progress = new FlushProgress(token);
        List<FlushShare> shares = FollowUps(digest, progress);
        shares.InsertRange(0, receiver.Integrations.Select(integration => new FlushShare(digest, progress, integration)));
        progress.Pending = shares.Count;
        foreach (FlushShare share in shares)
        {
            Offer(share, now);
        }

        TellWanted();
    }

    /// <summary>The messages of these groups that wait for their turn, and for what.</summary>
    public IReadOnlyList<WaitingMessage> WaitingOf(IReadOnlySet<string> groupIds, Instant now)
    {
        List<WaitingMessage> waiting = [];
        Dictionary<ulong, string> groups = groupIds.ToDictionary(TargetKey.GroupPart);
        foreach (IntegrationQueue queue in _queues.Values)
        {
            GateAnswer gate = queue.Gate.Ask(now);
            int before = 0;
            for (OpenNotification? delivery = queue.First; delivery is not null; delivery = delivery.Next, before++)
            {
                if (groups.TryGetValue(TargetKey.GroupPart(delivery.Target), out string? groupId))
                {
                    var target = new NotificationTarget(groupId, queue.Key.Receiver, queue.Key.Integration, queue.Key.Index);
                    waiting.Add(new WaitingMessage(target, gate.Reason, delivery.ReadyAt, gate.Until)
                    {
                        Before = before,
                        Deadline = delivery.Until,
                    });
                }
            }
        }

        return waiting;
    }

    /// <summary>An appended event that somebody waits for is on disk, or never will be; both go on alike.</summary>
    /// <param name="token">Which.</param>
    /// <param name="seq">Its number in the journal, from which it can be read back; 0 if it is not there.</param>
    /// <param name="now">The present.</param>
    public void Appended(long token, long seq, Instant now)
    {
        if (_commits.Remove(token, out Action<long, Instant>? goOn))
        {
            goOn(seq, now);
            TellWanted();
        }
    }

    /// <summary>Does what has fallen due.</summary>
    public void Tick(Instant now)
    {
        while (_timers.TakeDue(now) is { } due)
        {
            switch (due)
            {
                case OpenNotification delivery:
                    Wake(delivery, now);
                    break;
                case IntegrationQueue queue:
                    Pump(queue, now);
                    break;
                case FlushEnd end when end.Progress.Expire():
                    _effects.Add(new NotifyEffect.EndFlush(end.Progress.Token, Succeeded: false));
                    break;
            }
        }

        if (now >= _nextAlerts)
        {
            RefreshAlerts(now);
        }

        if (now >= _nextGc)
        {
            Collect(now);
        }

        TellWanted();
    }

    private void Resume(OpenNotification open, IntegrationModel integration, Instant now)
    {
        open.IsRepeat = true;
        open.IsResumed = true;
        Enter(open, QueueOf(integration));
        MakeReady(open, now);
    }

    private void Collect(Instant now)
    {
        _state.RemoveExpired(now, _options.Retention);
        _collections++;
        _nextGc = now + _options.GcInterval;
    }
}
