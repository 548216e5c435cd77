using Tocsin.Journal.Events.Notify;
using Tocsin.Model;
using Tocsin.Model.Alerts;
using Tocsin.Model.Seams;
using Tocsin.Notify.Receivers;

namespace Tocsin.Notify.Outbox;

public sealed partial class NotifyCore
{
    private Instant _nextAlerts = Instant.Max;

    // Called before the failure becomes an event: the page is lost if nothing else of its chain is open or has arrived.
    private void TellIfLost(OpenNotification failed, SendFailureReason reason, string detail, Instant now)
    {
        NotificationDecided decided = failed.Body;
        IntegrationKey root = decided.Origin?.Root ?? failed.Instance;
        bool isLost = _state.ChainOf(failed) is null or { Open: 1, IsDelivered: false };
        if (isLost && failed.IsPage && !UndeliverableAlert.IsAboutItself(decided.Alerts))
        {
            RaiseUndeliverable(new PageUndeliverable(now)
            {
                Target = new(decided.Target.GroupId, root.Receiver, root.Integration, root.Index),
                Id = FallbackChains.RootOf(failed),
                Reason = reason,
                Detail = decided.Origin is null ? detail : $"{failed.Instance.Receiver}, told in its place: {detail}",
                GroupLabels = decided.GroupLabels,
            });
        }
    }

    private void RaiseUndeliverable(PageUndeliverable page)
    {
        IntegrationKey instance = page.Target.Instance;
        if (!WantsAlert(instance.Receiver) || _state.Undeliverable.ContainsKey(instance))
        {
            return;
        }

        Append(page);
        _effects.Add(new NotifyEffect.RaiseAlerts([UndeliverableAlert.Of(page, isOver: false, page.At)]));
        _nextAlerts = Instant.Min(_nextAlerts, page.At + UndeliverableAlert.RefreshEvery);
    }

    private bool WantsAlert(string receiver) => _options.UndeliverableAlerts switch
    {
        UndeliverableAlerts.Always => true,
        UndeliverableAlerts.WhereAsked =>
            _model.TryGetReceiver(receiver, out ReceiverModel? model) && model.HasOwnDelivery,
        _ => false,
    };

    // The receiver takes messages again, or somebody takes them in its place.
    private void TellIfBack(NotificationDecided delivered, Instant now)
    {
        EndAlert(delivered.Target.Instance, now);
        if (delivered.Origin is { } origin)
        {
            EndAlert(origin.Root, now);
        }
    }

    private void EndAlert(in IntegrationKey instance, Instant now)
    {
        if (_state.Undeliverable.TryGetValue(instance, out PageUndeliverable? page))
        {
            Append(new PageUndeliverable(now) { Target = page.Target with { GroupId = "" }, IsOver = true });
            _effects.Add(new NotifyEffect.RaiseAlerts([UndeliverableAlert.Of(page, isOver: true, now)]));
        }
    }

    // Told again now and then like the alerts of any sender, so that neither a start nor a lost end leaves it wrong.
    private void RefreshAlerts(Instant now)
    {
        foreach (IntegrationKey instance in _state.Undeliverable.Keys.Where(key => _model.Find(key) is null).ToList())
        {
            EndAlert(instance, now);
        }

        List<Alert> alerts =
            [.. _state.Undeliverable.Values.Select(page => UndeliverableAlert.Of(page, isOver: false, now))];
        _nextAlerts = alerts.Count > 0 ? now + UndeliverableAlert.RefreshEvery : Instant.Max;
        if (alerts.Count > 0)
        {
            _effects.Add(new NotifyEffect.RaiseAlerts(alerts));
        }
    }
}
