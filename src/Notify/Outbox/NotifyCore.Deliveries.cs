using System.Runtime.InteropServices;
using Tocsin.Journal.Events;
using Tocsin.Journal.Events.Notify;
using Tocsin.Model;
using Tocsin.Model.Seams;
using Tocsin.Notify.NotificationLog;
using Tocsin.Notify.Pacing;
using Tocsin.Notify.Receivers;

namespace Tocsin.Notify.Outbox;

public sealed partial class NotifyCore
{
    /// <summary>An attempt ended.</summary>
    /// <param name="id">The notification.</param>
    /// <param name="outcome">How.</param>
    /// <param name="duration">How long it took.</param>
    /// <param name="now">The present.</param>
    public void AttemptEnded(string id, SendOutcome outcome, TimeSpan duration, Instant now)
    {
        if (!_deliveries.TryGetValue(id, out Delivery? delivery) || delivery.Phase != DeliveryPhase.Sending)
        {
            return;
        }

        IntegrationGate gate = delivery.Queue.Gate;
        bool breakerTurned = gate.Ended(outcome, delivery.IsProbe, now);
        delivery.IsProbe = false;
        TellTemplateError(delivery, outcome, now);
        switch (outcome)
        {
            case SendOutcome.Delivered delivered:
                Append(Finished(delivery, outcome, duration, now));
                Conclude(delivery, delivered, now);
                break;
            case SendOutcome.Retry retry:
                Repeat(delivery, retry, duration, now);
                break;
            case SendOutcome.Rejected rejected:
                Append(Finished(delivery, outcome, duration, now) with { Reason = rejected.Reason });
                Fail(delivery, rejected.Reason, outcome.Answer, now);
                break;
        }

        if (breakerTurned)
        {
            Append(new BreakerChanged(now)
            {
                Instance = delivery.Queue.Key,
                State = gate.BreakerState,
                OpenUntil = gate.BreakerOpenUntil,
                Answer = outcome.Answer,
            });
        }

        Pump(delivery.Queue, now);
    }

    private static AttemptFinished Finished(Delivery delivery, SendOutcome outcome, TimeSpan duration, Instant now) =>
        new(now)
        {
            Id = delivery.Decided.Id,
            Target = delivery.Decided.Target,
            Attempt = delivery.Attempts,
            IsRepeat = delivery.IsRepeat,
            Result = outcome switch
            {
                SendOutcome.Delivered => AttemptResult.Delivered,
                SendOutcome.Retry => AttemptResult.Retry,
                _ => AttemptResult.Rejected,
            },
            Code = outcome.Code,
            Answer = outcome.Answer,
            Duration = duration,
            BodyDigest = outcome.BodyDigest,
            Waited = delivery.Waited,
            WaitedFor = delivery.WaitedFor,
        };

    private void TellTemplateError(Delivery delivery, SendOutcome outcome, Instant now)
    {
        if (outcome.TemplateError is { } error && !delivery.TemplateErrorTold)
        {
            delivery.TemplateErrorTold = true;
            Append(new TemplateFailed(now)
            {
                Id = delivery.Decided.Id,
                Target = delivery.Decided.Target,
                Error = error,
            });
        }
    }

    private void Conclude(Delivery delivery, SendOutcome.Delivered outcome, Instant now)
    {
        NotificationDecided decided = delivery.Decided;
        bool isFallback = decided.Origin is not null || _state.Log.Find(decided.Target) is { IsFallback: true };
        Append(
            new NotificationLogged(now)
            {
                Id = decided.Id,
                Target = decided.Target,
                GroupKey = decided.GroupKey,
                Firing = decided.Firing,
                Resolved = decided.Resolved,
                Muted = decided.Muted,
                ExpiresAt = LogState.ExpiryOf(now, decided.RepeatInterval, _options.Retention),
                ReceiverData = outcome.ReceiverData,
                IsFallback = isFallback,
                FlushAt = decided.FlushAt,
            },
            delivery.Progress is { } progress ? _ => Done(progress, succeeded: true) : null);
        TellIfBack(decided, now);
        Leave(delivery, now);
    }

