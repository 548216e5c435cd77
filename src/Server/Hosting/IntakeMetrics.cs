using System.Diagnostics.Metrics;
using Tocsin.Model;
using Tocsin.Model.Alerts;
using Tocsin.Server.Api.Alertmanager;

namespace Tocsin.Server.Hosting;

/// <summary>Counts received alerts under upstream's names.</summary>
internal sealed class IntakeMetrics : IDisposable
{
    private static readonly KeyValuePair<string, object?> Version = new("version", "v2");
    private static readonly KeyValuePair<string, object?> Firing = new("status", "firing");
    private static readonly KeyValuePair<string, object?> Resolved = new("status", "resolved");

    private readonly Meter _meter = new("Tocsin.Intake");
    private readonly Counter<long> _received;
    private readonly Counter<long> _invalid;

    public IntakeMetrics()
    {
        _received = _meter.CreateCounter<long>("alertmanager_alerts_received_total");
        _invalid = _meter.CreateCounter<long>("alertmanager_alerts_invalid_total");
    }

    public void Count(AlertBatch batch, Instant now)
    {
        int resolved = 0;
        foreach (Alert alert in batch.Alerts)
        {
            resolved += alert.IsResolvedAt(now) ? 1 : 0;
        }

        // Source: upstream counts before it validates, so an invalid alert counts as received too.
        Add(_received, batch.Alerts.Count - resolved + batch.Invalid.Count, Firing);
        Add(_received, resolved, Resolved);
        if (batch.Invalid.Count > 0)
        {
            _invalid.Add(batch.Invalid.Count, Version);
        }
    }

    public void Dispose() => _meter.Dispose();

    private static void Add(Counter<long> counter, int count, KeyValuePair<string, object?> status)
    {
        if (count > 0)
        {
            counter.Add(count, status, Version);
        }
    }
}
