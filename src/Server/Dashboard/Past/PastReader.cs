using Tocsin.Journal.Events;
using Tocsin.Journal.Reading;
using Tocsin.Model;
using Tocsin.Model.Labels;

namespace Tocsin.Server.Dashboard.Past;

/// <summary>
/// Keeps <see cref="AlertPast"/> up with the journal while somebody asks: the first question reads a day back, each later one
/// only what came since. Thread-safe; a call may read from disk.
/// </summary>
/// <param name="reader">The journal.</param>
internal sealed class PastReader(JournalReader reader)
{
    /// <summary>How far back it goes.</summary>
    public static readonly TimeSpan Window = TimeSpan.FromHours(24);

    private const int EventsMax = 500_000;
    private const int AlertsMax = 100_000;
    private static readonly TimeSpan ForgetEvery = TimeSpan.FromMinutes(5);

    private static readonly EventKind[] Kinds = [EventKind.AlertReceived, EventKind.AlertEnded];
    private readonly AlertPast _past = new(Window, AlertsMax);
    private readonly Lock _gate = new();
    private long _seq = -1;
    private Instant _forgotAt;

    /// <summary>When alerts fired, and from when on that is known, in Unix milliseconds.</summary>
    public (long SinceMs, IReadOnlyList<(Fingerprint Alert, FiredSpan[] Spans)> Alerts) Ask(
        IReadOnlyList<Fingerprint> alerts, Instant now)
    {
        lock (_gate)
        {
            if (_seq < 0)
            {
                Begin(now);
            }

            Follow();
            if (now - _forgotAt > ForgetEvery || _past.Count > AlertsMax)
            {
                _forgotAt = now;
                _past.Forget(now);
            }

            return (
                _past.SinceMs,
                [.. alerts.Select(alert => (alert, Spans: _past.Of(alert).ToArray())).Where(one => one.Spans.Length > 0)]);
        }
    }

    private void Follow()
    {
        foreach (JournalRecord record in reader.Read(new JournalQuery { Kinds = Kinds, AfterSeq = _seq }))
        {
            _seq = record.Seq;
            if (FiredChange.Of(record.Event) is { } change)
            {
                _past.Take(change);
            }
        }
    }

    // The newest first, so that the limit leaves out what is oldest; taken in the order in which it happened. Only what
    // counts is kept meanwhile: an event has all its labels.
    private void Begin(Instant now)
    {
        var changes = new List<FiredChange>();
        (long newest, Instant oldest, int read) = (0, now, 0);
        var query = new JournalQuery { From = now - Window, Kinds = Kinds, NewestFirst = true, Limit = EventsMax };
        foreach (JournalRecord record in reader.Read(query))
        {
            (newest, oldest, read) = (Math.Max(newest, record.Seq), record.Event.At, read + 1);
            if (FiredChange.Of(record.Event) is { } change)
            {
                changes.Add(change);
            }
        }

        _past.BeginAt(read == EventsMax ? oldest : now - Window);
        for (int i = changes.Count - 1; i >= 0; i--)
        {
            _past.Take(changes[i]);
        }

        _seq = newest;
    }
}
