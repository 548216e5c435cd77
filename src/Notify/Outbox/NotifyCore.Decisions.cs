using Tocsin.Journal.Events.Notify;
using Tocsin.Model;
using Tocsin.Model.Alerts;
using Tocsin.Model.Seams;
using Tocsin.Notify.NotificationLog;
using Tocsin.Notify.Receivers;

namespace Tocsin.Notify.Outbox;

public sealed partial class NotifyCore
{
    private void Offer(FlushShare share, Instant now)
    {
        if (!_slots.TryGetValue(share.Target, out TargetSlot? slot))
        {
            Decide(share, now);
            return;
        }

        // A message that waits for its receiver, or a send that ends late. The newer flush knows all that the older did,
        // since the router keeps resolved alerts until a flush succeeds.
        if (slot.Waiting is { } superseded)
        {
            Hold(superseded.Target, superseded.Digest.Flush, DedupReason.Superseded, now);
            Done(superseded.Progress, succeeded: false);
        }

        slot.Waiting = share;
        Bound(share.Progress, share.Digest.Flush);
    }

    // A group is not flushed again before its flush ends, so that no flush may wait longer than its group's interval.
    private void Bound(FlushProgress progress, Flush flush)
    {
        if (!progress.IsOver)
        {
            _timers.Schedule(progress, flush.Deadline);
        }
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
        else if (QueueOf(integration).Open >= _options.OutboxItemsMax)
        {
            Hold(share.Target, flush, DedupReason.OutboxFull, now);
            Done(share.Progress, succeeded: false);
        }
        else
        {
            Send(share, view, reason, alerts, now);
        }
    }

    private void Send(FlushShare share, FlushView view, DedupReason reason, IReadOnlyList<Alert> alerts, Instant now)
    {
        Flush flush = share.Digest.Flush;
        IntegrationQueue queue = QueueOf(share.Integration);
        Instant deadline = queue.Gate.Model.Deadline is { } span ? now + span : flush.Deadline;
        var decided = new NotificationDecided(now)
        {
            Id = NotificationId.Of(share.Target, flush),
            Target = share.Target,
            GroupKey = flush.GroupKey,
            FlushNumber = flush.Number,
            FlushAt = flush.At,
            Deadline = deadline,
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
            Integration = share.Integration,
            Queue = queue,
            Deadline = deadline,
        };
        if (deadline > flush.Deadline)
        {
            Bound(share.Progress, flush);
        }

        Enter(delivery);
        Append(decided, at => MakeReady(delivery, at));
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
