using Tocsin.Journal.Events.Notify;
using Tocsin.Model;
using Tocsin.Model.Labels;
using Tocsin.Model.Seams;

namespace Tocsin.Notify.Outbox;

// What waits for long holds no texts: those are in the journal, and are read back when the turn of a message comes near,
// or when it must end without one. On a system without a queue nothing is ever read.
public sealed partial class NotifyCore
{
    private List<DecisionPlace> _wanted = [];
    private int _aheadAlerts;
    private long _loads;
    private long _releases;

    /// <summary>How many decisions were left to the journal because their messages had to wait.</summary>
    public long Releases => _releases;

    /// <summary>How many decisions were asked for; may be read from any thread.</summary>
    public long Loads => Volatile.Read(ref _loads);

    /// <summary>A decision that was asked for is here, or cannot be had.</summary>
    /// <param name="place">Which.</param>
    /// <param name="decided">The decision; null if the journal does not have it any more.</param>
    /// <param name="now">The present.</param>
    public void Loaded(in DecisionPlace place, NotificationDecided? decided, Instant now)
    {
        if (_state.Find(place.Key) is not { } open || open.Seq != place.Seq)
        {
            return;
        }

        open.Decided ??= decided;
        if (open.IsUnderWay)
        {
            open.IsAsked = false;
            GoOn(open, now);
        }
        else
        {
            FailGone(open, now);
        }

        TellWanted();
    }

    private void GoOn(OpenNotification delivery, Instant now)
    {
        if (delivery.Decided is null)
        {
            Lose(delivery, now);
            return;
        }

        if (delivery.Phase == DeliveryPhase.Expires)
        {
            FailLate(delivery, now);
            return;
        }

        Count(delivery, 1);
        FallBackIfLate(delivery, now);
        if (delivery.Phase == DeliveryPhase.Ready)
        {
            ReleaseIfBare(delivery);
            Pump(delivery.Queue, now);
        }
        else if (delivery.Phase == DeliveryPhase.BacksOff)
        {
            delivery.ReleaseBody();
        }

        Arm(delivery);
    }

    // Its turn has not come, and will not: who is told instead, and what the log makes of it, is in the decision.
    private void Expire(OpenNotification delivery, Instant now)
    {
        if (delivery.Decided is not null)
        {
            FailLate(delivery, now);
            return;
        }

        Dequeue(delivery);
        delivery.Phase = DeliveryPhase.Expires;
        _timers.Remove(delivery);
        AskOnce(delivery);
    }

    // Keeps as many of the first messages ready to go as the limits allow; one of each queue whatever they say. Reading
    // begins when half of them have gone, so that a block of the journal is read for many and not for one.
    private void FillAhead(IntegrationQueue queue)
    {
        bool isLow = queue.Ahead <= _options.AheadMax / 2;
        while (queue.FirstBare is { } bare && HasRoomAhead(queue) && (isLow || bare.Decided is not null))
        {
            OpenNotification delivery = queue.TakeAhead();
            if (delivery.Decided is null)
            {
                AskOnce(delivery);
            }
            else
            {
                Count(delivery, 1);
            }
        }
    }

    private bool HasRoomAhead(IntegrationQueue queue) =>
        queue.Ahead == 0 || (queue.Ahead < _options.AheadMax && _aheadAlerts < _options.AheadAlertsMax);

    private void ReleaseIfBare(OpenNotification delivery)
    {
        if (delivery.Phase == DeliveryPhase.Ready && !delivery.IsAhead)
        {
            delivery.ReleaseBody();
            _releases++;
        }
    }

    private void Dequeue(OpenNotification delivery)
    {
        if (delivery.IsAhead && delivery.Decided is not null)
        {
            Count(delivery, -1);
        }

        delivery.Queue.Remove(delivery);
    }

    private void Count(OpenNotification delivery, int sign)
    {
        if (delivery.IsAhead)
        {
            _aheadAlerts += sign * delivery.Body.Alerts.Count;
        }
    }

    private void AskOnce(OpenNotification delivery)
    {
        if (!delivery.IsAsked)
        {
            delivery.IsAsked = Ask(delivery);
        }
    }

    // False if there is no place to ask for: then the decision was never let go.
    private bool Ask(OpenNotification open)
    {
        if (open.Seq > 0)
        {
            _wanted.Add(new DecisionPlace(open.Key, open.Seq));
            _loads++;
        }

        return open.Seq > 0;
    }

    private void TellWanted()
    {
        if (_wanted.Count > 0)
        {
            _effects.Add(new NotifyEffect.Load(_wanted));
            _wanted = [];
        }
    }

    private void FailGone(OpenNotification open, Instant now)
    {
        const string Gone = "the configuration no longer has this integration";
        if (open.Decided is { } decided)
        {
            FallBack(decided, new FallbackCause(SendFailureReason.Other, Gone) { IsRepeat = true }, now);
            Append(FailedOf(open, decided.Target, Gone, now));
        }
        else
        {
            Append(FailedOf(open, UnknownTarget(open), $"{Gone}, and {MissingText(open)}", now));
        }
    }

    // Nobody can be told what nobody knows any more. Its group can: the flush ends as failed, so that all of it is told at
    // the next interval, and people hear that a page was lost on the way.
    private void Lose(OpenNotification open, Instant now)
    {
        string detail = MissingText(open);
        if (open.IsPage)
        {
            RaiseUndeliverable(new PageUndeliverable(now)
            {
                Target = UnknownTarget(open),
                Id = FallbackChains.RootOf(open),
                Reason = SendFailureReason.Other,
                Detail = detail,
                GroupLabels = LabelSet.Empty,
            });
        }

        Append(FailedOf(open, UnknownTarget(open), detail, now) with { Attempts = open.Begun });
        TryFallbackAgain(open, now);
        Done(open, succeeded: false);

        Leave(open, now);
        Pump(open.Queue, now);
    }

    private static string MissingText(OpenNotification open) =>
        $"the journal has lost the message (event {open.Seq} is missing or damaged; see its health); "
        + "its group is told anew at its next interval";

    private static NotificationTarget UnknownTarget(OpenNotification open) =>
        new("", open.Instance.Receiver, open.Instance.Integration, open.Instance.Index);

    private static NotificationFailed FailedOf(
        OpenNotification open,
        NotificationTarget target,
        string detail,
        Instant now)
    {
        return new NotificationFailed(now)
        {
            Id = NotificationId.Text(open.Key),
            Target = target,
            Reason = SendFailureReason.Other,
            Attempts = open.Attempts,
            Detail = detail,
        };
    }
}
