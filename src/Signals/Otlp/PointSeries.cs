using System.Buffers.Binary;
using Tocsin.Model.Labels;
using Tocsin.Model.Samples;
using Tocsin.Signals.RemoteWrite;

namespace Tocsin.Signals.Otlp;

/// <summary>Which of its series a point gives a sample to.</summary>
internal enum SeriesRole : byte
{
    /// <summary>The one that has the metric's name.</summary>
    Whole = 0,

    /// <summary>With <c>_sum</c> behind the name.</summary>
    Sum = 1,

    /// <summary>With <c>_count</c> behind the name.</summary>
    Count = 2,

    /// <summary>With <c>_bucket</c> behind the name, and <c>le</c>.</summary>
    Bucket = 3,

    /// <summary>With <c>quantile</c>.</summary>
    Quantile = 4,
}

/// <summary>
/// Finds the series of a point: by the bytes that name it, or, the first time, by building its labels. Reusable; not
/// thread-safe.
/// </summary>
// Source: Prometheus otlptranslator, createAttributes: which label gives way to which.
internal sealed class PointSeries(SeriesMemory memory, TextBudget texts)
{
    private readonly LabelDraft _labels = new();
    private readonly LabelSetBuilder _builder = new();
    private readonly List<KeyValuePair<string, string>> _attributes = [];
    private SeriesKey _key;
    private int _attributesField;
    private bool _isBuilt;

    /// <summary>How names are translated.</summary>
    public OtlpMetricSettings Settings { get; set; } = new();

    /// <summary>What the point is about.</summary>
    public ResourceContext Resource { get; set; } = new();

    /// <summary>Who made it.</summary>
    public ScopeContext Scope { get; set; } = ScopeContext.Untold;

    /// <summary>The name of its metric.</summary>
    public string Metric { get; set; } = "";

    /// <summary>Why a series was not found; null if it is not its labels' fault.</summary>
    public string? LabelFault { get; private set; }

    /// <summary>Goes on to the next point.</summary>
    /// <param name="key">The metric and the bytes of the attributes.</param>
    /// <param name="attributesField">Which field of the point its attributes are.</param>
    public void Begin(SeriesKey key, int attributesField)
    {
        _key = key;
        _attributesField = attributesField;
        _isBuilt = false;
        LabelFault = null;
    }

    /// <summary>Finds a series of the point; none if its labels are wrong or the store is full.</summary>
    /// <param name="point">The message.</param>
    /// <param name="role">Which series.</param>
    /// <param name="bound">The bound of a bucket, or the quantile.</param>
    public SeriesRef Find(ReadOnlySpan<byte> point, SeriesRole role, double bound = 0)
    {
        Span<byte> tail = stackalloc byte[1 + sizeof(double)];
        tail[0] = (byte)role;
        BinaryPrimitives.WriteDoubleLittleEndian(tail[1..], bound);
        SeriesKey key = _key.Add(tail);
        SeriesRef known = memory.Find(key);
        if (!known.IsNone)
        {
            return known;
        }

        return LabelsOf(point, role, bound) is { } labels ? memory.Learn(key, labels) : default;
    }

    /// <summary>Names a series anew, since it may have been forgotten.</summary>
    public SeriesRef Resolve(LabelSet labels) => memory.Resolve(labels);

    /// <summary>The labels of a series of the point; null if they are wrong.</summary>
    public LabelSet? LabelsOf(ReadOnlySpan<byte> point, SeriesRole role, double bound = 0)
    {
        if (!_isBuilt)
        {
            _isBuilt = true;
            LabelFault = Build(point);
        }

        if (LabelFault is not null)
        {
            return null;
        }

        KeyValuePair<string, string> extra = role switch
        {
            SeriesRole.Bucket => new("le", PlainNumber.Of(bound)),
            SeriesRole.Quantile => new("quantile", PlainNumber.Of(bound)),
            _ => default,
        };
        string name = role switch
        {
            SeriesRole.Sum => Metric + "_sum",
            SeriesRole.Count => Metric + "_count",
            SeriesRole.Bucket => Metric + "_bucket",
            _ => Metric,
        };
        LabelSet labels = _labels.Build(_builder, name, extra);
        if (texts.Take(labels.Encoded.Length))
        {
            return labels;
        }

        LabelFault = $"the texts of the request have more than {TextBudget.RequestBytesMax} bytes";
        return null;
    }

    private string? Build(ReadOnlySpan<byte> point)
    {
        _labels.Clear();
        _attributes.Clear();
        if (!ResourceContext.TryReadAttributes(point, _attributesField, _attributes, out bool isTooLong))
        {
            return "attributes that cannot be decoded";
        }

        _attributes.RemoveAll(static attribute => attribute.Key == LabelName.MetricName);
        string? fault = isTooLong ? TextBudget.TooLong : _labels.Merge(_attributes, Settings);
        if (fault is not null)
        {
            return fault;
        }

        foreach ((string name, string value) in Resource.Promoted)
        {
            if (!_labels.Has(name))
            {
                _labels.Set(name, value);
            }
        }

        if (Resource.Job.Length > 0)
        {
            _labels.Set("job", Resource.Job);
        }

        if (Resource.Instance.Length > 0)
        {
            _labels.Set("instance", Resource.Instance);
        }

        foreach ((string name, string value) in Scope.Labels)
        {
            _labels.Set(name, value);
        }

        return _labels.Bytes > TextBudget.LabelBytesMax ? TextBudget.TooLong : null;
    }
}
