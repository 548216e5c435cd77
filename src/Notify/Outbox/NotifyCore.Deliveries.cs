using System.Runtime.InteropServices;
using Tocsin.Journal.Events;
using Tocsin.Journal.Events.Notify;
using Tocsin.Model;
using Tocsin.Model.Seams;
using Tocsin.Notify.NotificationLog;

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

        InstanceQueue instance = Instance(delivery.Integration.Key);
        instance.Sending--;
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

        Pump(instance, now);
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
            },
            delivery.Progress is { } progress ? _ => Done(progress, succeeded: true) : null);
        Leave(delivery, now);
    }

    private void Repeat(Delivery delivery, SendOutcome.Retry retry, TimeSpan duration, Instant now)
    {
        AttemptFinished finished = Finished(delivery, retry, duration, now) with { Reason = retry.Reason };
        Instant next = now + _options.Backoff.PauseAfter(delivery.Attempts, _random);
        if (retry.After is { } after && after > TimeSpan.Zero)
        {
            // The receiver is rate-limited, not this message: all of the integration's messages wait.
            InstanceQueue instance = Instance(delivery.Integration.Key);
            Instant until = now + (after < _options.RetryAfterMax ? after : _options.RetryAfterMax);
            instance.NotBefore = Instant.Later(instance.NotBefore, until);
            next = Instant.Later(next, until);
        }

        delivery.IsRepeat |= retry.MayHaveArrived;
        delivery.LastReason = retry.Reason;
        delivery.LastAnswer = retry.Answer;
        if (next >= delivery.Deadline)
        {
            Append(finished);
            Fail(delivery, retry.Reason, $"no time for another attempt; the last one: {retry.Answer}", now);
            return;
        }

        Append(finished with { NextTryAt = next });
        Park(delivery, next);
    }

    private void MakeReady(Delivery delivery, Instant now)
    {
        if (delivery.Phase == DeliveryPhase.Ended)
        {
            return;
        }

        delivery.Phase = DeliveryPhase.Ready;
        InstanceQueue instance = Instance(delivery.Integration.Key);
        instance.Ready.Enqueue(delivery);
        Pump(instance, now);
        if (delivery.Phase == DeliveryPhase.Ready)
        {
            _timers.Enqueue(delivery, delivery.Deadline);
        }
    }

    private void Pump(InstanceQueue instance, Instant now)
    {
        while (instance.Sending < _options.SendsMax && instance.Ready.TryDequeue(out Delivery? delivery))
        {
            if (delivery.Phase != DeliveryPhase.Ready)
            {
                continue;
            }

            if (now >= delivery.Deadline)
            {
                Fail(delivery, delivery.LastReason, "the time of the flush ran out before its turn came", now);
            }
            else if (instance.NotBefore > now)
            {
                WaitForQuietToEnd(delivery, instance, now);
            }
            else
            {
                Start(delivery, instance);
            }
        }
    }

    private void WaitForQuietToEnd(Delivery delivery, InstanceQueue instance, Instant now)
    {
        if (instance.NotBefore >= delivery.Deadline)
        {
            string detail = $"the receiver asked for quiet until {instance.NotBefore}";
            Fail(delivery, SendFailureReason.RateLimited, detail, now);
        }
        else
        {
            Park(delivery, instance.NotBefore);
        }
    }

    private void Park(Delivery delivery, Instant until)
    {
        delivery.Phase = DeliveryPhase.BacksOff;
        _timers.Enqueue(delivery, until);
    }

    private void Start(Delivery delivery, InstanceQueue instance)
    {
        NotificationDecided decided = delivery.Decided;
        instance.Sending++;
        delivery.Phase = DeliveryPhase.Sending;
        delivery.Attempts++;
        var notification = new Notification
        {
            Id = decided.Id,
            GroupKey = decided.GroupKey,
            GroupId = decided.Target.GroupId,
            Receiver = decided.Target.Receiver,
            GroupLabels = decided.GroupLabels,
            RouteLabels = decided.RouteLabels,
            Alerts = decided.Alerts,
            Reason = decided.Reason.Text(),
            At = decided.FlushAt,
            RepeatInterval = decided.RepeatInterval,
            Deadline = decided.Deadline,
            Attempt = delivery.Attempts,
            IsRepeat = delivery.IsRepeat,
            ReceiverData = _state.Log.Find(decided.Target)?.ReceiverData ?? Notification.NoData,
        };
        _effects.Add(new NotifyEffect.StartSend(
            notification, delivery.Integration.Notifier, delivery.Integration.Key, delivery.Deadline));
    }

    private void Fail(Delivery delivery, SendFailureReason reason, string detail, Instant now)
    {
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
        Instance(delivery.Integration.Key).Open++;
    }

    private void Leave(Delivery delivery, Instant now)
    {
        delivery.Phase = DeliveryPhase.Ended;
        _deliveries.Remove(delivery.Decided.Id);
        Instance(delivery.Integration.Key).Open--;
        if (_slots.Remove(delivery.Decided.Target, out TargetSlot? slot) && slot.Waiting is { } waiting)
        {
            Decide(waiting, now);
        }
    }

    private void Done(FlushProgress progress, bool succeeded)
    {
        if (progress.Done(succeeded))
        {
            _effects.Add(new NotifyEffect.EndFlush(progress.Token, progress.Succeeded));
        }
    }

    private InstanceQueue Instance(in IntegrationKey key)
    {
        ref InstanceQueue? instance = ref CollectionsMarshal.GetValueRefOrAddDefault(_instances, key, out _);
        return instance ??= new InstanceQueue();
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
