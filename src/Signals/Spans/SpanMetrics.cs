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
    private readonly List<CallSeries> _all = [];
    private CallSeries? _overflow;

    // Those that were loaded and whose spans have not come again: keys are of this process alone.
    private int _withoutKey;

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
    public IReadOnlyList<MeasuredSeries> All => _all;

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
            if (_all[i].LastMs > before)
            {
                _all[kept++] = _all[i];
            }
            else
            {
                Forget(_all[i]);
                gone.Add(_all[i]);
            }
        }

        _all.RemoveRange(kept, _all.Count - kept);
    }

    /// <summary>Writes all that is counted.</summary>
    /// <param name="into">Where to.</param>
    /// <param name="safeMs">What was written before this time is on disk for certain.</param>
    public void Save(BinaryWriter into, long safeMs)
    {
        into.Write7BitEncodedInt(_all.Count);
        foreach (CallSeries series in _all)
        {
            into.Write(series == _overflow || series == series.Service?.Overflow);
            into.Write(series.Service is not null);
            into.Write(series.Service?.Name ?? "");
            into.Write7BitEncodedInt(series.Labels.Encoded.Length);
            into.Write(series.Labels.Encoded);
            into.Write(series.CreatedMs);
            series.Save(into, safeMs);
        }
    }

    /// <summary>Goes on with what was saved; nothing may have been counted before.</summary>
    /// <exception cref="FormatException">It makes no sense.</exception>
    public void Load(BinaryReader from)
    {
        for (int left = from.Read7BitEncodedInt(); left > 0; left--)
        {
            bool isOverflow = from.ReadBoolean();
            bool hasService = from.ReadBoolean();
            string name = from.ReadString();
            int length = from.Read7BitEncodedInt();
            if (length < 0 || length > from.BaseStream.Length - from.BaseStream.Position || !(hasService || isOverflow))
            {
                throw new FormatException("labels longer than the record, or without a service");
            }

            LabelSet labels = LabelSet.FromEncoded(from.ReadBytes(length));
            ServiceCalls? service = hasService ? ServiceOf(name) : null;
            CallSeries series = New(labels, service, from.ReadInt64());
            series.Load(from);
            _all.Add(series);
            if (!isOverflow)
            {
                _withoutKey++;
                service!.LabelSets++;
                _byLabels.Add(labels, series);
            }
            else if (service is null)
            {
                _overflow = series;
            }
            else
            {
                service.Overflow = series;
            }
        }
    }

    private void Forget(CallSeries series)
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
            if (series.Key is { } key)
            {
                _byKey.Remove(key);
            }
            else
            {
                _withoutKey--;
            }

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
        if (_withoutKey > 0 && Recognise(batch, at, name) is { } known)
        {
            return known;
        }

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

        service = ServiceOf(name);
        CallSeries series = New(labels, service, nowMs);
        series.Key = batch.Row(at).Key;
        service.LabelSets++;
        _byKey.Add(batch.Row(at).Key, series);
        _byLabels.Add(labels, series);
        _all.Add(series);
        return series;
    }

    // A series that was loaded, by the first of its spans since.
    private CallSeries? Recognise(SpanBatch batch, int at, string name)
    {
        CallSeries? series = _byLabels.GetValueOrDefault(_labels.Of(batch, at, name));
        if (series is { Key: null })
        {
            series.Key = batch.Row(at).Key;
            _byKey.Add(batch.Row(at).Key, series);
            _withoutKey--;
        }

        return series;
    }

    private ServiceCalls ServiceOf(string name)
    {
        if (!_services.TryGetValue(name, out ServiceCalls? service))
        {
            service = new ServiceCalls(name);
            _services.Add(name, service);
        }

        return service;
    }

    private CallSeries NewOverflow(ServiceCalls? service, long nowMs)
    {
        CallSeries series = New(SpanLabels.OfOverflow(service?.Name), service, nowMs);
        _all.Add(series);
        return series;
    }

    private CallSeries New(LabelSet labels, ServiceCalls? service, long nowMs) =>
        new(labels, _layout, nowMs, _shape.NewTally()) { Service = service };
}
