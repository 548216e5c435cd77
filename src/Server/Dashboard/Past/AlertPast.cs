using System.Runtime.InteropServices;
using Tocsin.Model;
using Tocsin.Model.Labels;

namespace Tocsin.Server.Dashboard.Past;

/// <summary>
/// When alerts fired lately. A deterministic core: changes go in, oldest first, and spans come out. Bounded: the latest spans
/// of an alert are kept, and alerts that ended long ago are forgotten first. One owner; not thread-safe.
/// </summary>
/// <param name="window">How far back it remembers.</param>
/// <param name="alertsMax">How many alerts it remembers.</param>
internal sealed class AlertPast(TimeSpan window, int alertsMax)
{
    /// <summary>How many spans of one alert are remembered.</summary>
    public const int SpansMax = 64;

    private static readonly TimeSpan WindowMin = TimeSpan.FromMinutes(1);
    private readonly Dictionary<Fingerprint, List<FiredSpan>> _alerts = [];

    /// <summary>How many alerts are remembered.</summary>
    public int Count => _alerts.Count;

    /// <summary>From when on it knows everything, Unix milliseconds.</summary>
    public long SinceMs { get; private set; }

    /// <summary>What is before an instant is not known.</summary>
    public void BeginAt(Instant since) => SinceMs = Math.Max(SinceMs, since.UnixMs);

    /// <summary>The spans of an alert, oldest first; none if it did not begin or end to fire lately.</summary>
    public IReadOnlyList<FiredSpan> Of(Fingerprint alert) => _alerts.GetValueOrDefault(alert) ?? (IReadOnlyList<FiredSpan>)[];

    /// <summary>Takes what happened.</summary>
    public void Take(FiredChange change)
    {
        if (change.ToMs == 0)
        {
            Begin(change.Alert, change.FromMs);
        }
        else
        {
            End(change.Alert, change.FromMs, change.ToMs);
        }
    }

    /// <summary>Forgets what is over for longer than the window, or for less if there are too many.</summary>
    public void Forget(Instant now)
    {
        BeginAt(now - window);
        ForgetBefore(SinceMs);
        for (TimeSpan kept = window / 2; _alerts.Count > alertsMax && kept > WindowMin; kept /= 2)
        {
            BeginAt(now - kept);
            ForgetBefore(SinceMs);
        }
    }

    private void Begin(Fingerprint alert, long fromMs)
    {
        List<FiredSpan> spans = SpansOf(alert);
        if (spans.Count > 0 && (spans[^1].IsOpen || spans[^1].ToMs >= fromMs))
        {
            // The same firing: its start was told anew, or it began again before it had ended.
            spans[^1] = new FiredSpan(Math.Min(spans[^1].FromMs, fromMs), 0);
            return;
        }

        Add(spans, new FiredSpan(fromMs, 0));
    }

    private void End(Fingerprint alert, long fromMs, long toMs)
    {
        List<FiredSpan> spans = SpansOf(alert);
        if (spans.Count > 0 && spans[^1].IsOpen)
        {
            spans[^1] = new FiredSpan(spans[^1].FromMs, Math.Max(toMs, spans[^1].FromMs));
        }
        else if (spans.Count == 0 || spans[^1].ToMs < (fromMs == 0 ? toMs : fromMs))
        {
            // An end that nothing was told of before: the begin is older than what was read.
            Add(spans, new FiredSpan(spans.Count == 0 ? fromMs : Math.Max(fromMs, spans[^1].ToMs), toMs));
        }
    }

    private List<FiredSpan> SpansOf(Fingerprint alert)
    {
        ref List<FiredSpan>? spans = ref CollectionsMarshal.GetValueRefOrAddDefault(_alerts, alert, out _);
        return spans ??= new List<FiredSpan>(1);
    }

    private static void Add(List<FiredSpan> spans, FiredSpan span)
    {
        if (spans.Count == SpansMax)
        {
            spans.RemoveAt(0);
        }

        spans.Add(span);
    }

    private void ForgetBefore(long ms)
    {
        foreach ((Fingerprint alert, List<FiredSpan> spans) in _alerts)
        {
            spans.RemoveAll(span => !span.IsOpen && span.ToMs < ms);
            if (spans.Count == 0)
            {
                _alerts.Remove(alert);
            }
        }
    }
}
