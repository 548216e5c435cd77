using System.Diagnostics;
using System.Diagnostics.Metrics;
using Tocsin.Journal.Events;
using Tocsin.Journal.Events.Notify;
using Tocsin.Model.Seams;
using Tocsin.Notify.Outbox;

namespace Tocsin.Notify.Hosting;

/// <summary>
/// The instruments of the stage, meter <c>Tocsin.Notify</c>: upstream's by upstream's names, and Tocsin's own. Most are
/// counted from the journaled events, so that the two cannot disagree.
/// </summary>
public sealed class NotifyMetrics : IDisposable
{
    /// <summary>The name of the meter.</summary>
    public const string MeterName = "Tocsin.Notify";

    /// <summary>The upper bounds of the latency's buckets, in seconds, as upstream has them.</summary>
    public static readonly IReadOnlyList<double> LatencyBuckets = [1, 5, 10, 15, 20];

    private readonly Meter _meter;
    private readonly Counter<long> _notifications;
    private readonly Counter<long> _failed;
    private readonly Counter<long> _requests;
    private readonly Counter<long> _requestsFailed;
    private readonly Histogram<double> _latency;
    private readonly Counter<long> _repeats;
    private readonly Counter<long> _templateFailures;
    private readonly Counter<long> _flushesRefused;
    private readonly Counter<long> _withoutJournal;
    private readonly Counter<long> _faults;
    private readonly Histogram<double> _snapshot;
    private readonly Histogram<double> _collection;
    private readonly Histogram<double> _waits;
    private readonly Counter<long> _breakersOpened;
    private readonly Counter<long> _fallbacks;
    private readonly Counter<long> _undeliverable;
    private NotifyCore? _core;

    /// <summary>Creates the instruments.</summary>
    /// <param name="scope">The scope of the meter, by which a listener tells two of them apart.</param>
    public NotifyMetrics(object? scope = null)
    {
        _meter = new Meter(MeterName, null, null, scope);
        _notifications = _meter.CreateCounter<long>(
            "alertmanager_notifications_total", null, "The total number of attempted notifications.");
        _failed = _meter.CreateCounter<long>(
            "alertmanager_notifications_failed_total", null, "The total number of failed notifications.");
        _requests = _meter.CreateCounter<long>(
            "alertmanager_notification_requests_total", null, "The total number of attempted notification requests.");
        _requestsFailed = _meter.CreateCounter<long>(
            "alertmanager_notification_requests_failed_total", null,
            "The total number of failed notification requests.");
        _latency = _meter.CreateHistogram(
            "alertmanager_notification_latency_seconds", null, "The latency of notifications in seconds.", null,
            new InstrumentAdvice<double> { HistogramBucketBoundaries = LatencyBuckets });
        _repeats = _meter.CreateCounter<long>(
            "tocsin_notify_repeats_total", null,
            "The number of messages sent with the note that they may have come before.");
        _templateFailures = _meter.CreateCounter<long>(
            "tocsin_notify_template_failures_total", null,
            "The number of notifications for which a template failed, so that a plain message went.");
        _flushesRefused = _meter.CreateCounter<long>(
            "tocsin_notify_flushes_refused_total", null, "The number of flushes that failed because the queue was full.");
        _withoutJournal = _meter.CreateCounter<long>(
            "tocsin_notify_without_journal_total", null,
            "The number of decisions and outcomes that could not be written to disk; paging went on.");
        _faults = _meter.CreateCounter<long>(
            "tocsin_notify_faults_total", null, "The number of units of work that a bug ended.");
        _snapshot = _meter.CreateHistogram<double>(
            "alertmanager_nflog_snapshot_duration_seconds", null,
            "Duration of the last notification log snapshot.");
        _collection = _meter.CreateHistogram<double>(
            "alertmanager_nflog_gc_duration_seconds", null,
            "Duration of the last notification log garbage collection cycle.");
        _waits = _meter.CreateHistogram(
            "tocsin_notify_wait_seconds", null,
            "How long attempts waited for their turn, by what they waited for last.", null,
            new InstrumentAdvice<double> { HistogramBucketBoundaries = [0.1, 1, 10, 60, 300, 1800] });
        _breakersOpened = _meter.CreateCounter<long>(
            "tocsin_notify_breaker_opened_total", null,
            "How often a receiver failed so often that its messages had to wait.");
        _fallbacks = _meter.CreateCounter<long>(
            "tocsin_notify_fallbacks_total", null,
            "The number of messages that went to another receiver since the one that was meant failed or took too long.");
        _undeliverable = _meter.CreateCounter<long>(
            "tocsin_notify_undeliverable_total", null,
            "How often a receiver began to leave pages that reached nobody.");
        CreateObserved();
        CreatePacing();
    }

    /// <summary>Adds the label <c>receiver_name</c>: upstream's feature <c>receiver-name-in-metrics</c>.</summary>
    public bool WithReceiverName { get; init; }

