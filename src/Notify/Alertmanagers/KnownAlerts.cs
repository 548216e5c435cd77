using Tocsin.Model;
using Tocsin.Model.Alerts;
using Tocsin.Model.Labels;

namespace Tocsin.Notify.Alertmanagers;

/// <summary>
/// Tells what is new about an alert of a rule: that it began or ended goes into the journal, that it fires on does not.
/// One owner.
/// </summary>
internal sealed class KnownAlerts
{
    // Rules say for 15 minutes that an alert ended, and go on saying that one fires before its end comes.
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(20);
    private readonly Dictionary<Fingerprint, (Instant StartsAt, Instant EndsAt, bool HasEnded)> _alerts = [];
    private Instant _sweptAt;

    /// <summary>True if the alert began, or ended, since it was noted last.</summary>
    public bool IsNew(Alert alert)
    {
        bool hasEnded = alert.IsResolvedAt(alert.UpdatedAt);
        bool isKnown = _alerts.TryGetValue(alert.Fingerprint, out var known)
            && known.StartsAt == alert.StartsAt && known.HasEnded == hasEnded;
        _alerts[alert.Fingerprint] = (alert.StartsAt, alert.EndsAt, hasEnded);
        return !isKnown;
    }

    /// <summary>Forgets, now and then, alerts of which nobody says anything any more.</summary>
    public void Sweep(Instant now)
    {
        if (now < _sweptAt + Patience)
        {
            return;
        }

        _sweptAt = now;
        foreach (Fingerprint old in _alerts.Where(pair => pair.Value.EndsAt + Patience < now).Select(pair => pair.Key).ToList())
        {
            _alerts.Remove(old);
        }
    }
}
