using Tocsin.Journal.Events.Notify;
using Tocsin.Model;
using Tocsin.Model.Seams;
using Tocsin.Notify.NotificationLog;
using Tocsin.Notify.Receivers;

namespace Tocsin.Notify.Outbox;

public sealed partial class NotifyCore
{
    private static readonly TimeSpan FallbackTimeMin = TimeSpan.FromSeconds(10);

    /// <summary>
    /// Hands a page on to the receiver that stands behind the one that could not be told. It is decided like a flush to
    /// that receiver: against the notification log, under an id of its own, which a replay makes again.
    /// </summary>
    /// <returns>True if somebody is told, was told already, or will be once an earlier message has ended.</returns>
    /// <remarks>
    /// Call it before the failure becomes an event: the journal keeps the order, so that a crash in between leaves the
    /// first notification open and never loses the page.
    /// </remarks>
    private bool FallBack(NotificationDecided unsent, FallbackCause cause, Instant now)
    {
        int depth = (unsent.Origin?.Depth ?? 0) + 1;
        if (!OpenNotification.IsPageOf(unsent) || depth > FallbackConfig.ChainMax
            || FallbackOf(unsent.Target.Receiver) is not { } fallback
            || !_model.TryGetReceiver(fallback.Receiver, out ReceiverModel? receiver))
        {
            return false;
        }

        var origin = new FallbackOrigin
        {
            Id = unsent.Id,
            Instance = unsent.Target.Instance,
            RootId = FallbackChains.RootOf(unsent),
            Root = unsent.Origin?.Root ?? unsent.Target.Instance,
            Depth = depth,
            Reason = cause.Reason,
            Detail = cause.Detail,
            IsLate = cause.IsLate,
        };
        FlushDigest digest = FlushDigest.Of(AsFlush(Newest(unsent), receiver.Name, now));
        bool hasHope = false;
        foreach (IntegrationModel integration in receiver.Integrations)
        {
            hasHope |= Offer(
                new FlushShare(digest, null, integration) { Origin = origin, IsRepeat = cause.IsRepeat, Round = cause.Round },
                now);
        }

        return hasHope;
    }

    // What the group has to tell by now, if a newer flush waits behind the page. If all of it is over by then, the page
    // itself is told all the same, and its end after it: people would never hear of it otherwise.
    private NotificationDecided Newest(NotificationDecided unsent)
    {
        if (_slots.Find(TargetKey.Of(unsent.Target))?.Behind is not { IsFollowUp: false } waiting)
        {
            return unsent;
        }

        FlushView view = waiting.Digest.For(_state.Log.Find(unsent.Target), _options.ResolvedAfterMute);
        Flush flush = waiting.Digest.Flush;
        return view.Firing.IsEmpty ? unsent : unsent with
        {
            FlushNumber = flush.Number,
            FlushAt = flush.At,
            FlushDeadline = flush.Deadline,
            Alerts = view.Alerts,
            Firing = view.Firing.Sorted.ToArray(),
            Resolved = view.Resolved.Sorted.ToArray(),
            Muted = view.MutedFiring.Sorted.ToArray(),
        };
    }

    private static Flush AsFlush(NotificationDecided unsent, string receiver, Instant now)
    {
        TimeSpan time = unsent.FlushDeadline - unsent.FlushAt;
        return new Flush
        {
            GroupKey = unsent.GroupKey,
            GroupId = unsent.Target.GroupId,
            Receiver = receiver,
            GroupLabels = unsent.GroupLabels,
            RouteLabels = unsent.RouteLabels,
            Alerts = unsent.Alerts,
            RepeatInterval = unsent.RepeatInterval,
            At = unsent.FlushAt,
            Deadline = now + (time > FallbackTimeMin ? time : FallbackTimeMin),
            Number = unsent.FlushNumber,
        };
    }

    private FallbackModel? FallbackOf(string receiver) =>
        _model.TryGetReceiver(receiver, out ReceiverModel? model) ? model.Fallback : null;

    private Instant FallbackAtOf(OpenNotification open) =>
        FallbackOf(open.Instance.Receiver)?.After is { } after && open.IsPage ? open.At + after : Instant.Max;