    private void Repeat(Delivery delivery, SendOutcome.Retry retry, TimeSpan duration, Instant now)
    {
        IntegrationGate gate = delivery.Queue.Gate;
        AttemptFinished finished = Finished(delivery, retry, duration, now) with { Reason = retry.Reason };
        Instant next = gate.NextTry(delivery.Attempts, now);
        if (retry.After is { } after && after > TimeSpan.Zero)
        {
            // The receiver is rate-limited, not this message: all of the integration's messages wait.
            gate.KeepQuiet(now + (after < _options.RetryAfterMax ? after : _options.RetryAfterMax));
            next = Instant.Later(next, gate.QuietUntil);
        }

        delivery.IsRepeat |= retry.MayHaveArrived;
        delivery.LastReason = retry.Reason;
        delivery.LastAnswer = retry.Answer;
        if (next >= delivery.Decided.Deadline)
        {
            Append(finished);
            Fail(delivery, retry.Reason, $"no time for another attempt; the last one: {retry.Answer}", now);
            return;
        }

        Append(finished with { NextTryAt = Instant.Later(next, gate.BreakerOpenUntil) });
        delivery.Phase = DeliveryPhase.BacksOff;
        delivery.ReadyAt = next;
        Arm(delivery);
    }

    private void MakeReady(Delivery delivery, Instant now)
    {
        if (delivery.Phase == DeliveryPhase.Ended)
        {
            return;
        }

        delivery.Phase = DeliveryPhase.Ready;
        delivery.ReadyAt = now;
        delivery.Queue.Add(delivery);
        Pump(delivery.Queue, now);
        if (delivery.Phase == DeliveryPhase.Ready)
        {
            Arm(delivery);
        }
    }

    private void Arm(Delivery delivery) => _timers.Schedule(delivery, delivery.Phase switch
    {
        DeliveryPhase.Ready => Instant.Min(delivery.Deadline, delivery.FallbackAt),
        DeliveryPhase.BacksOff => Instant.Min(delivery.ReadyAt, delivery.FallbackAt),
        DeliveryPhase.Sending => delivery.FallbackAt,
        _ => Instant.Max,
    });

    private void Wake(Delivery delivery, Instant now)
    {
        if (now >= delivery.FallbackAt)
        {
            FallBackLate(delivery, now);
        }

        if (delivery.Phase == DeliveryPhase.BacksOff && now >= delivery.ReadyAt)
        {
            MakeReady(delivery, now);
        }
        else if (delivery.Phase == DeliveryPhase.Ready && now >= delivery.Deadline)
        {
            FailLate(delivery, now);
        }
        else
        {
            Arm(delivery);
        }
    }

    // Starts what may start. What may not stays where it is, and the queue is woken when its gate opens.
    private void Pump(IntegrationQueue queue, Instant now)
    {
        Instant wakeAt = Instant.Max;
        while (queue.First is { } delivery)
        {
            GateAnswer gate = queue.Gate.Ask(now);
            if (now >= delivery.Deadline)
            {
                FailLate(delivery, now);
            }
            else if (gate.Reason == WaitReason.None)
            {
                Start(delivery, now);
            }
            else if (gate.Reason == WaitReason.Breaker && now >= delivery.Decided.Deadline)
            {
                Fail(delivery, delivery.LastReason, "its time was over when the program started, and the receiver still fails", now);
            }
            else if (gate.Reason == WaitReason.RetryAfter && gate.Until >= delivery.Deadline)
            {
                Fail(delivery, SendFailureReason.RateLimited, $"the receiver asked for quiet until {gate.Until}", now);
            }
            else
            {
                queue.Blocked = gate.Reason;
                wakeAt = gate.Until;
                break;
            }
        }

        _timers.Schedule(queue, wakeAt);
    }

    private void Start(Delivery delivery, Instant now)
    {
        NotificationDecided decided = delivery.Decided;
        IntegrationQueue queue = delivery.Queue;
        queue.Remove(delivery);
        delivery.IsProbe = queue.Gate.Started(now);
        delivery.Waited = now - delivery.ReadyAt;
        delivery.WaitedFor = delivery.Waited > TimeSpan.Zero ? queue.Blocked : WaitReason.None;
        delivery.Phase = DeliveryPhase.Sending;
        delivery.Attempts++;
        Arm(delivery);
        FallbackFor? standsInFor = decided.Origin?.ToFallbackFor();
        var notification = new Notification
        {
            Id = decided.Id,
            GroupKey = decided.GroupKey,
            GroupId = decided.Target.GroupId,
            Receiver = decided.Target.Receiver,
            GroupLabels = decided.GroupLabels,
            RouteLabels = decided.RouteLabels,
            Alerts = decided.Alerts,
            Reason = standsInFor?.Text ?? decided.Reason.Text(),
            FallbackFor = standsInFor,
            At = decided.FlushAt,
            RepeatInterval = decided.RepeatInterval,
            Deadline = decided.FlushDeadline,
            Attempt = delivery.Attempts,
            IsRepeat = delivery.IsRepeat,
            ReceiverData = _state.Log.Find(decided.Target)?.ReceiverData ?? Notification.NoData,
        };
        Instant cutAt = queue.Gate.Model.Timeout is { } timeout ? Instant.Min(now + timeout, delivery.Deadline) : delivery.Deadline;
        _effects.Add(new NotifyEffect.StartSend(
            notification, delivery.Integration.Notifier, delivery.Integration.Key, cutAt));
    }

