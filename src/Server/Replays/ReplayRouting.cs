using Tocsin.Journal.Events.Notify;
using Tocsin.Model;
using Tocsin.Model.Alerts;
using Tocsin.Model.Seams;
using Tocsin.Notify;
using Tocsin.Notify.Outbox;
using Tocsin.Notify.Receivers;
using Tocsin.Routing;
using Tocsin.Routing.Silences;

namespace Tocsin.Server.Replays;

/// <summary>A message that would have been sent.</summary>
/// <param name="At">When.</param>
/// <param name="Message">What.</param>
/// <param name="Integration">By what.</param>
internal sealed record ReplayedMessage(Instant At, Notification Message, IntegrationKey Integration);

/// <summary>
/// The router and the notification log of a configuration over the past, with receivers that take everything at once and
/// reach nobody. Without silences. One thread.
/// </summary>
internal sealed class ReplayRouting
{
    private static readonly SendOutcome Taken = new SendOutcome.Delivered();

    private readonly RouterCore _router;
    private readonly NotifyCore _notify;
    private readonly Action<ReplayedMessage> _sent;
    private readonly Dictionary<long, Flush> _flushes = [];
    private long _lastToken;
    private Instant _now;

    /// <summary>Begins at an instant.</summary>
    /// <param name="router">The routes.</param>
    /// <param name="receivers">The receivers.</param>
    /// <param name="begin">The first instant.</param>
    /// <param name="sent">Told of each message.</param>
    public ReplayRouting(RouterModel router, NotifyModel receivers, Instant begin, Action<ReplayedMessage> sent)
    {
        (_now, _sent) = (begin, sent);
        _router = new RouterCore(
            router, new SilenceTable(new SilenceTableOptions(), static () => ""), new RouterOptions(), begin);

        // Nothing is on a disk from which it could be read back.
        var options = new NotifyOptions
        {
            AheadMax = int.MaxValue,
            AheadAlertsMax = int.MaxValue,
            UndeliverableAlerts = UndeliverableAlerts.Never,
        };
        _notify = new NotifyCore(new NotifyState(), receivers, options, new Random(1));
        _notify.Resume(begin);
        Settle();
    }

    /// <summary>Lets time pass up to an instant, and then takes alerts.</summary>
    public void Put(IReadOnlyList<Alert> alerts, Instant at)
    {
        AdvanceTo(at);
        if (alerts.Count > 0)
        {
            _router.Put(alerts, at);
            Settle();
        }
    }

    /// <summary>Lets time pass up to an instant, itself included.</summary>
    public void AdvanceTo(Instant at)
    {
        while (Instant.Min(_router.NextDue, _notify.NextWake) is var due && due <= at)
        {
            _now = due > _now ? due : _now;
            _router.Tick(_now);
            _notify.Tick(_now);
            Settle();
        }

        _now = at;
    }

    private void Settle()
    {
        bool isBusy = true;
        while (isBusy)
        {
            Flush[] flushes = [.. _router.Effects.Flushes];
            _router.Effects.Clear();
            foreach (Flush flush in flushes)
            {
                _flushes.Add(++_lastToken, flush);
                _notify.Flush(flush, _lastToken, _now);
            }

            IReadOnlyList<NotifyEffect> effects = _notify.TakeEffects();
            foreach (NotifyEffect effect in effects)
            {
                Perform(effect);
            }

            isBusy = effects.Count > 0 || _router.Effects.Flushes.Count > 0;
        }
    }

    private void Perform(NotifyEffect effect)
    {
        switch (effect)
        {
            case NotifyEffect.Append { Token: not 0 } append:
                _notify.Appended(append.Token, 0, _now);
                break;
            case NotifyEffect.StartSend send:
                _sent(new ReplayedMessage(_now, send.Notification, send.Integration));
                _notify.AttemptEnded(send.Notification.Id, Taken, TimeSpan.Zero, _now);
                break;
            case NotifyEffect.EndFlush end when _flushes.Remove(end.FlushToken, out Flush? flush):
                _router.FlushEnded(flush.GroupId, flush.Number, end.Succeeded, _now);
                break;
        }
    }
}
