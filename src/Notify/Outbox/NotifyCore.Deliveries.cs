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
        if (_state.Find(id)?.Delivery is not { Phase: DeliveryPhase.Sending } delivery)
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
        TellWanted();
    }

    private static AttemptFinished Finished(Delivery delivery, SendOutcome outcome, TimeSpan duration, Instant now) =>
        new(now)
        {
            Id = delivery.Open.Body.Id,
            Target = delivery.Open.Body.Target,
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
                Id = delivery.Open.Body.Id,
                Target = delivery.Open.Body.Target,
                Error = error,
            });
        }
    }

    private void Conclude(Delivery delivery, SendOutcome.Delivered outcome, Instant now)
    {
        NotificationDecided decided = delivery.Open.Body;
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
            delivery.Progress is { } progress ? () => Done(progress, succeeded: true) : null);
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
        if (next >= delivery.Open.Deadline)
        {
            Append(finished);
            Fail(delivery, retry.Reason, $"no time for another attempt; the last one: {retry.Answer}", now);
            return;
        }

        Append(finished with { NextTryAt = Instant.Later(next, gate.BreakerOpenUntil) });
        delivery.Phase = DeliveryPhase.BacksOff;
        delivery.ReadyAt = next;
        delivery.Open.ReleaseBody();
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
        FillAhead(delivery.Queue);
        ReleaseIfBare(delivery);
        Pump(delivery.Queue, now);
        if (delivery.Phase == DeliveryPhase.Ready)
        {
            Arm(delivery);
        }
    }

    // One whose decision is being read back is looked at again when it is here.
    private void Arm(Delivery delivery)
    {
        Instant fallbackAt = delivery.IsAsked ? Instant.Max : delivery.FallbackAt;
        _timers.Schedule(delivery, delivery.Phase switch
        {
            DeliveryPhase.Ready => Instant.Min(delivery.Deadline, fallbackAt),
            DeliveryPhase.BacksOff => Instant.Min(delivery.ReadyAt, fallbackAt),
            DeliveryPhase.Sending => fallbackAt,
            _ => Instant.Max,
        });
    }

    private void Wake(Delivery delivery, Instant now)
    {
        FallBackIfLate(delivery, now);
        if (delivery.Phase == DeliveryPhase.BacksOff && now >= delivery.ReadyAt)
        {
            MakeReady(delivery, now);
        }
        else if (delivery.Phase == DeliveryPhase.Ready && now >= delivery.Deadline)
        {
            Expire(delivery, now);
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
            bool isQuiet = gate.Reason == WaitReason.RetryAfter && gate.Until >= delivery.Deadline;
            bool isLast = gate.Reason == WaitReason.Breaker && now >= delivery.Open.Deadline;
            if (now >= delivery.Deadline)
            {
                Expire(delivery, now);
            }
            else if (gate.Reason != WaitReason.None && !isLast && !isQuiet)
            {
                queue.Blocked = gate.Reason;
                wakeAt = gate.Until;
                break;
            }
            else if (delivery.Open.Decided is null)
            {
                // Read back by now, or nearly so; the queue goes on when it is here.
                FillAhead(queue);
                break;
            }
            else if (isLast)
            {
                Fail(delivery, delivery.LastReason, "its time was over when the program started, and the receiver still fails", now);
            }
            else if (isQuiet)
            {
                Fail(delivery, SendFailureReason.RateLimited, $"the receiver asked for quiet until {gate.Until}", now);
            }
            else
            {
                Start(delivery, now);
            }
        }

        FillAhead(queue);
        _timers.Schedule(queue, wakeAt);
    }

    private void Start(Delivery delivery, Instant now)
    {
        NotificationDecided decided = delivery.Open.Body;
        IntegrationQueue queue = delivery.Queue;
        Dequeue(delivery);
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
        OpenNotification open = delivery.Open;
        NotificationDecided decided = open.Body;

        // One that went on for being late and is in no chain was told there before, or waits there for its turn.
        bool hasHope = delivery.HasFallenBack
            ? _state.ChainOf(open) is null
            : FallBack(
                decided,
                new FallbackCause(reason, detail) { IsRepeat = delivery.IsResumed, Round = delivery.FallbackRounds },
                now);
        if (!hasHope)
        {
            TellIfLost(open, reason, detail, now);
        }

        Append(new NotificationFailed(now)
        {
            Id = decided.Id,
            Target = decided.Target,
            Reason = reason,
            Attempts = delivery.Attempts,
            Detail = detail,
            MaybeToldUntil = delivery.IsRepeat
                ? LogState.ExpiryOf(now, decided.RepeatInterval, _options.Retention)
                : default,
            MaybeTold = delivery.IsRepeat ? MaybeTold.Of(decided) : null,
        });
        TryFallbackAgain(open, now);
        if (delivery.Progress is { } progress)
        {
            Done(progress, succeeded: false);
        }

        Leave(delivery, now);
    }

    private void Enter(Delivery delivery)
    {
        delivery.Open.Delivery = delivery;
        _slots[delivery.Open.Target] = delivery;
        delivery.Queue.Open++;
    }

    private void Leave(Delivery delivery, Instant now)
    {
        if (delivery.Phase == DeliveryPhase.Ready)
        {
            Dequeue(delivery);
        }

        delivery.Phase = DeliveryPhase.Ended;
        delivery.Open.Delivery = null;
        _timers.Remove(delivery);
        delivery.Queue.Open--;
        _slots.Remove(delivery.Open.Target);
        if (delivery.Behind is { } behind)
        {
            Decide(behind, now);
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

    private void Append(JournalEvent happened, Action? goOn = null)
    {
        if (goOn is not null)
        {
            _commits[AppendAwaited(happened)] = (_, _) => goOn();
            return;
        }

        _state.Apply(happened);
        _effects.Add(new NotifyEffect.Append(happened, 0));
    }

    private long AppendAwaited(JournalEvent happened)
    {
        _state.Apply(happened);
        _effects.Add(new NotifyEffect.Append(happened, ++_lastToken));
        return _lastToken;
    }
}
