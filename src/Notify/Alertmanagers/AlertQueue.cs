using Tocsin.Model;
using Tocsin.Model.Alerts;
using Tocsin.Model.Labels;

namespace Tocsin.Notify.Alertmanagers;

/// <summary>
/// What one Alertmanager is still to be told: of each alert its newest state, in the order in which they came. One owner;
/// holds no clock and does no I/O.
/// </summary>
public sealed class AlertQueue
{
    /// <summary>How many alerts one request has at most.</summary>
    // Source: Prometheus notifier, DefaultMaxBatchSize.
    public const int BatchMax = 256;

    private readonly Dictionary<Fingerprint, LinkedListNode<QueuedAlert>> _byAlert = [];
    private readonly LinkedList<QueuedAlert> _order = new();
    private long _version;
    private int _batchMax = BatchMax;

    /// <summary>How many alerts wait.</summary>
    public int Count => _byAlert.Count;

    /// <summary>Since when there is no such Alertmanager; null while there is.</summary>
    public Instant? GoneSince { get; set; }

    /// <summary>The alerts that the journal has, too.</summary>
    public IEnumerable<Alert> Owed => _order.Where(queued => queued.OwedVersion > 0).Select(queued => queued.Alert);

    /// <summary>Takes the newest state of an alert, which keeps the place of the one before.</summary>
    /// <param name="alert">The alert.</param>
    /// <param name="isOwed">It is in the journal.</param>
    public void Put(Alert alert, bool isOwed)
    {
        long version = ++_version;
        if (_byAlert.TryGetValue(alert.Fingerprint, out LinkedListNode<QueuedAlert>? known))
        {
            (known.Value.Alert, known.Value.Version) = (alert, version);
            known.Value.OwedVersion = isOwed ? version : known.Value.OwedVersion;
            return;
        }

        var queued = new QueuedAlert { Alert = alert, Version = version, OwedVersion = isOwed ? version : 0 };
        _byAlert.Add(alert.Fingerprint, _order.AddLast(queued));
    }

    /// <summary>The alerts for the next request; they stay until they are told.</summary>
    public AlertBatch Next()
    {
        QueuedAlert[] next = [.. _order.Take(_batchMax)];
        return next.Length == 0
            ? AlertBatch.Empty
            : new AlertBatch(Array.ConvertAll(next, q => q.Alert), Array.ConvertAll(next, q => q.Version));
    }

    /// <summary>Forgets what was told, but not what changed meanwhile.</summary>
    /// <returns>The alerts that the journal need not have any more.</returns>
    public List<Fingerprint> Told(AlertBatch batch)
    {
        List<Fingerprint> settled = [];
        for (int i = 0; i < batch.Alerts.Count; i++)
        {
            if (!_byAlert.TryGetValue(batch.Alerts[i].Fingerprint, out LinkedListNode<QueuedAlert>? node))
            {
                continue;
            }

            QueuedAlert queued = node.Value;
            if (queued.OwedVersion > 0 && queued.OwedVersion <= batch.Versions[i])
            {
                settled.Add(queued.Alert.Fingerprint);
                queued.OwedVersion = 0;
            }

            if (queued.Version == batch.Versions[i])
            {
                Remove(queued.Alert.Fingerprint);
            }
        }

        return settled;
    }

    /// <summary>Makes requests smaller, so that the alert is found that the Alertmanager does not take.</summary>
    /// <returns>False if the request had one alert only: then that is it.</returns>
    public bool TrySplit(AlertBatch batch)
    {
        _batchMax = batch.Alerts.Count > 1 ? batch.Alerts.Count / 2 : BatchMax;
        return batch.Alerts.Count > 1;
    }

    /// <summary>Forgets an alert.</summary>
    /// <returns>True if the journal has it.</returns>
    public bool Remove(Fingerprint alert)
    {
        if (!_byAlert.Remove(alert, out LinkedListNode<QueuedAlert>? node))
        {
            return false;
        }

        _order.Remove(node);
        return node.Value.OwedVersion > 0;
    }

    /// <summary>Forgets what came first until no more than <paramref name="most"/> wait.</summary>
    /// <returns>What is forgotten.</returns>
    public List<(Fingerprint Alert, bool IsOwed)> Trim(int most)
    {
        List<(Fingerprint, bool)> forgotten = [];
        while (Count > most)
        {
            Fingerprint first = _order.First!.Value.Alert.Fingerprint;
            forgotten.Add((first, Remove(first)));
        }

        return forgotten;
    }

    /// <summary>
    /// After a restart: an alert that had not ended is not told as ended because nobody looked meanwhile.
    /// </summary>
    public void Resume(Instant now)
    {
        foreach (QueuedAlert queued in _order)
        {
            Alert alert = queued.Alert;
            if (!alert.IsResolvedAt(alert.UpdatedAt) && alert.IsResolvedAt(now))
            {
                queued.Alert = alert with { EndsAt = now + (alert.EndsAt - alert.UpdatedAt), UpdatedAt = now };
            }
        }
    }
}
