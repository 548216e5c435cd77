using Tocsin.Model.Labels;
using Tocsin.Signals.RemoteWrite;

namespace Tocsin.Signals.Spans;

/// <summary>
/// Counts spans by service, operation and what else was asked for, within bounds. Deterministic; one owner.
/// </summary>
// Source: OpenTelemetry collector, span-metrics connector: what is counted and how the metrics are called.
internal sealed class SpanMetrics
{
    private readonly SpanOptions _options;
    private readonly SpanLabels _labels;
    private readonly DurationShape _shape;
    private readonly SeriesLayout _layout;

    // Most spans are found by the first table alone. Two keys may stand for the same labels, for values are cut and
    // mended, so what is new is looked for among the labels, too.
    private readonly Dictionary<SeriesKey, CallSeries> _byKey = [];
    private readonly Dictionary<LabelSet, CallSeries> _byLabels = [];
    private readonly Dictionary<string, ServiceCalls> _services = [];
    private readonly List<(SeriesKey Key, CallSeries Series)> _all = [];
    private CallSeries? _overflow;

    public SpanMetrics(SpanOptions options)
    {
        _options = options;
        _labels = new SpanLabels(options);
        _shape = DurationShape.Of(options, options.InSeconds, options.Buckets);
        string prefix = options.Namespace.Length == 0 ? "" : SpanLabels.NameOf(options.Namespace) + "_";
        _layout = new SeriesLayout()
            .Counter(prefix + "calls_total", "Spans by service, operation, kind and status.")
            .Histogram(prefix + (options.InSeconds ? "duration_seconds" : "duration_milliseconds"), "How long spans took.", _shape);
    }

    /// <summary>How many label sets there are, those for what is too much not counted.</summary>
    public int LabelSets => _byLabels.Count;

    /// <summary>Services with more label sets than there is room for.</summary>
    public OverflowCounts Overflows { get; } = new();

    /// <summary>The series of the metrics.</summary>
    public SeriesLayout Layout => _layout;

    /// <summary>All that is counted.</summary>
    public IEnumerable<MeasuredSeries> All => _all.Select(entry => entry.Series);

    /// <summary>Counts the spans of a batch.</summary>
    /// <param name="batch">The batch.</param>
    /// <param name="services">The name of the service of each of its resources.</param>
    /// <param name="nowMs">Now.</param>
    public void Take(SpanBatch batch, ReadOnlySpan<string> services, long nowMs)
    {
        ReadOnlySpan<SpanResource> resources = batch.Resources;
        int at = 0;
        for (int i = 0; i < resources.Length; i++)
        {
            for (; at < resources[i].End; at++)
            {
                ref SpanRow row = ref batch.Row(at);
                if (!_byKey.TryGetValue(row.Key, out CallSeries? series))
                {
                    series = Learn(batch, at, services[i], nowMs);
                }

                series.Observe(row, _shape.Of(row.DurationNs), nowMs, _options.KeepsExemplars);
            }
        }
    }

    /// <summary>Forgets what had no spans for long.</summary>
    /// <param name="nowMs">Now.</param>
    /// <param name="gone">Takes what is forgotten.</param>
    public void Expire(long nowMs, List<MeasuredSeries> gone)
    {
        long before = nowMs - (long)_options.ExpiresAfter.TotalMilliseconds;
        int kept = 0;
        for (int i = 0; i < _all.Count; i++)
        {
            if (_all[i].Series.LastMs > before)
            {
                _all[kept++] = _all[i];
            }
            else
            {
                Forget(_all[i].Key, _all[i].Series);
                gone.Add(_all[i].Series);
            }
        }

        _all.RemoveRange(kept, _all.Count - kept);
    }

    private void Forget(SeriesKey key, CallSeries series)
    {
        if (series == _overflow)
        {
            _overflow = null;
            return;
        }

        ServiceCalls service = series.Service!;
        if (series == service.Overflow)
        {
            service.Overflow = null;
        }
        else
        {
            _byKey.Remove(key);
            _byLabels.Remove(series.Labels);
            service.LabelSets--;
        }

        if (service.LabelSets == 0 && service.Overflow is null)
        {
            _services.Remove(service.Name);
        }
    }

    private CallSeries Learn(SpanBatch batch, int at, string name, long nowMs)
    {
        ServiceCalls? service = _services.GetValueOrDefault(name);
        if (_byLabels.Count >= _options.LabelSetsMax || service?.LabelSets >= _options.LabelSetsPerServiceMax)
        {
            Overflows.Add(name);
            return service is null
                ? _overflow ??= NewOverflow(null, nowMs)
                : service.Overflow ??= NewOverflow(service, nowMs);
        }

        LabelSet labels = _labels.Of(batch, at, name);
        if (_byLabels.TryGetValue(labels, out CallSeries? same))
        {
            return same;
        }

        if (service is null)
        {
            service = new ServiceCalls(name);
            _services.Add(name, service);
        }

        SeriesKey key = batch.Row(at).Key;
        CallSeries series = New(labels, service, nowMs);
        service.LabelSets++;
        _byKey.Add(key, series);
        _byLabels.Add(labels, series);
        _all.Add((key, series));
        return series;
    }

    private CallSeries NewOverflow(ServiceCalls? service, long nowMs)
    {
        CallSeries series = New(SpanLabels.OfOverflow(service?.Name), service, nowMs);
        _all.Add((default, series));
        return series;
    }

    private CallSeries New(LabelSet labels, ServiceCalls? service, long nowMs) =>
        new(labels, _layout, nowMs, _shape.NewTally()) { Service = service };
}
