using System.Runtime.InteropServices;
using Tocsin.Journal.Events;
using Tocsin.Model;
using Tocsin.Model.Alerts;
using Tocsin.Model.Seams;

namespace Tocsin.Notify.Alertmanagers;

/// <summary>
/// Hands the alerts of rules to every outside Alertmanager: takes them without waiting for any, writes down what began and
/// what ended, and goes on after a crash.
/// </summary>
/// <remarks>Thread-safe: one lock over the queues, held for no I/O.</remarks>
public sealed class AlertSenders : IAlertSink, IAsyncDisposable
{
    private static readonly TimeSpan StopGrace = TimeSpan.FromSeconds(5);

    private readonly Lock _gate = new();
    private readonly AlertQueues _queues;
    private readonly AlertSendersParts _parts;
    private Dictionary<string, AlertSender> _senders = new(StringComparer.Ordinal);

    /// <summary>Takes over what the journal gave back.</summary>
    public AlertSenders(AlertQueues queues, AlertSendersParts parts)
    {
        (_queues, _parts) = (queues, parts);
        _queues.Resume(Now);
        Metrics = new AlertSenderMetrics(Waiting);
    }

    internal AlertSenderMetrics Metrics { get; }

    private Instant Now => Instant.From(_parts.Time.GetUtcNow());

    /// <inheritdoc/>
    public Task PutAsync(IReadOnlyList<Alert> alerts, CancellationToken cancellation)
    {
        Dictionary<string, AlertSender> senders;
        lock (_gate)
        {
            (List<JournalEvent> events, Dictionary<string, int> dropped) = _queues.Put(alerts, Now);
            AppendNeedsLock(events);
            senders = _senders;
            foreach ((string url, int count) in dropped)
            {
                Metrics.Dropped(url, count);
            }
        }

        foreach (AlertSender sender in senders.Values)
        {
            sender.Wake();
        }

        return Task.CompletedTask;
    }

    /// <summary>Takes the Alertmanagers that are there now. Those that stay keep what waits; others end.</summary>
    /// <param name="there">Their URLs, and how they are reached.</param>
    public async Task SwapAsync(IReadOnlyDictionary<string, AlertmanagerSet> there)
    {
        List<AlertSender> gone = [];
        lock (_gate)
        {
            var senders = new Dictionary<string, AlertSender>(StringComparer.Ordinal);
            gone.AddRange(_senders.Values.Where(sender => !there.ContainsKey(sender.Url)));
            AppendNeedsLock(_queues.Swap(there.Keys, Now));
            foreach ((string url, AlertmanagerSet set) in there)
            {
                if (_senders.TryGetValue(url, out AlertSender? sender))
                {
                    sender.Set = set;
                }
                else
                {
                    sender = new AlertSender(url, set, this, _parts);
                    Metrics.Begin(url);
                    sender.Start();
                }

                senders.Add(url, sender);
            }

            _senders = senders;
        }

        foreach (AlertSender sender in gone)
        {
            await sender.DisposeAsync().ConfigureAwait(false);
        }
    }

    /// <summary>Sends what can be sent at once; the rest goes out after the next start.</summary>
    public async ValueTask DisposeAsync()
    {
        AlertSender[] senders;
        lock (_gate)
        {
            senders = [.. _senders.Values];
        }

        await Task.WhenAll(senders.Select(sender => sender.StopAsync(StopGrace))).ConfigureAwait(false);
        foreach (AlertSender sender in senders)
        {
            await sender.DisposeAsync().ConfigureAwait(false);
        }

        lock (_gate)
        {
            _parts.Journal.SaveCheckpoint(_queues);
        }

        Metrics.Dispose();
    }

    internal AlertBatch Next(string url)
    {
        lock (_gate)
        {
            return _queues.Has(url) ? _queues[url].Next() : AlertBatch.Empty;
        }
    }

    internal void Take(string url, AlertBatch batch)
    {
        lock (_gate)
        {
            AppendNeedsLock(_queues.Take(url, batch, Now));
        }
    }

    internal void Refuse(string url, AlertBatch batch, string answer)
    {
        bool isDropped;
        lock (_gate)
        {
            (List<JournalEvent> events, isDropped) = _queues.Refuse(url, batch, Now);
            AppendNeedsLock(events);
        }

        if (isDropped)
        {
            Metrics.Dropped(url, batch.Alerts.Count);
            _parts.OnHealth(url, $"refuses the alert {batch.Alerts[0].Labels}, which is dropped: {answer}");
        }
    }

    private IReadOnlyList<(string Url, int Waiting)> Waiting()
    {
        lock (_gate)
        {
            return [.. _senders.Keys.Select(url => (url, _queues.Has(url) ? _queues[url].Count : 0))];
        }
    }

    private void AppendNeedsLock(List<JournalEvent> events)
    {
        if (events.Count > 0)
        {
            _parts.Journal.Append(CollectionsMarshal.AsSpan(events));
        }

        if (_parts.IsCheckpointDue())
        {
            _parts.Journal.SaveCheckpoint(_queues);
        }
    }
}
