using Tocsin.Server.Config.Prometheus;
using Tocsin.Server.Series;
using Tocsin.Signals.Otlp;

namespace Tocsin.Server.Otlp;

/// <summary>Metrics: they become series. Thread-safe.</summary>
/// <param name="series">What keeps them.</param>
/// <param name="config">The section <c>otlp</c> in force, which a reload may change.</param>
/// <param name="settings">What else it takes to translate them.</param>
internal sealed class MetricSignal(SeriesHost series, Func<OtlpConfig> config, MetricSignalOptions settings)
    : IOtlpSignal, IDisposable
{
    private readonly PointMetrics _metrics = new(() => series.DeltaSeries);
    private Translation? _translation;

    /// <inheritdoc/>
    public OtlpService Service { get; } = new()
    {
        Name = "metrics",
        HttpPaths = ["/v1/metrics", "/api/v1/otlp/v1/metrics"],
        GrpcPath = "/opentelemetry.proto.collector.metrics.v1.MetricsService/Export",
        RejectedName = "rejectedDataPoints",
    };

    /// <inheritdoc/>
    public async ValueTask<OtlpAnswer> TakeAsync(OtlpRequest request, CancellationToken cancellation)
    {
        OtlpMetricResult result = await series.OtlpMetrics(request.Sender.Tenant)
            .ReceiveAsync(request.Body, request.Encoding == OtlpEncoding.Json, Translate(), cancellation).ConfigureAwait(false);
        if (result.Fault is { } fault)
        {
            return new OtlpAnswer.BadData(fault);
        }

        int refused = result.Refused.Sum();
        _metrics.Count(result.Points - refused, result.Refused, result.Exemplars);
        return refused == 0 ? OtlpAnswer.All : new OtlpAnswer.Accepted(refused, result.Message);
    }

    /// <inheritdoc/>
    public void Dispose() => _metrics.Dispose();

    private OtlpMetricSettings Translate()
    {
        OtlpConfig now = config();
        Translation? known = _translation;
        if (known is null || !ReferenceEquals(known.Config, now))
        {
            _translation = known = new Translation(now, now.ToSettings(settings.Deltas, settings.Lookback));
        }

        return known.Settings;
    }

    private sealed record Translation(OtlpConfig Config, OtlpMetricSettings Settings);
}

/// <summary>What <c>prometheus.yml</c> does not say of metrics.</summary>
/// <param name="Deltas">What becomes of deltas.</param>
/// <param name="Lookback">How far queries look back.</param>
internal sealed record MetricSignalOptions(DeltaHandling Deltas, TimeSpan Lookback);
