using System.Diagnostics.Metrics;
using Tocsin.Journal.Events;
using Tocsin.Journal.Events.Routing;
using Tocsin.Model.Seams;

namespace Tocsin.Routing.Lanes;

/// <summary>What the router measures, under upstream's names where it has them.</summary>
public sealed class RouterMetrics : IDisposable
{
    private static readonly string[] Reasons =
        ["", "inhibition", "active_time_interval", "mute_time_interval", "silence"];

    private readonly Meter _meter = new("Tocsin.Routing");
    private readonly Counter<long> _suppressed;
    private readonly Counter<long> _limited;
    private RouterStats _stats = new();

    /// <summary>Makes the instruments.</summary>
    public RouterMetrics(Func<int> queueDepth)
    {
        _suppressed = _meter.CreateCounter<long>("alertmanager_notifications_suppressed_total");
        _limited = _meter.CreateCounter<long>("alertmanager_alerts_limited_total");
        _meter.CreateObservableGauge("tocsin_router_queue_depth", queueDepth, null, "Inputs that wait for the router's lane.");
        _meter.CreateObservableGauge("alertmanager_dispatcher_aggregation_groups", () => _stats.Groups);
        _meter.CreateObservableGauge<int>("alertmanager_alerts", () =>
        [
            By("state", "active", _stats.AlertsActive), By("state", "suppressed", _stats.AlertsSuppressed),
        ]);
        _meter.CreateObservableGauge<int>("alertmanager_silences", () =>
        [
            By("state", "active", _stats.SilencesActive), By("state", "pending", _stats.SilencesPending),
            By("state", "expired", _stats.SilencesExpired),
        ]);
    }

    /// <summary>Publishes counts taken on the lane; call before a scrape.</summary>
    public void Publish(RouterStats stats) => Volatile.Write(ref _stats, stats);

    /// <inheritdoc/>
    public void Dispose() => _meter.Dispose();

    internal void Count(RouterEffects effects)
    {
        foreach (Flush flush in effects.Flushes)
        {
            foreach (MutedAlert muted in flush.Muted)
            {
                _suppressed.Add(1, new KeyValuePair<string, object?>("reason", Reasons[(int)muted.Reason]));
            }
        }

        foreach (JournalEvent happened in effects.Events)
        {
            if (happened is AlertLimited)
            {
                _limited.Add(1);
            }
        }
    }

    private static Measurement<int> By(string label, string value, int count) =>
        new(count, new KeyValuePair<string, object?>(label, value));
}
