using Tocsin.Signals.RemoteWrite;
using Tocsin.Signals.Wire;

namespace Tocsin.Signals.Otlp;

/// <summary>
/// Walks an ExportMetricsServiceRequest where it lies: resources, scopes, metrics. What a metric's points are is
/// <see cref="PointDecoder"/>'s. Reusable; not thread-safe.
/// </summary>
// Source: opentelemetry.proto.metrics.v1 and its collector's metrics_service.proto.
internal sealed class MetricsDecoder
{
    // What one decoder remembers of resources, scopes and metrics; with more it starts anew.
    private const int RememberedMax = 4096;
    private const int RememberedBytesMax = 2 << 20;

    private readonly Dictionary<SeriesKey, ResourceContext> _resources = [];
    private readonly Dictionary<SeriesKey, ScopeContext> _scopes = [];
    private readonly Dictionary<SeriesKey, MetricNaming> _namings = [];
    private readonly TargetInfo _targets;
    private readonly PointDecoder _points;
    private readonly TextBudget _texts = new();
    private OtlpMetricSettings _settings = new();
    private SeriesKey _start;
    private ResourceContext _resource = new();
    private ScopeContext _scope = ScopeContext.Untold;
    private int _rememberedBytes;

    /// <summary>Makes a decoder.</summary>
    /// <param name="memory">Finds series again.</param>
    /// <param name="deltas">What deltas have come to.</param>
    public MetricsDecoder(SeriesMemory memory, DeltaStates deltas)
    {
        _points = new PointDecoder(memory, deltas, Content, _texts);
        _targets = new TargetInfo(memory, Content);
    }

    /// <summary>What the last request brought.</summary>
    public MetricContent Content { get; } = new();

    /// <summary>Decodes a request; false if it is damaged.</summary>
    /// <param name="message">The request.</param>
    /// <param name="settings">How it is translated.</param>
    /// <param name="nowMs">The present time.</param>
    public bool TryDecode(ReadOnlySpan<byte> message, OtlpMetricSettings settings, long nowMs)
    {
        Content.Clear();
        _texts.Clear();
        _targets.Clear();
        _settings = settings;
        _start = settings.StartKey();
        _points.Begin(settings, nowMs);
        var field = new ProtoReader(message);
        while (field.TryNext())
        {
            if (field.Field == 1 && field.Wire == ProtoWire.Bytes && !TryResource(field.Bytes))
            {
                return false;
            }
        }

        return !field.IsDamaged;
    }

    // The resource may stand behind what it is the resource of, as fields of a message may.
    private bool TryResource(ReadOnlySpan<byte> message)
    {
        ReadOnlySpan<byte> resource = default;
        var field = new ProtoReader(message);
        while (field.TryNext())
        {
            resource = field.Field == 1 && field.Wire == ProtoWire.Bytes ? field.Bytes : resource;
        }

        SeriesKey key = _start.Add(resource);
        if (field.IsDamaged || !TryFindResource(resource, key))
        {
            return false;
        }

        _points.BeginResource(_resource);
        field = new ProtoReader(message);
        while (field.TryNext())
        {
            if (field.Field == 2 && field.Wire == ProtoWire.Bytes && !TryScope(field.Bytes, key))
            {
                return false;
            }
        }

        _targets.Add(_resource, key, _points.Times, _settings.Lookback);
        return true;
    }

    private bool TryFindResource(ReadOnlySpan<byte> resource, SeriesKey key)
    {
        if (!_resources.TryGetValue(key, out ResourceContext? known))
        {
            known = ResourceContext.Read(resource, _settings);
            if (known is null)
            {
                return false;
            }

            MakeRoom(resource.Length);
            _resources[key] = known;
        }

        _resource = known;
        return true;
    }

    private bool TryScope(ReadOnlySpan<byte> message, SeriesKey resourceKey)
    {
        ReadOnlySpan<byte> scope = default;
        ReadOnlySpan<byte> schemaUrl = default;
        var field = new ProtoReader(message);
        while (field.TryNext())
        {
            bool isBytes = field.Wire == ProtoWire.Bytes;
            scope = isBytes && field.Field == 1 ? field.Bytes : scope;
            schemaUrl = isBytes && field.Field == 3 ? field.Bytes : schemaUrl;
        }

        // A scope that is not told makes no difference between series.
        SeriesKey key = _settings.PromotesScope ? resourceKey.Add(scope).Add(schemaUrl) : resourceKey;
        if (field.IsDamaged || !TryFindScope(scope, schemaUrl, key))
        {
            return false;
        }

        _points.BeginScope(_scope);
        field = new ProtoReader(message);
        while (field.TryNext())
        {
            if (field.Field == 2 && field.Wire == ProtoWire.Bytes && !TryMetric(field.Bytes, key))
            {
                return false;
            }
        }

        return true;
    }

