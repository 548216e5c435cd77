using Tocsin.Model.Labels;
using Tocsin.Model.Samples;
using Tocsin.Signals.RemoteWrite;
using Tocsin.Signals.Wire;

namespace Tocsin.Signals.Otlp;

/// <summary>Reads the data points of a metric and makes samples of them. Reusable; not thread-safe.</summary>
// Source: opentelemetry.proto.metrics.v1; OpenTelemetry specification, compatibility with Prometheus.
internal sealed class PointDecoder
{
    private static readonly TimeSpan AheadMax = TimeSpan.FromMinutes(10);

    private readonly MetricContent _content;
    private readonly PointSeries _series;
    private readonly DeltaStates _deltas;
    private readonly ExemplarReader _exemplars = new();
    private readonly PointReader _point = new();
    private OtlpMetricSettings _settings = new();
    private MetricNaming? _naming;
    private SeriesKey _metricKey;
    private TimeRange _times = new();
    private long _latestMs;

    /// <summary>Makes a decoder.</summary>
    public PointDecoder(SeriesMemory memory, DeltaStates deltas, MetricContent content, TextBudget texts)
    {
        _content = content;
        _deltas = deltas;
        _series = new PointSeries(memory, texts);
    }

    /// <summary>The times of the resource's points.</summary>
    public ref readonly TimeRange Times => ref _times;

    private MetricNaming Naming => _naming!;

    private bool Accumulates =>
        Naming.Shape.Temporality == Temporality.Delta && _settings.Deltas == DeltaHandling.Accumulate && !_point.Head.IsStale;

    /// <summary>A request begins.</summary>
    public void Begin(OtlpMetricSettings settings, long nowMs)
    {
        _settings = settings;
        _series.Settings = settings;
        _latestMs = nowMs + (long)AheadMax.TotalMilliseconds;
    }

    /// <summary>A resource begins.</summary>
    public void BeginResource(ResourceContext resource)
    {
        _series.Resource = resource;
        _times = new TimeRange();
    }

    /// <summary>A scope begins.</summary>
    public void BeginScope(ScopeContext scope) => _series.Scope = scope;

    /// <summary>A metric begins.</summary>
    /// <param name="naming">What it is called.</param>
    /// <param name="key">What stands for it and for what it belongs to.</param>
    public void BeginMetric(MetricNaming naming, SeriesKey key)
    {
        _naming = naming;
        _metricKey = key;
        _series.Metric = naming.Name;
    }

    /// <summary>Takes a point; false if it cannot be decoded.</summary>
    public bool TryPoint(ReadOnlySpan<byte> point)
    {
        _content.Points++;
        if (!_point.TryRead(point, Naming.Shape.Kind, _metricKey))
        {
            return false;
        }

        _times.Add(_point.TimeNs);
        _series.Begin(_point.Key, _point.Layout.Attributes);

        string? fault = _series.Resource.Fault ?? _series.Scope.Fault;
        if (Naming.Fault is { } why)
        {
            Refuse(why);
        }
        else if (fault is not null)
        {
            Refuse(PointRefusal.Labels, fault);
        }
        else if (Accumulates && _point.Head.Ms > _latestMs)
        {
            // It would keep out all that follows.
            Refuse(PointRefusal.TooFarAhead);
        }
        else
        {
            Append(point);
        }

        return !_point.Head.HasExemplars || TryExemplars(point);
    }

    private void Append(ReadOnlySpan<byte> point)
    {
        switch (Naming.Shape.Kind)
        {
            case MetricKind.Gauge:
                _point.Head.StartMs = 0;
                TryAdd(point, SeriesRole.Whole, 0, _point.Value);
                break;
            case MetricKind.Sum:
                if (!Accumulates || TryAccumulate(point))
                {
                    TryAdd(point, SeriesRole.Whole, 0, _point.Value);
                }

                break;
            case MetricKind.Summary:
                AppendSummary(point);
                break;
            default:
                if (!Accumulates || TryAccumulate(point))
                {
                    AppendHistogram(point);
                }

                break;
        }
    }

    // A delta becomes what all deltas before it and it have come to.
    private bool TryAccumulate(ReadOnlySpan<byte> point)
    {
        if (_series.LabelsOf(point, SeriesRole.Whole) is not { } labels)
        {
            Refuse(PointRefusal.Labels, _series.LabelFault);
            return false;
        }

        var time = new DeltaTime(_point.Head.Ms, _point.Head.StartMs);
        PointRefusal? fault = Naming.Shape.Kind switch
        {
            MetricKind.Histogram => _deltas.AddExplicit(labels, ref time, _point.Explicit),
            MetricKind.Exponential => _deltas.AddExponential(labels, ref time, _point.Exponential),
            _ => _deltas.AddNumber(labels, ref time, ref _point.Value),
        };
        _point.Head.StartMs = time.StartMs;
        if (fault is { } why)
        {
            Refuse(why);
        }

        return fault is null;
    }

