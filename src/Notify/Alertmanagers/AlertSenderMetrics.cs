using System.Diagnostics.Metrics;

namespace Tocsin.Notify.Alertmanagers;

/// <summary>What outside Alertmanagers were told, meter <c>Tocsin.Alertmanagers</c>, under Prometheus's names.</summary>
// Source: Prometheus notifier, alertMetrics; since 3.10 all of them are of one Alertmanager each.
internal sealed class AlertSenderMetrics : IDisposable
{
    private readonly Meter _meter = new("Tocsin.Alertmanagers");
    private readonly Counter<long> _sent;
    private readonly Counter<long> _errors;
    private readonly Counter<long> _dropped;
    private readonly Histogram<double> _latency;

    /// <summary>Makes the instruments.</summary>
    /// <param name="waiting">How many alerts wait for each Alertmanager that is there.</param>
    public AlertSenderMetrics(Func<IReadOnlyList<(string Url, int Waiting)>> waiting)
    {
        _sent = _meter.CreateCounter<long>("prometheus_notifications_sent_total", null, "Alerts that Alertmanagers took.");
        _errors = _meter.CreateCounter<long>(
            "prometheus_notifications_errors_total", null, "Alerts in requests that failed; they are sent again.");
        _dropped = _meter.CreateCounter<long>(
            "prometheus_notifications_dropped_total", null, "Alerts that an Alertmanager is not told of: refused, or too many.");
        _latency = _meter.CreateHistogram<double>(
            "prometheus_notifications_latency_seconds", null, "How long a request took.");
        _meter.CreateObservableGauge(
            "prometheus_notifications_queue_length",
            () => waiting().Select(queue => new Measurement<long>(queue.Waiting, Tag(queue.Url))),
            null,
            "Alerts that wait.");
        _meter.CreateObservableGauge(
            "prometheus_notifications_queue_capacity",
            () => waiting().Select(queue => new Measurement<long>(AlertQueues.AlertsMax, Tag(queue.Url))),
            null,
            "Alerts that may wait.");
        _meter.CreateObservableGauge(
            "prometheus_notifications_alertmanagers_discovered", () => waiting().Count, null, "Alertmanagers that are told.");
    }

    /// <summary>A request ended.</summary>
    public void Answered(string url, int alerts, bool isTaken, TimeSpan took)
    {
        _latency.Record(took.TotalSeconds, Tag(url));
        (isTaken ? _sent : _errors).Add(alerts, Tag(url));
    }

    /// <summary>Alerts will not be told.</summary>
    public void Dropped(string url, int alerts) => _dropped.Add(alerts, Tag(url));

    /// <summary>An Alertmanager is there: its counts begin at zero.</summary>
    public void Begin(string url)
    {
        _sent.Add(0, Tag(url));
        _errors.Add(0, Tag(url));
        _dropped.Add(0, Tag(url));
    }

    /// <inheritdoc/>
    public void Dispose() => _meter.Dispose();

    private static KeyValuePair<string, object?> Tag(string url) => new("alertmanager", url);
}