    private bool TryFindScope(ReadOnlySpan<byte> scope, ReadOnlySpan<byte> schemaUrl, SeriesKey key)
    {
        _scope = ScopeContext.Untold;
        if (!_settings.PromotesScope)
        {
            return true;
        }

        if (!_scopes.TryGetValue(key, out ScopeContext? known))
        {
            known = ScopeContext.Read(scope, schemaUrl, _settings);
            if (known is null)
            {
                return false;
            }

            MakeRoom(scope.Length + schemaUrl.Length);
            _scopes[key] = known;
        }

        _scope = known;
        return true;
    }

    private bool TryMetric(ReadOnlySpan<byte> message, SeriesKey scopeKey)
    {
        ReadOnlySpan<byte> name = default;
        ReadOnlySpan<byte> description = default;
        ReadOnlySpan<byte> unit = default;
        ReadOnlySpan<byte> data = default;
        var kind = MetricKind.Unknown;
        var field = new ProtoReader(message);
        while (field.TryNext())
        {
            if (field.Wire != ProtoWire.Bytes)
            {
                continue;
            }

            switch (field.Field)
            {
                case 1:
                    name = field.Bytes;
                    break;
                case 2:
                    description = field.Bytes;
                    break;
                case 3:
                    unit = field.Bytes;
                    break;
                case 5 or 7 or 9 or 10 or 11:
                    kind = (MetricKind)field.Field;
                    data = field.Bytes;
                    break;
            }
        }

        if (field.IsDamaged || !TryShape(data, kind, out MetricShape shape))
        {
            return false;
        }

        SeriesKey metric = _start.Add(name).Add(unit)
            .Add([(byte)kind, (byte)shape.Temporality, shape.IsMonotonic ? (byte)1 : (byte)0]);
        MetricNaming naming = NamingOf(new MetricTexts(name, description, unit), shape, metric.Add(description));
        return TryPoints(data, naming, metric.Add(scopeKey));
    }

    private bool TryPoints(ReadOnlySpan<byte> data, MetricNaming naming, SeriesKey key)
    {
        _points.BeginMetric(naming, key);
        int before = Content.Points;
        Content.Metrics.Add((before, naming.SentName));
        var field = new ProtoReader(data);
        while (field.TryNext())
        {
            if (field.Field == 1 && field.Wire == ProtoWire.Bytes && !_points.TryPoint(field.Bytes))
            {
                return false;
            }
        }

        if (Content.Points > before && naming.Metadata is { } metadata && naming.Fault is null)
        {
            Content.Metadata.Add(metadata);
        }

        return !field.IsDamaged;
    }

    private static bool TryShape(ReadOnlySpan<byte> data, MetricKind kind, out MetricShape shape)
    {
        var temporality = Temporality.Unspecified;
        bool isMonotonic = false;
        var field = new ProtoReader(data);
        while (field.TryNext())
        {
            if (field.Wire == ProtoWire.Varint && field.Field == 2)
            {
                temporality = field.Number <= 2 ? (Temporality)field.Number : Temporality.Unspecified;
            }
            else if (field.Wire == ProtoWire.Varint && field.Field == 3)
            {
                isMonotonic = field.Number != 0;
            }
        }

        shape = new MetricShape(kind, temporality, isMonotonic);
        return !field.IsDamaged;
    }

    private MetricNaming NamingOf(in MetricTexts texts, in MetricShape shape, SeriesKey key)
    {
        if (!_namings.TryGetValue(key, out MetricNaming? naming))
        {
            naming = MetricNaming.Of(texts, shape, _settings);
            MakeRoom(texts.Bytes);
            _namings[key] = naming;
        }

        return naming;
    }

    private void MakeRoom(int bytes)
    {
        _rememberedBytes += bytes;
        if (_rememberedBytes > RememberedBytesMax || _resources.Count + _scopes.Count + _namings.Count >= RememberedMax)
        {
            _resources.Clear();
            _scopes.Clear();
            _namings.Clear();
            _rememberedBytes = 0;
        }
    }
}
