using Tocsin.Journal.Events.Notify;
using Tocsin.Model;
using Tocsin.Model.Alerts;
using Tocsin.Model.Seams;
using Tocsin.Notify.NotificationLog;
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
    private readonly Random _random;
    private readonly Dictionary<NotificationTarget, TargetSlot> _slots = [];
    private readonly Dictionary<string, Delivery> _deliveries = [];
    private readonly Dictionary<IntegrationKey, InstanceQueue> _instances = [];
    private readonly Dictionary<long, Action<Instant>> _commits = [];
    private readonly PriorityQueue<Delivery, Instant> _timers = new();
    private NotifyModel _model;
    private List<NotifyEffect> _effects = [];
    private Instant _nextGc;
    private long _lastToken;
    private long _queries;
    private long _collections;

    /// <summary>Takes over a state, fresh or recovered; <see cref="Resume"/> must be the first input.</summary>
    /// <param name="state">What is remembered. The core owns it from now on.</param>
    /// <param name="model">The receivers.</param>
    /// <param name="options">The settings.</param>
    /// <param name="random">Draws the jitter.</param>
    public NotifyCore(NotifyState state, NotifyModel model, NotifyOptions options, Random random)
    {
        _state = state;
        _model = model;
        _options = options;
        _random = random;
    }

    /// <summary>How many notifications are decided and have not ended; may be read from any thread.</summary>
    public int OpenCount => _deliveries.Count;

    /// <summary>How many entries the notification log has; may be read from any thread.</summary>
    public int LogCount => _state.Log.Count;

    /// <summary>How many bytes the last checkpoint had; may be read from any thread.</summary>
    public long CheckpointBytes => _state.CheckpointBytes;

    /// <summary>How often the notification log was asked; may be read from any thread.</summary>
    public long Queries => Volatile.Read(ref _queries);

    /// <summary>How often expired entries were dropped; may be read from any thread.</summary>
    public long Collections => Volatile.Read(ref _collections);

    /// <summary>When <see cref="Tick"/> must be called at the latest.</summary>
    public Instant NextWake => _timers.TryPeek(out _, out Instant due) ? Instant.Min(due, _nextGc) : _nextGc;

    /// <summary>Hands over the effects since the last call, in order.</summary>
    public IReadOnlyList<NotifyEffect> TakeEffects()
    {
        List<NotifyEffect> taken = _effects;
        _effects = [];
        return taken;
    }

    /// <summary>
    /// Begins: what was decided before a crash and has not ended is sent again, as a repeat, since nobody knows whether
    /// it arrived. It gets the time to send that it had at first, counted from now.
    /// </summary>
    public void Resume(Instant now)
    {
        Collect(now);
        foreach (OpenNotification open in _state.Open.Values.OrderBy(o => o.Decided.At).ToList())
        {
            NotificationDecided decided = open.Decided;
            if (_model.Find(decided.Target.Instance) is not { } integration)
            {
                Append(new NotificationFailed(now)
                {
                    Id = decided.Id,
                    Target = decided.Target,
                    Reason = SendFailureReason.Other,
                    Attempts = open.Attempts,
                    Detail = "the configuration no longer has this integration",
                });
                continue;
            }

            var delivery = new Delivery
            {
                Decided = decided,
                Integration = integration,
                Deadline = now + (decided.Deadline - decided.FlushAt),
                Attempts = open.Attempts,
                IsRepeat = true,
            };
            Enter(delivery);
            MakeReady(delivery, now);
        }
    }

    /// <summary>Replaces the receivers. Attempts under way end as they began; the next attempt uses the new ones.</summary>
    public void Swap(NotifyModel model)
    {
        _model = model;
        foreach (Delivery delivery in _deliveries.Values)
        {
            delivery.Integration = model.Find(delivery.Integration.Key) ?? delivery.Integration;
        }
    }

    /// <summary>Decides a flush for each integration of its receiver.</summary>
    /// <param name="flush">The flush.</param>
    /// <param name="token">Comes back in <see cref="NotifyEffect.EndFlush"/>, exactly once.</param>
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
        var progress = new FlushProgress(token, receiver.Integrations.Count);
        foreach (IntegrationModel integration in receiver.Integrations)
        {
            Offer(new FlushShare(digest, progress, integration), now);
        }
    }

    /// <summary>An appended event that somebody waits for is on disk, or never will be; both go on alike.</summary>
    public void Appended(long token, Instant now)
    {
        if (_commits.Remove(token, out Action<Instant>? goOn))
        {
            goOn(now);
        }
    }

    /// <summary>Does what has fallen due.</summary>
    public void Tick(Instant now)
    {
        while (_timers.TryPeek(out Delivery? delivery, out Instant due) && due <= now)
        {
            _timers.Dequeue();
            if (delivery.Phase == DeliveryPhase.BacksOff)
            {
                MakeReady(delivery, now);
            }
            else if (delivery.Phase == DeliveryPhase.Ready && now >= delivery.Deadline)
            {
                Fail(delivery, delivery.LastReason, "the time of the flush ran out before its turn came", now);
            }
        }

        if (now >= _nextGc)
        {
            Collect(now);
        }
    }

    private void Collect(Instant now)
    {
        _state.RemoveExpired(now, _options.Retention);
        _collections++;
        _nextGc = now + _options.GcInterval;
    }

    private void Offer(FlushShare share, Instant now)
    {
        if (!_slots.TryGetValue(share.Target, out TargetSlot? slot))
        {
            Decide(share, now);
            return;
        }

        // The group's deadline is its next tick, so this is rare: a send that ends late. The newer flush knows all that
        // the older did, since the router keeps resolved alerts until a flush succeeds.
        if (slot.Waiting is { } superseded)
        {
            Hold(superseded.Target, superseded.Digest.Flush, DedupReason.Superseded, now);
            Done(superseded.Progress, succeeded: false);
        }

        slot.Waiting = share;
    }

    private void Decide(FlushShare share, Instant now)
    {
        Flush flush = share.Digest.Flush;
        LogEntry? entry = _state.Log.Find(share.Target);
        _queries++;
        FlushView view = share.Digest.For(entry, _options.ResolvedAfterMute);
        IntegrationModel integration = share.Integration;
        DedupReason reason = view.Alerts.Count > 0
            ? Dedup.Decide(entry, view.Question(flush, integration.SendResolved, _options))
            : flush.Muted.Count > 0 ? DedupReason.AllMuted : DedupReason.NothingNew;
        if (!reason.IsSend())
        {
            NoteMute(share.Target, entry, view, now);
            Hold(share.Target, flush, reason, now);
            Done(share.Progress, succeeded: true);
            return;
        }

        IReadOnlyList<Alert> alerts = integration.SendResolved
            ? view.Alerts
            : [.. view.Alerts.Where(a => !a.IsResolvedAt(flush.At))];
        if (alerts.Count == 0)
        {
            LogUnsent(share, view, entry, now);
        }
        else if (Instance(integration.Key).Open >= _options.OutboxItemsMax)
        {
            Hold(share.Target, flush, DedupReason.OutboxFull, now);
            Done(share.Progress, succeeded: false);
        }
        else
        {
            Send(share, view, reason, alerts);
        }

        void Send(FlushShare share, FlushView view, DedupReason reason, IReadOnlyList<Alert> alerts)
        {
            var decided = new NotificationDecided(now)
            {
                Id = NotificationId.Of(share.Target, flush),
                Target = share.Target,
                GroupKey = flush.GroupKey,
                FlushNumber = flush.Number,
                FlushAt = flush.At,
                Deadline = flush.Deadline,
                RepeatInterval = flush.RepeatInterval,
                Reason = reason,
                GroupLabels = flush.GroupLabels,
                RouteLabels = flush.RouteLabels,
                Alerts = alerts,
                Firing = view.Firing.Sorted.ToArray(),
                Resolved = view.Resolved.Sorted.ToArray(),
                Muted = view.MutedFiring.Sorted.ToArray(),
            };
            var delivery = new Delivery
            {
                Decided = decided,
                Progress = share.Progress,
                Integration = integration,
                Deadline = flush.Deadline,
            };
            Enter(delivery);
            Append(decided, at => MakeReady(delivery, at));
        }
    }

    // Everything resolved and the integration does not want to hear of it: the log must still learn it, or the next
    // episode of the same alert would be taken for this one.
    private void LogUnsent(FlushShare share, FlushView view, LogEntry? entry, Instant now)
    {
        Flush flush = share.Digest.Flush;
        FlushProgress progress = share.Progress;
        Append(
            new NotificationLogged(now)
            {
                Id = "",
                Target = share.Target,
                GroupKey = flush.GroupKey,
                Firing = view.Firing.Sorted.ToArray(),
                Resolved = view.Resolved.Sorted.ToArray(),
                Muted = view.MutedFiring.Sorted.ToArray(),
                ExpiresAt = LogState.ExpiryOf(now, flush.RepeatInterval, _options.Retention),
                ReceiverData = entry?.ReceiverData ?? Notification.NoData,
            },
            _ => Done(progress, succeeded: true));
    }

    // Quiet flushes do not touch the log, but a mute that begins must be remembered: the entry would expire after two
    // repeat intervals, and the end of an alert that is silenced for days could not be told.
    private void NoteMute(in NotificationTarget target, LogEntry? entry, FlushView view, Instant now)
    {
        if (entry is null || view.MutedFiring.IsEmpty)
        {
            return;
        }

        bool isKnown = view.MutedFiring.IsSubsetOf(entry.Muted);
        if (isKnown && entry.ExpiresAt - now >= _options.Retention / 2)
        {
            return;
        }

        Append(new MuteNoted(now)
        {
            Target = target,
            Muted = entry.Muted.Union(view.MutedFiring).Sorted.ToArray(),
            ExpiresAt = now + _options.Retention,
        });
    }

    private void Hold(in NotificationTarget target, Flush flush, DedupReason reason, Instant now)
    {
        if (_state.LastHeld(target) == reason)
        {
            return;
        }

        Append(new NotificationHeld(now)
        {
            Target = target,
            FlushNumber = flush.Number,
            Reason = reason,
            ToldAt = _state.Log.Find(target)?.Timestamp ?? default,
            RepeatInterval = flush.RepeatInterval,
        });
    }
}