    private void FailLate(Delivery delivery, Instant now) =>
        Fail(delivery, delivery.LastReason, "the time of the flush ran out before its turn came", now);

    private void Fail(Delivery delivery, SendFailureReason reason, string detail, Instant now)
    {
        // One that went on for being late and is in no chain was told there before, or waits there for its turn.
        bool hasHope = delivery.HasFallenBack
            ? _state.ChainOf(delivery.Decided) is null
            : FallBack(
                delivery.Decided,
                new FallbackCause(reason, detail) { IsRepeat = delivery.IsResumed, Round = delivery.FallbackRounds },
                now);
        if (!hasHope)
        {
            TellIfLost(delivery.Decided, reason, detail, now);
        }

        Append(new NotificationFailed(now)
        {
            Id = delivery.Decided.Id,
            Target = delivery.Decided.Target,
            Reason = reason,
            Attempts = delivery.Attempts,
            Detail = detail,
            MaybeToldUntil = delivery.IsRepeat
                ? LogState.ExpiryOf(now, delivery.Decided.RepeatInterval, _options.Retention)
                : default,
        });
        TryFallbackAgain(delivery.Decided, now);
        if (delivery.Progress is { } progress)
        {
            Done(progress, succeeded: false);
        }

        Leave(delivery, now);
    }

    private void Enter(Delivery delivery)
    {
        _deliveries[delivery.Decided.Id] = delivery;
        _slots[delivery.Decided.Target] = new TargetSlot { Current = delivery };
        delivery.Queue.Open++;
    }

    private void Leave(Delivery delivery, Instant now)
    {
        if (delivery.Phase == DeliveryPhase.Ready)
        {
            delivery.Queue.Remove(delivery);
        }

        delivery.Phase = DeliveryPhase.Ended;
        _timers.Remove(delivery);
        _deliveries.Remove(delivery.Decided.Id);
        delivery.Queue.Open--;
        if (_slots.Remove(delivery.Decided.Target, out TargetSlot? slot) && slot.Waiting is { } waiting)
        {
            Decide(waiting, now);
        }
    }

    private void Done(FlushProgress? progress, bool succeeded)
    {
        if (progress is not null && progress.Done(succeeded))
        {
            _timers.Remove(progress);
            _effects.Add(new NotifyEffect.EndFlush(progress.Token, progress.Succeeded));
        }
    }

    private DeliveryModel PacingOf(IntegrationModel integration) => integration.Delivery ?? _options.Delivery;

    private IntegrationQueue QueueOf(IntegrationModel integration)
    {
        ref IntegrationQueue? queue = ref CollectionsMarshal.GetValueRefOrAddDefault(_queues, integration.Key, out _);
        if (queue is null)
        {
            var gate = new IntegrationGate(PacingOf(integration), new Jitter(_seed, integration.Key));
            queue = new IntegrationQueue(integration.Key, gate);
            _observed = [.. _observed, queue];
        }

        return queue;
    }

    private void DropIdleQueues()
    {
        foreach (IntegrationQueue queue in _observed)
        {
            if (queue.Open == 0 && _model.Find(queue.Key) is null)
            {
                _timers.Remove(queue);
                _queues.Remove(queue.Key);
            }
        }

        _observed = [.. _queues.Values];
    }

    private void Append(JournalEvent happened, Action<Instant>? goOn = null)
    {
        _state.Apply(happened);
        long token = 0;
        if (goOn is not null)
        {
            token = ++_lastToken;
            _commits[token] = goOn;
        }

        _effects.Add(new NotifyEffect.Append(happened, token));
    }
}
