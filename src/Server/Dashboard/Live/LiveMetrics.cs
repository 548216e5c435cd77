using System.Diagnostics.Metrics;

namespace Tocsin.Server.Dashboard.Live;

/// <summary>The instruments of the live streams, meter <c>Tocsin.Server.Dashboard</c>. Thread-safe.</summary>
internal sealed class LiveMetrics : IDisposable
{
    private readonly Meter _meter = new("Tocsin.Server.Dashboard");

    public LiveMetrics(Func<int> streams, Func<int> views)
    {
        _meter.CreateObservableGauge("tocsin_dashboard_streams", streams, description: "Live streams that are open.");
        _meter.CreateObservableGauge("tocsin_dashboard_views", views, description: "Different views that streams show.");
        Readings = _meter.CreateCounter<long>("tocsin_dashboard_readings", description: "Readings of the router for live streams.");
        Refused = _meter.CreateCounter<long>("tocsin_dashboard_streams_refused", description: "Streams refused at the limit.");
        Behind = _meter.CreateCounter<long>("tocsin_dashboard_streams_behind", description: "Streams that were too slow and began again.");
        Bytes = _meter.CreateCounter<long>("tocsin_dashboard_stream_bytes", "By", "Bytes that streams were sent.");
    }

    public Counter<long> Readings { get; }

    public Counter<long> Refused { get; }

    public Counter<long> Behind { get; }

    public Counter<long> Bytes { get; }

    public void Dispose() => _meter.Dispose();
}
