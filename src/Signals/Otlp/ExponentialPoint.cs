using System.Collections.Immutable;
using Tocsin.Model.Samples;
using Tocsin.Signals.Wire;

namespace Tocsin.Signals.Otlp;

/// <summary>A histogram with exponential buckets, as it is on the wire. Reusable; not thread-safe.</summary>
// Source: opentelemetry.proto.metrics.v1, ExponentialHistogramDataPoint.
internal sealed class ExponentialPoint
{
    /// <summary>How many buckets a side may come to have by adding up; with more they are merged.</summary>
    public const int WidthMax = 320;

    // Source: Prometheus otlptranslator; histograms of its own libraries have this threshold as well.
    private const double ZeroThresholdDefault = 1e-128;

    /// <summary>All observations.</summary>
    public ulong Count { get; private set; }

    /// <summary>Their sum; null if it is not told.</summary>
    public double? Sum { get; private set; }

    /// <summary>How fine it is: the base is 2^(2^-scale).</summary>
    public int Scale { get; private set; }

    /// <summary>Observations near zero.</summary>
    public ulong ZeroCount { get; private set; }

    /// <summary>How near; 0 if the sender does not say.</summary>
    public double ZeroThreshold { get; private set; }

    /// <summary>What is above.</summary>
    public ExponentialBuckets Positive { get; } = new();

    /// <summary>What is below.</summary>
    public ExponentialBuckets Negative { get; } = new();

    /// <summary>Takes a field of the message; what has nothing to do with counts is passed over.</summary>
    /// <returns>False if it cannot be decoded, or has too many buckets.</returns>
    public bool TryTake(in ProtoReader field)
    {
        switch (field.Field, field.Wire)
        {
            case (4, ProtoWire.Fixed64):
                Count = field.Number;
                return true;
            case (5, ProtoWire.Fixed64):
                Sum = field.AsFloat;
                return true;
            case (6, ProtoWire.Varint):
                Scale = (int)field.AsZigzag;
                return true;
            case (7, ProtoWire.Fixed64):
                ZeroCount = field.Number;
                return true;
            case (8, ProtoWire.Bytes):
                return Positive.TryRead(field.Bytes);
            case (9, ProtoWire.Bytes):
                return Negative.TryRead(field.Bytes);
            case (14, ProtoWire.Fixed64):
                ZeroThreshold = field.AsFloat;
                return true;
            default:
                return true;
        }
    }

    /// <summary>Makes it the same as another one.</summary>
    public void CopyFrom(ExponentialPoint other)
    {
        (Count, Sum, Scale) = (other.Count, other.Sum, other.Scale);
        (ZeroCount, ZeroThreshold) = (other.ZeroCount, other.ZeroThreshold);
        Positive.CopyFrom(other.Positive);
        Negative.CopyFrom(other.Negative);
    }

    /// <summary>Adds another one. Both become as coarse as the coarser of them, and coarser if there are too many buckets.</summary>
    /// <param name="other">Its buckets may change, too; what they count does not.</param>
    public void Add(ExponentialPoint other)
    {
        Coarsen(Math.Min(Scale, other.Scale));
        other.Coarsen(Scale);
        while (Scale > FloatHistogram.SchemaMin
            && Math.Max(Positive.WidthWith(other.Positive), Negative.WidthWith(other.Negative)) > WidthMax)
        {
            Coarsen(Scale - 1);
            other.Coarsen(Scale);
        }

        Count += other.Count;
        Sum += other.Sum;
        ZeroCount += other.ZeroCount;
        ZeroThreshold = Math.Max(ZeroThreshold, other.ZeroThreshold);
        Positive.Add(other.Positive);
        Negative.Add(other.Negative);
    }

    /// <summary>Forgets all.</summary>
    public void Clear()
    {
        (Count, Sum, Scale, ZeroCount, ZeroThreshold) = (0, null, 0, 0, 0);
        Positive.Clear();
        Negative.Clear();
    }

    /// <summary>The native histogram; null if it is coarser than those are.</summary>
    public FloatHistogram? ToNative(CounterResetHint hint)
    {
        if (Scale < FloatHistogram.SchemaMin)
        {
            return null;
        }

        Coarsen(Math.Min(Scale, FloatHistogram.SchemaMax));
        (ImmutableArray<HistogramSpan> positiveSpans, ImmutableArray<double> positive) = Positive.ToNative();
        (ImmutableArray<HistogramSpan> negativeSpans, ImmutableArray<double> negative) = Negative.ToNative();
        return new FloatHistogram
        {
            Schema = Scale,
            ResetHint = hint,
            ZeroThreshold = ZeroThreshold > 0 ? ZeroThreshold : ZeroThresholdDefault,
            ZeroCount = ZeroCount,
            Count = Count,
            Sum = Sum ?? 0,
            PositiveSpans = positiveSpans,
            PositiveBuckets = positive,
            NegativeSpans = negativeSpans,
            NegativeBuckets = negative,
        };
    }

    private void Coarsen(int scale)
    {
        Positive.Coarsen(Scale - scale);
        Negative.Coarsen(Scale - scale);
        Scale = scale;
    }
}
