using Tocsin.Signals.RemoteWrite;
using Tocsin.Signals.Wire;

namespace Tocsin.Signals.Otlp;

/// <summary>Reads one data point of whatever kind. Reusable; not thread-safe.</summary>
// Source: opentelemetry.proto.metrics.v1.
internal sealed class PointReader
{
    private const uint NoRecordedValue = 1;

    private MetricKind _kind;

    /// <summary>What all points have. A field, so that the parts can be set.</summary>
    public PointHead Head;

    /// <summary>The value of a gauge or a sum. A field, so that it can be handed on to be changed.</summary>
    public double Value;

    /// <summary>A histogram with bounds of its own; of a summary, the count and the sum.</summary>
    public ExplicitPoint Explicit { get; } = new();

    /// <summary>A histogram with exponential buckets.</summary>
    public ExponentialPoint Exponential { get; } = new();

    /// <summary>The quantiles of a summary.</summary>
    public List<(double Quantile, double Value)> Quantiles { get; } = [];

    /// <summary>When it was taken, in Unix nanoseconds.</summary>
    public ulong TimeNs { get; private set; }

    /// <summary>What stands for the metric and the point's attributes.</summary>
    public SeriesKey Key { get; private set; }

    /// <summary>Which fields are what.</summary>
    public PointLayout Layout { get; private set; }

    /// <summary>Reads a point; false if it cannot be decoded.</summary>
    /// <param name="point">The message.</param>
    /// <param name="kind">What its metric is.</param>
    /// <param name="metric">What stands for the metric.</param>
    public bool TryRead(ReadOnlySpan<byte> point, MetricKind kind, SeriesKey metric)
    {
        Clear();
        _kind = kind;
        Layout = PointLayout.Of(kind);
        SeriesKey key = metric;
        bool isGood = true;
        var field = new ProtoReader(point);
        while (isGood && field.TryNext())
        {
            if (field.Field == Layout.Attributes && field.Wire == ProtoWire.Bytes)
            {
                key = key.Add(field.Bytes);
            }
            else if (field.Field == 2 && field.Wire == ProtoWire.Fixed64)
            {
                Head.StartMs = (long)(field.Number / 1_000_000);
            }
            else if (field.Field == 3 && field.Wire == ProtoWire.Fixed64)
            {
                TimeNs = field.Number;
                Head.Ms = (long)(TimeNs / 1_000_000);
            }
            else if (field.Field == Layout.Flags && field.Wire == ProtoWire.Varint)
            {
                Head.IsStale = (field.Number & NoRecordedValue) != 0;
            }
            else if (field.Field == Layout.Exemplars)
            {
                Head.HasExemplars = true;
            }
            else
            {
                isGood = TryTake(field);
            }
        }

        Key = key;
        return isGood && !field.IsDamaged;
    }

    private bool TryTake(in ProtoReader field)
    {
        switch (_kind)
        {
            case MetricKind.Histogram:
                return Explicit.TryTake(field);
            case MetricKind.Exponential:
                return Exponential.TryTake(field);
            case MetricKind.Summary:
                return TryTakeSummary(field);
            default:
                bool isNumber = field.Wire == ProtoWire.Fixed64;
                Value = isNumber && field.Field == 4 ? field.AsFloat : isNumber && field.Field == 6 ? field.AsSigned : Value;
                return true;
        }
    }

    private bool TryTakeSummary(in ProtoReader field)
    {
        if (field.Field is 4 or 5)
        {
            return Explicit.TryTake(field);
        }

        if (field.Field != 6 || field.Wire != ProtoWire.Bytes)
        {
            return true;
        }

        (double Quantile, double Value) told = default;
        var part = new ProtoReader(field.Bytes);
        while (part.TryNext())
        {
            bool isNumber = part.Wire == ProtoWire.Fixed64;
            told.Quantile = isNumber && part.Field == 1 ? part.AsFloat : told.Quantile;
            told.Value = isNumber && part.Field == 2 ? part.AsFloat : told.Value;
        }

        Quantiles.Add(told);
        return !part.IsDamaged && Quantiles.Count <= PackedNumbers.CountMax;
    }

    private void Clear()
    {
        Head = default;
        Value = 0;
        TimeNs = 0;
        Explicit.Clear();
        Exponential.Clear();
        Quantiles.Clear();
    }
}

/// <summary>Which fields of a data point are what; 2 and 3 are its times in each.</summary>
/// <param name="Attributes">Its attributes.</param>
/// <param name="Flags">Its flags.</param>
/// <param name="Exemplars">Its exemplars; 0 if there are none, or they have no place.</param>
internal readonly record struct PointLayout(int Attributes, int Flags, int Exemplars)
{
    /// <summary>The fields of the points of a metric.</summary>
    public static PointLayout Of(MetricKind kind) => kind switch
    {
        MetricKind.Sum => new(7, 8, 5),
        MetricKind.Histogram => new(9, 10, 8),
        MetricKind.Exponential => new(1, 10, 11),
        _ => new(7, 8, 0),
    };
}

/// <summary>What all data points have.</summary>
internal record struct PointHead
{
    /// <summary>When it was taken, in Unix milliseconds.</summary>
    public long Ms { get; set; }

    /// <summary>Since when it counts, in Unix milliseconds; 0 if that is not told.</summary>
    public long StartMs { get; set; }

    /// <summary>The series ends with it.</summary>
    public bool IsStale { get; set; }

    /// <summary>It has exemplars.</summary>
    public bool HasExemplars { get; set; }

    /// <summary>It is not taken.</summary>
    public bool IsRefused { get; set; }
}