    private void AppendHistogram(ReadOnlySpan<byte> point)
    {
        bool isExponential = Naming.Shape.Kind == MetricKind.Exponential;
        if (!isExponential && !_settings.CustomBuckets)
        {
            AppendBuckets(point);
            return;
        }

        if (_point.Head.IsStale)
        {
            TryAdd(point, SeriesRole.Whole, 0, StaleMarker.Value);
            return;
        }

        // What is no counter may go down.
        bool isDelta = Naming.Shape.Temporality == Temporality.Delta && !Accumulates;
        CounterResetHint hint = isDelta ? CounterResetHint.Gauge : CounterResetHint.Unknown;
        FloatHistogram? histogram = isExponential ? _point.Exponential.ToNative(hint) : _point.Explicit.ToNative(hint);
        if (histogram is null)
        {
            Refuse(PointRefusal.Scale);
        }
        else if (TryFind(point, SeriesRole.Whole, 0, out SeriesRef series))
        {
            _content.Add(series, (_point.Head.Ms, _point.Head.StartMs), histogram);
        }
    }

    private void AppendBuckets(ReadOnlySpan<byte> point)
    {
        bool isGood = (_point.Explicit.Sum is not { } sum || TryAdd(point, SeriesRole.Sum, 0, sum))
            && TryAdd(point, SeriesRole.Count, 0, _point.Explicit.Count);
        ulong below = 0;
        int bounds = Math.Min(_point.Explicit.Bounds.Count, _point.Explicit.Counts.Count);
        for (int i = 0; isGood && i < bounds; i++)
        {
            below += _point.Explicit.Counts[i];

            // The last bucket is there without being told.
            isGood = double.IsPositiveInfinity(_point.Explicit.Bounds[i])
                || TryAdd(point, SeriesRole.Bucket, _point.Explicit.Bounds[i], below);
        }

        _ = isGood && TryAdd(point, SeriesRole.Bucket, double.PositiveInfinity, _point.Explicit.Count);
    }

    private void AppendSummary(ReadOnlySpan<byte> point)
    {
        bool isGood = TryAdd(point, SeriesRole.Sum, 0, _point.Explicit.Sum ?? 0)
            && TryAdd(point, SeriesRole.Count, 0, _point.Explicit.Count);
        for (int i = 0; isGood && i < _point.Quantiles.Count; i++)
        {
            isGood = TryAdd(point, SeriesRole.Quantile, _point.Quantiles[i].Quantile, _point.Quantiles[i].Value);
        }
    }

    private bool TryAdd(ReadOnlySpan<byte> point, SeriesRole role, double bound, double value)
    {
        if (!TryFind(point, role, bound, out SeriesRef series))
        {
            return false;
        }

        _content.Add(series, (_point.Head.Ms, _point.Head.StartMs), _point.Head.IsStale ? StaleMarker.Value : value);
        return true;
    }

    private bool TryFind(ReadOnlySpan<byte> point, SeriesRole role, double bound, out SeriesRef series)
    {
        series = _series.Find(point, role, bound);
        if (series.IsNone)
        {
            Refuse(_series.LabelFault is null ? PointRefusal.StoreFull : PointRefusal.Labels, _series.LabelFault);
        }

        return !series.IsNone;
    }

    private void Refuse(PointRefusal why, string? fault = null)
    {
        _point.Head.IsRefused = true;
        string metric = $"\"{Naming.SentName}\"";
        _content.Refusals.Add(why, 1, fault is null ? metric : $"{metric}: {fault}");
    }

    private bool TryExemplars(ReadOnlySpan<byte> point)
    {
        var field = new ProtoReader(point);
        while (field.TryNext())
        {
            if (field.Field != _point.Layout.Exemplars || field.Wire != ProtoWire.Bytes)
            {
                continue;
            }

            if (!_exemplars.TryRead(field.Bytes, out RawExemplar? raw))
            {
                return false;
            }

            if (raw is not null && !_point.Head.IsRefused && LabelsFor(point, raw.Value) is { } labels)
            {
                long time = raw.TimeMs > 0 ? raw.TimeMs : _point.Head.Ms;
                _content.Exemplars.Add(new Exemplar(labels, time, raw.Value, raw.Labels));
            }
        }

        return true;
    }

    // An exemplar of a classic histogram belongs to the bucket that counts it.
    private LabelSet? LabelsFor(ReadOnlySpan<byte> point, double value)
    {
        if (Naming.Shape.Kind != MetricKind.Histogram || _settings.CustomBuckets)
        {
            return _series.LabelsOf(point, SeriesRole.Whole);
        }

        int bounds = Math.Min(_point.Explicit.Bounds.Count, _point.Explicit.Counts.Count);
        int at = _point.Explicit.Bounds.BinarySearch(0, bounds, value, null);
        at = at < 0 ? ~at : at;
        return _series.LabelsOf(point, SeriesRole.Bucket, at < bounds ? _point.Explicit.Bounds[at] : double.PositiveInfinity);
    }
}
