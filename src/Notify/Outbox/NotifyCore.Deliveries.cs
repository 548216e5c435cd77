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
        if (_state.Find(id) is not { Phase: DeliveryPhase.Sending } delivery)
        {
            return;
        }

        IntegrationGate gate = delivery.Queue.Gate;
        bool breakerTurned = gate.Ended(outcome, delivery.Detail.IsProbe, now);
        delivery.Detail.IsProbe = false;
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

    private static AttemptFinished Finished(OpenNotification delivery, SendOutcome outcome, TimeSpan duration, Instant now) =>
        new(now)
        {
            Id = delivery.Body.Id,
            Target = delivery.Body.Target,
            Attempt = delivery.Begun,
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
            Waited = delivery.Detail.Waited,
            WaitedFor = delivery.Detail.WaitedFor,
        };

    private void TellTemplateError(OpenNotification delivery, SendOutcome outcome, Instant now)
    {
        if (outcome.TemplateError is { } error && !delivery.Detail.TemplateErrorTold)
        {
            delivery.Detail.TemplateErrorTold = true;
            Append(new TemplateFailed(now)
            {
                Id = delivery.Body.Id,
                Target = delivery.Body.Target,
                Error = error,
            });
        }
    }

    private void Conclude(OpenNotification delivery, SendOutcome.Delivered outcome, Instant now)
    {
        NotificationDecided decided = delivery.Body;
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
            delivery.Progress is null && delivery.FlushToken == 0 ? null : () => Done(delivery, succeeded: true));
        TellIfBack(decided, now);
        Leave(delivery, now);
    }

    private void Repeat(OpenNotification delivery, SendOutcome.Retry retry, TimeSpan duration, Instant now)
    {
        IntegrationGate gate = delivery.Queue.Gate;
        AttemptFinished finished = Finished(delivery, retry, duration, now) with { Reason = retry.Reason };
        Instant next = gate.NextTry(delivery.Begun, now);
        if (retry.After is { } after && after > TimeSpan.Zero)
        {
            // The receiver is rate-limited, not this message: all of the integration's messages wait.
            gate.KeepQuiet(now + (after < _options.RetryAfterMax ? after : _options.RetryAfterMax));
            next = Instant.Later(next, gate.QuietUntil);
        }

        delivery.IsRepeat |= retry.MayHaveArrived;
        delivery.Detail.LastReason = retry.Reason;
        delivery.Detail.LastAnswer = retry.Answer;
        if (next >= delivery.Deadline)
        {
            Append(finished);
            Fail(delivery, retry.Reason, $"no time for another attempt; the last one: {retry.Answer}", now);
            return;
        }

        Append(finished with { NextTryAt = Instant.Later(next, gate.BreakerOpenUntil) });
        delivery.Phase = DeliveryPhase.BacksOff;
        delivery.ReadyAt = next;
        delivery.ReleaseBody();
        Arm(delivery);
    }

    private void MakeReady(OpenNotification delivery, Instant now)
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
    private void Arm(OpenNotification delivery)
    {
        Instant fallbackAt = delivery.IsAsked ? Instant.Max : delivery.FallbackAt;
        _timers.Schedule(delivery, delivery.Phase switch
        {
            DeliveryPhase.Ready => Instant.Min(delivery.Until, fallbackAt),
            DeliveryPhase.BacksOff => Instant.Min(delivery.ReadyAt, fallbackAt),
            DeliveryPhase.Sending => fallbackAt,
            _ => Instant.Max,
        });
    }

    private void Wake(OpenNotification delivery, Instant now)
    {
        FallBackIfLate(delivery, now);
        if (delivery.Phase == DeliveryPhase.BacksOff && now >= delivery.ReadyAt)
        {
            MakeReady(delivery, now);
        }
        else if (delivery.Phase == DeliveryPhase.Ready && now >= delivery.Until)
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
            bool isQuiet = gate.Reason == WaitReason.RetryAfter && gate.Until >= delivery.Until;
            bool isLast = gate.Reason == WaitReason.Breaker && now >= delivery.Deadline;
            if (now >= delivery.Until)
            {
                Expire(delivery, now);
            }
            else if (gate.Reason != WaitReason.None && !isLast && !isQuiet)
            {
                queue.Blocked = gate.Reason;
                wakeAt = gate.Until;
                break;
            }
            else if (delivery.Decided is null)
            {
                // Read back by now, or nearly so; the queue goes on when it is here.
                FillAhead(queue);
                break;
            }
            else if (isLast)
            {
                Fail(delivery, delivery.Detail.LastReason, "its time was over when the program started, and the receiver still fails", now);
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

    private void Start(OpenNotification delivery, Instant now)
    {
        NotificationDecided decided = delivery.Body;
        IntegrationQueue queue = delivery.Queue;
        Dequeue(delivery);
        delivery.Detail.IsProbe = queue.Gate.Started(now);
        delivery.Detail.Waited = now - delivery.ReadyAt;
        delivery.Detail.WaitedFor = delivery.Detail.Waited > TimeSpan.Zero ? queue.Blocked : WaitReason.None;
        delivery.Phase = DeliveryPhase.Sending;
        delivery.Detail.Begun = delivery.Begun + 1;
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
            Attempt = delivery.Begun,
            IsRepeat = delivery.IsRepeat,
            ReceiverData = _state.Log.Find(decided.Target)?.ReceiverData ?? Notification.NoData,
        };
        Instant cutAt = queue.Gate.Model.Timeout is { } timeout ? Instant.Min(now + timeout, delivery.Until) : delivery.Until;
        _effects.Add(new NotifyEffect.StartSend(
            notification, queue.Integration.Notifier, queue.Integration.Key, cutAt));
    }

    private void FailLate(OpenNotification delivery, Instant now) =>
        Fail(delivery, delivery.Detail.LastReason, "the time of the flush ran out before its turn came", now);

    private void Fail(OpenNotification delivery, SendFailureReason reason, string detail, Instant now)
    {
        NotificationDecided decided = delivery.Body;

        // One that went on for being late and is in no chain was told there before, or waits there for its turn.
        bool hasHope = delivery.HasFallenBack
            ? _state.ChainOf(delivery) is null
            : FallBack(
                decided,
                new FallbackCause(reason, detail) { IsRepeat = delivery.IsResumed, Round = delivery.Detail.FallbackRounds },
                now);
        if (!hasHope)
        {
            TellIfLost(delivery, reason, detail, now);
        }

        Append(new NotificationFailed(now)
        {
            Id = decided.Id,
            Target = decided.Target,
            Reason = reason,
            Attempts = delivery.Begun,
            Detail = detail,
            MaybeToldUntil = delivery.IsRepeat
                ? LogState.ExpiryOf(now, decided.RepeatInterval, _options.Retention)
                : default,
            MaybeTold = delivery.IsRepeat ? MaybeTold.Of(decided) : null,
        });
        TryFallbackAgain(delivery, now);
        Done(delivery, succeeded: false);
        Leave(delivery, now);
    }

    private void Enter(OpenNotification delivery, IntegrationQueue queue)
    {
        delivery.Phase = DeliveryPhase.AwaitsJournal;
        delivery.Queue = queue;
        delivery.FallbackAt = FallbackAtOf(delivery);
        _slots.Put(delivery);
        queue.Open++;
    }

    private void Leave(OpenNotification delivery, Instant now)
    {
        if (delivery.Phase == DeliveryPhase.Ready)
        {
            Dequeue(delivery);
        }

        delivery.Phase = DeliveryPhase.Ended;
        _timers.Remove(delivery);
        delivery.Queue.Open--;
        _slots.Remove(delivery.Target, out _);
        if (delivery.Behind is { } behind)
        {
            Decide(behind, now);
        }
    }

    private void Done(OpenNotification delivery, bool succeeded)
    {
        if (delivery.FlushToken != 0)
        {
            _effects.Add(new NotifyEffect.EndFlush(delivery.FlushToken, succeeded));
        }

        Done(delivery.Progress, succeeded);
    }

    private void Done(FlushProgress? progress, bool succeeded)
    {
        if (progress is not null && progress.Done(succeeded))
        {
            if (progress.End is { } end)
            {
                _timers.Remove(end);
            }

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
            queue = new IntegrationQueue(integration, gate, _startedAt);
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