    /// <summary>Makes every series of an integration appear with 0, as upstream's do.</summary>
    public void Preset(string integration)
    {
        KeyValuePair<string, object?> tag = Tag(integration);
        _notifications.Add(0, tag);
        _requests.Add(0, tag);
        _requestsFailed.Add(0, tag);
        _repeats.Add(0, tag);
        _templateFailures.Add(0, tag);
        foreach (SendFailureReason reason in Enum.GetValues<SendFailureReason>())
        {
            _failed.Add(0, tag, new("reason", reason.Label()));
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _meter.Dispose();

    internal void Observe(NotifyCore core) => _core = core;

    internal void FlushRefused() => _flushesRefused.Add(1);

    internal void SentWithoutJournal() => _withoutJournal.Add(1);

    internal void CheckpointSaved(TimeSpan took) => _snapshot.Record(took.TotalSeconds);

    internal void LogCollected(TimeSpan took) => _collection.Record(took.TotalSeconds);

    internal void Fault() => _faults.Add(1);

    internal void SendStarted(NotifyEffect.StartSend send)
    {
        if (send.Notification.IsRepeat)
        {
            _repeats.Add(1, Tags(send.Integration));
        }
    }

    internal void Appended(JournalEvent happened)
    {
        switch (happened)
        {
            case NotificationDecided decided:
                _notifications.Add(1, Tags(decided.Target.Instance));
                if (decided.Origin is { } origin)
                {
                    string reason = origin.IsLate ? "late" : "failed";
                    _fallbacks.Add(
                        1, [.. Own(origin.Instance), new("fallback", decided.Target.Receiver), new("reason", reason)]);
                }

                break;
            case NotificationFailed failed:
                TagList failedTags = Tags(failed.Target.Instance);
                failedTags.Add("reason", failed.Reason.Label());
                _failed.Add(1, failedTags);
                break;
            case TemplateFailed template:
                _templateFailures.Add(1, Tags(template.Target.Instance));
                break;
            case AttemptFinished attempt:
                TagList tags = Tags(attempt.Target.Instance);
                _requests.Add(1, tags);
                _latency.Record(attempt.Duration.TotalSeconds, tags);
                if (attempt.Result != AttemptResult.Delivered)
                {
                    _requestsFailed.Add(1, tags);
                }

                if (attempt.WaitedFor != WaitReason.None)
                {
                    _waits.Record(attempt.Waited.TotalSeconds, WithReason(attempt.Target.Instance, attempt.WaitedFor));
                }

                break;
            case PageUndeliverable { IsOver: false } page:
                _undeliverable.Add(1, Own(page.Target.Instance));
                break;
            case BreakerChanged { State: BreakerState.Open } breaker:
                _breakersOpened.Add(1, Own(breaker.Instance));
                break;
        }
    }

    private static KeyValuePair<string, object?> Tag(string integration) => new("integration", integration);

    private TagList Tags(in IntegrationKey integration)
    {
        TagList tags = [Tag(integration.Integration)];
        if (WithReceiverName)
        {
            tags.Add("receiver_name", integration.Receiver);
        }

        return tags;
    }

    // Tocsin's own series name the instance: a breaker is one machine's, and there are no dashboards to stay like.
    private static KeyValuePair<string, object?>[] Own(in IntegrationKey key) =>
        [new("receiver", key.Receiver), new("integration", key.Place)];

    private static KeyValuePair<string, object?>[] WithReason(in IntegrationKey key, WaitReason reason) =>
        [.. Own(key), new("reason", reason.Label())];

    private IEnumerable<Measurement<T>> EachQueue<T>(Func<IntegrationQueue, T> measure)
        where T : struct => (_core?.Queues ?? []).Select(queue => new Measurement<T>(measure(queue), Own(queue.Key)));

    private void CreatePacing()
    {
        _meter.CreateObservableGauge(
            "tocsin_notify_breaker_state", () => EachQueue(queue => (int)queue.Gate.BreakerState), null,
            "Whether messages to a receiver go (0), wait for it to come back (1), or one is out to see (2).");
        _meter.CreateObservableGauge(
            "tocsin_notify_waiting", () => EachQueue(queue => queue.Waiting), null,
            "The number of messages that wait for their turn at a receiver.");
    }

    private void CreateObserved()
    {
        _meter.CreateObservableGauge(
            "tocsin_notify_outbox_open", () => _core?.OpenCount ?? 0, null,
            "The number of notifications that are decided and have not ended.");
        _meter.CreateObservableGauge(
            "tocsin_notify_log_entries", () => _core?.LogCount ?? 0, null, "The number of entries of the notification log.");
        _meter.CreateObservableGauge(
            "alertmanager_nflog_snapshot_size_bytes", () => _core?.CheckpointBytes ?? 0, null,
            "Size of the last notification log snapshot in bytes.");
        _meter.CreateObservableCounter(
            "alertmanager_nflog_queries_total", () => _core?.Queries ?? 0, null,
            "Number of notification log queries were received.");
        _meter.CreateObservableCounter(
            "alertmanager_nflog_query_errors_total", () => 0L, null, "Number notification log received queries that failed.");
        _meter.CreateObservableCounter(
            "alertmanager_nflog_maintenance_total", () => _core?.Collections ?? 0, null,
            "How many maintenances were executed for the notification log.");
        _meter.CreateObservableCounter(
            "alertmanager_nflog_maintenance_errors_total", () => 0L, null,
            "How many maintenances were executed for the notification log that failed.");
        _meter.CreateObservableCounter(
            "alertmanager_nflog_gossip_messages_propagated_total", () => 0L, null,
            "Number of received gossip messages that have been further gossiped.");
    }
}