    private void FallBackIfLate(OpenNotification delivery, Instant now)
    {
        if (now < delivery.FallbackAt)
        {
            return;
        }

        if (delivery.Decided is null)
        {
            AskOnce(delivery);
            return;
        }

        FallBackLate(delivery, now);
    }

    private void FallBackLate(OpenNotification delivery, Instant now)
    {
        TimeSpan after = now - delivery.At;
        delivery.FallbackAt = Instant.Max;
        bool hasHope = FallBack(
            delivery.Body,
            new FallbackCause(delivery.Detail.LastReason, LateText(delivery, after))
            {
                IsLate = true,
                IsRepeat = delivery.IsResumed,
                Round = delivery.Detail.FallbackRounds++,
            },
            now);
        delivery.Detail.HasFallenBack = hasHope && delivery.FallbackAt == Instant.Max;
    }

    private static string LateText(OpenNotification delivery, TimeSpan after)
    {
        string text = $"not delivered after {Model.Durations.PrometheusDuration.Format(TimeSpan.FromSeconds((long)after.TotalSeconds))}";
        return delivery.Detail.LastAnswer.Length > 0 ? $"{text}; the last answer: {delivery.Detail.LastAnswer}" : text;
    }

    // All who stand behind a receiver have failed while it is still being tried, perhaps for hours to come: they are told
    // again after as long as the first time.
    private void TryFallbackAgain(OpenNotification failed, Instant now)
    {
        if (failed.RootId is { } rootId && _state.ChainOf(failed) is { Open: 1, IsDelivered: false })
        {
            FallBackAgain(rootId, now);
        }
    }

    private void FallBackAgain(string unsentId, Instant now)
    {
        if (_state.Find(unsentId) is { IsUnderWay: true } unsent && FallbackOf(unsent.Instance.Receiver)?.After is { } after)
        {
            unsent.Detail.HasFallenBack = false;
            unsent.FallbackAt = now + after;
            Arm(unsent);
        }
    }

    // Those who were told in another's place hear of the end, however the receiver itself fares by now.
    private List<FlushShare> FollowUps(FlushDigest digest, FlushProgress progress)
    {
        List<FlushShare> shares = [];
        foreach (NotificationTarget target in _state.Log.FallbacksOf(digest.Flush.GroupId))
        {
            if (target.Receiver != digest.Flush.Receiver && _model.Find(target.Instance) is { } integration)
            {
                shares.Add(new FlushShare(digest, progress, integration) { IsFollowUp = true });
            }
        }

        return shares;
    }

    private void DecideFollowUp(FlushShare share, Instant now)
    {
        Flush flush = share.Digest.Flush;
        LogEntry? entry = _state.Log.Find(share.Target);
        if (entry is null)
        {
            Done(share.Progress, succeeded: true);
            return;
        }

        FlushView view = share.Digest.ForFallback(entry, _options.ResolvedAfterMute);
        DedupReason reason = view.Resolved.IsEmpty
            ? DedupReason.NothingNew
            : Dedup.Decide(entry, view.Question(flush, share.Integration.SendResolved, _options) with
            {
                Firing = view.Firing.Intersect(entry.Firing),
                ResendAfterMute = false,
                RepeatInterval = TimeSpan.MaxValue,
            });
        if (reason.IsSend())
        {
            Tell(share, view, reason, now);
            return;
        }

        NoteMute(share.Target, entry, view, now);
        KeepFallback(share.Target, now);
        Done(share.Progress, succeeded: true);
    }

    // Nobody repeats the page there once the receiver itself is told again, so that nothing else keeps the entry.
    private void KeepFallback(in NotificationTarget target, Instant now)
    {
        if (_state.Log.Find(target) is { HoldsFiring: true } entry && entry.ExpiresAt - now < _options.Retention / 2)
        {
            Append(new MuteNoted(now)
            {
                Target = target,
                Muted = entry.Muted.Sorted.ToArray(),
                ExpiresAt = now + _options.Retention,
            });
        }
    }

    /// <summary>Why a page goes on to another receiver.</summary>
    private readonly record struct FallbackCause(SendFailureReason Reason, string Detail)
    {
        public bool IsLate { get; init; }

        // It may have gone there before a crash.
        public bool IsRepeat { get; init; }

        public int Round { get; init; }
    }
}
