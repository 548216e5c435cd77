using Tocsin.Journal.Events.Notify;
using Tocsin.Model;
using Tocsin.Model.Alerts;
using Tocsin.Model.Seams;
using Tocsin.Notify.NotificationLog;

namespace Tocsin.Notify.Outbox;

public sealed partial class NotifyCore
{
    /// <summary>Decides a share now, or once the message under way has ended.</summary>
    /// <returns>False if its alerts reach nobody by it.</returns>
    private bool Offer(FlushShare share, Instant now)
    {
        if (_slots.Find(TargetKey.Of(share.Target)) is not { } current)
        {
            return Decide(share, now);
        }

        // A message that waits for its receiver, or a send that ends late. The newer flush knows all that the older did,
        // since the router keeps resolved alerts until a flush succeeds.
        if (current.Behind is { } superseded)
        {
            Hold(superseded.Target, superseded.Digest.Flush, DedupReason.Superseded, now);
            Done(superseded.Progress, succeeded: false);
        }

        current.Behind = share;
        Bound(share.Progress, share.Digest.Flush);
        return true;
    }

    // A group is not flushed again before its flush ends, so that no flush may wait longer than its group's interval.
    private void Bound(FlushProgress? progress, Flush flush)
    {
        if (progress is { IsOver: false })
        {
            _timers.Schedule(progress.End ??= new FlushEnd(progress), flush.Deadline);
        }
    }

    private bool Decide(FlushShare share, Instant now)
    {
        if (share.IsFollowUp)
        {
            DecideFollowUp(share, now);
            return true;
        }

        Flush flush = share.Digest.Flush;
        LogEntry? entry = _state.Log.Find(share.Target);
        if (share.Origin is { } unsent && entry?.FlushAt > flush.At)
        {
            // They know a later state of the group, after which this one must not come. What it has that is new to them
            // and still holds is in the group's next flush, and the page goes on with that.
            FallBackAgain(unsent.Id, now);
            return true;
        }

        _queries++;
        FlushView view = share.Digest.For(entry, _options.ResolvedAfterMute);
        DedupReason reason = view.Alerts.Count > 0
            ? Dedup.Decide(entry, view.Question(flush, share.Integration.SendResolved, _options))
            : flush.Muted.Count > 0 ? DedupReason.AllMuted : DedupReason.NothingNew;
        if (reason.IsSend())
        {
            return Tell(share, view, reason, now);
        }

        NoteMute(share.Target, entry, view, now);
        Hold(share.Target, flush, reason, now);
        Done(share.Progress, succeeded: true);
        return true;
    }

    private bool Tell(FlushShare share, FlushView view, DedupReason reason, Instant now)
    {
        Flush flush = share.Digest.Flush;
        IReadOnlyList<Alert> alerts = share.Integration.SendResolved
            ? view.Alerts
            : [.. view.Alerts.Where(a => !a.IsResolvedAt(flush.At))];
        if (alerts.Count == 0)
        {
            LogUnsent(share, view, now);
            return true;
        }

        IntegrationQueue queue = QueueOf(share.Integration);
        NotificationDecided decided = DecisionOf(share, view, reason, now) with
        {
            Alerts = alerts,
            Deadline = queue.Gate.Model.Deadline is { } span ? now + span : flush.Deadline,
            FlushDeadline = flush.Deadline,
        };
        if (queue.Open < _options.OutboxItemsMax)
        {
            Send(decided, share, queue);
            return true;
        }

        Hold(share.Target, flush, DedupReason.OutboxFull, now);
        Done(share.Progress, succeeded: false);
        return FallBack(decided, new FallbackCause(SendFailureReason.Other, DedupReason.OutboxFull.Text()), now);
    }

    private static NotificationDecided DecisionOf(FlushShare share, FlushView view, DedupReason reason, Instant now)
    {
        Flush flush = share.Digest.Flush;
        return new NotificationDecided(now)
        {
            Id = share.Origin is { } origin
                ? NotificationId.OfFallback(share.Target, origin.Id, share.Round, flush.At)
                : NotificationId.Of(share.Target, flush),
            Target = share.Target,
            GroupKey = flush.GroupKey,
            FlushNumber = flush.Number,
            FlushAt = flush.At,
            Deadline = flush.Deadline,
            RepeatInterval = flush.RepeatInterval,
            Reason = reason,
            GroupLabels = flush.GroupLabels,
            RouteLabels = flush.RouteLabels,
            Alerts = view.Alerts,
            Firing = view.Firing.Sorted.ToArray(),
            Resolved = view.Resolved.Sorted.ToArray(),
            Muted = view.MutedFiring.Sorted.ToArray(),
            Origin = share.Origin,
        };
    }

    private void Send(NotificationDecided decided, FlushShare share, IntegrationQueue queue)
    {
        bool isRepeat = share.IsRepeat || _state.Log.Find(share.Target)?.MayHold(
            AlertHashes.Of([.. decided.Firing]), AlertHashes.Of([.. decided.Resolved])) == true;
        long token = AppendAwaited(decided);
        OpenNotification open = _state.Find(decided.Id)!;
        open.IsRepeat = isRepeat;
        if (decided.Deadline > decided.FlushDeadline)
        {
            Bound(share.Progress, share.Digest.Flush);
        }

        open.Await(share.Progress);
        Enter(open, queue);
        _commits[token] = (seq, at) =>
        {
            NotifyState.Stored(open, seq);
            MakeReady(open, at);
        };
    }

    // Everything resolved and the integration does not want to hear of it: the log must still learn it, or the next
    // episode of the same alert would be taken for this one.
    private void LogUnsent(FlushShare share, FlushView view, Instant now)
    {
        Flush flush = share.Digest.Flush;
        FlushProgress? progress = share.Progress;
        LogEntry? entry = _state.Log.Find(share.Target);
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
                IsFallback = entry?.IsFallback ?? false,
                FlushAt = flush.At,
            },
            () => Done(progress, succeeded: true));
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
