using Tocsin.Journal.Checkpoints;
using Tocsin.Journal.Events;
using Tocsin.Journal.Events.Notify;
using Tocsin.Journal.Events.Routing;
using Tocsin.Journal.Format;
using Tocsin.Model;
using Tocsin.Model.Alerts;
using Tocsin.Model.Labels;

namespace Tocsin.Notify.Alertmanagers;

/// <summary>
/// What all outside Alertmanagers are still to be told, and what of it is in the journal. One owner; holds no clock and
/// does no I/O. On disk an entry of a checkpoint is a URL and an alert.
/// </summary>
public sealed class AlertQueues : IProjection
{
    /// <summary>How many alerts wait for one Alertmanager; beyond that the oldest are forgotten.</summary>
    public const int AlertsMax = 100_000;

    // A name that does not resolve for a while must not cost what waits.
    private static readonly TimeSpan GonePatience = TimeSpan.FromHours(1);

    private readonly Dictionary<string, AlertQueue> _queues = new(StringComparer.Ordinal);
    private readonly KnownAlerts _known = new();

    /// <inheritdoc/>
    public string Name => "alertmanagers";

    /// <summary>How many alerts wait, over all Alertmanagers.</summary>
    public int Count => _queues.Values.Sum(queue => queue.Count);

    /// <summary>What waits for the Alertmanager at a URL.</summary>
    public AlertQueue this[string url] => _queues[url];

    /// <summary>True if there is a queue for a URL.</summary>
    public bool Has(string url) => _queues.ContainsKey(url);

    /// <inheritdoc/>
    public void Apply(long seq, JournalEvent happened)
    {
        switch (happened)
        {
            case AlertQueued queued:
                foreach (string url in queued.For)
                {
                    QueueOf(url).Put(queued.Alert, isOwed: true);
                }

                break;
            case AlertsUnqueued unqueued when _queues.TryGetValue(unqueued.For, out AlertQueue? queue):
                foreach (Fingerprint alert in unqueued.Alerts)
                {
                    queue.Remove(alert);
                }

                break;
        }
    }

    /// <inheritdoc/>
    public void Save(CheckpointWriter writer)
    {
        foreach ((string url, AlertQueue queue) in _queues)
        {
            foreach (Alert alert in queue.Owed)
            {
                writer.Add((url, alert), static (ref EventWriter fields, (string Url, Alert Alert) item) =>
                {
                    fields.WriteString(item.Url);
                    AlertFields.Write(ref fields, item.Alert);
                });
            }
        }
    }

    /// <inheritdoc/>
    public void Load(CheckpointReader reader)
    {
        _queues.Clear();
        while (reader.TryRead(out EventReader fields))
        {
            string url = fields.ReadString();
            QueueOf(url).Put(AlertFields.Read(ref fields), isOwed: true);
        }
    }

    /// <summary>After a restart: nobody looked at alerts meanwhile.</summary>
    public void Resume(Instant now)
    {
        foreach (AlertQueue queue in _queues.Values)
        {
            queue.Resume(now);
            queue.GoneSince = now;
        }
    }

    /// <summary>Takes the Alertmanagers that are there now; queues of those that stay are kept.</summary>
    /// <returns>What happened, for the journal.</returns>
    public List<JournalEvent> Swap(IEnumerable<string> urls, Instant now)
    {
        var there = urls.ToHashSet(StringComparer.Ordinal);
        foreach (string url in there)
        {
            QueueOf(url);
        }

        foreach ((string url, AlertQueue queue) in _queues)
        {
            queue.GoneSince = there.Contains(url) ? null : queue.GoneSince ?? now;
        }

        List<JournalEvent> events = [];
        ForgetGone(events, now);
        return events;
    }

    /// <summary>Takes alerts of rules for every Alertmanager that is there.</summary>
    /// <returns>What happened, for the journal; and how many alerts each Alertmanager will not be told of.</returns>
    public (List<JournalEvent> Events, Dictionary<string, int> Dropped) Put(IReadOnlyList<Alert> alerts, Instant now)
    {
        List<JournalEvent> events = [];
        Dictionary<string, int> dropped = [];
        string[] there = [.. _queues.Where(pair => pair.Value.GoneSince is null).Select(pair => pair.Key)];
        _known.Sweep(now);
        ForgetGone(events, now);
        foreach (Alert alert in there.Length == 0 ? [] : alerts)
        {
            bool isNew = _known.IsNew(alert);
            if (isNew)
            {
                events.Add(new AlertQueued(now) { Alert = alert, For = there });
            }

            foreach (string url in there)
            {
                _queues[url].Put(alert, isNew);
            }
        }

        foreach (string url in there)
        {
            List<(Fingerprint Alert, bool IsOwed)> forgotten = _queues[url].Trim(AlertsMax);
            if (forgotten.Count > 0)
            {
                dropped[url] = forgotten.Count;
                Note(events, url, [.. forgotten.Where(f => f.IsOwed).Select(f => f.Alert)], (UnqueueReason.Overflow, now));
            }
        }

        return (events, dropped);
    }

    /// <summary>Notes that an Alertmanager took alerts.</summary>
    public List<JournalEvent> Take(string url, AlertBatch batch, Instant now)
    {
        List<JournalEvent> events = [];
        if (_queues.TryGetValue(url, out AlertQueue? queue))
        {
            Note(events, url, queue.Told(batch), (UnqueueReason.Taken, now));
        }

        return events;
    }

    /// <summary>Notes that an Alertmanager found something wrong with alerts.</summary>
    /// <returns>Events, and true if the one alert is dropped, which is not told any more.</returns>
    public (List<JournalEvent> Events, bool IsDropped) Refuse(string url, AlertBatch batch, Instant now)
    {
        List<JournalEvent> events = [];
        if (!_queues.TryGetValue(url, out AlertQueue? queue) || queue.TrySplit(batch))
        {
            return (events, false);
        }

        Note(events, url, queue.Told(batch), (UnqueueReason.Refused, now));
        return (events, true);
    }

    private void ForgetGone(List<JournalEvent> events, Instant now)
    {
        foreach ((string url, AlertQueue queue) in _queues.Where(pair => pair.Value.GoneSince is not null).ToList())
        {
            if (queue.Count == 0 || queue.GoneSince + GonePatience <= now)
            {
                _queues.Remove(url);
                Note(events, url, [.. queue.Owed.Select(alert => alert.Fingerprint)], (UnqueueReason.Gone, now));
            }
        }
    }

    private static void Note(
        List<JournalEvent> events, string url, List<Fingerprint> alerts, (UnqueueReason Why, Instant Now) about)
    {
        if (alerts.Count > 0)
        {
            events.Add(new AlertsUnqueued(about.Now) { For = url, Alerts = alerts, Reason = about.Why });
        }
    }

    private AlertQueue QueueOf(string url)
    {
        if (!_queues.TryGetValue(url, out AlertQueue? queue))
        {
            _queues.Add(url, queue = new AlertQueue());
        }

        return queue;
    }
}
