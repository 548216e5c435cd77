using System.Collections.Immutable;
using Tocsin.Model.Samples;
using Tocsin.Signals.Wire;

namespace Tocsin.Signals.Otlp;

/// <summary>A histogram whose bounds the sender chose, as it is on the wire. Reusable; not thread-safe.</summary>
// Source: opentelemetry.proto.metrics.v1, HistogramDataPoint.
internal sealed class ExplicitPoint
{
    /// <summary>All observations.</summary>
    public ulong Count { get; set; }

    /// <summary>Their sum; null if it is not told.</summary>
    public double? Sum { get; set; }

    /// <summary>The upper bounds, without the one that is infinite.</summary>
    public List<double> Bounds { get; } = [];

    /// <summary>What is in each bucket, the last one being open.</summary>
    public List<ulong> Counts { get; } = [];

    /// <summary>Takes a field of the message; what has nothing to do with counts is passed over.</summary>
    /// <returns>False if it cannot be decoded, or has too many buckets.</returns>
    public bool TryTake(in ProtoReader field)
    {
        switch (field.Field)
        {
            case 4 when field.Wire == ProtoWire.Fixed64:
                Count = field.Number;
                return true;
            case 5 when field.Wire == ProtoWire.Fixed64:
                Sum = field.AsFloat;
                return true;
            case 6:
                return PackedNumbers.TryFixed(field, Counts);
            case 7:
                return PackedNumbers.TryFloats(field, Bounds);
            default:
                return true;
        }
    }

    /// <summary>Makes it the same as another one.</summary>
    public void CopyFrom(ExplicitPoint other)
    {
        Clear();
        Count = other.Count;
        Sum = other.Sum;
        Bounds.AddRange(other.Bounds);
        Counts.AddRange(other.Counts);
    }

    /// <summary>Adds another one, whose bounds must be the same; false if they are not, and nothing changed.</summary>
    public bool TryAdd(ExplicitPoint other)
    {
        if (!Bounds.SequenceEqual(other.Bounds) || Counts.Count != other.Counts.Count)
        {
            return false;
        }

        Count += other.Count;
        Sum += other.Sum;
        for (int i = 0; i < Counts.Count; i++)
        {
            Counts[i] += other.Counts[i];
        }

        return true;
    }

    /// <summary>Forgets all.</summary>
    public void Clear()
    {
        Count = 0;
        Sum = null;
        Bounds.Clear();
        Counts.Clear();
    }

    /// <summary>The native histogram with the same bounds.</summary>
    public FloatHistogram ToNative(CounterResetHint hint)
    {
        var spans = ImmutableArray.CreateBuilder<HistogramSpan>();
        var counts = ImmutableArray.CreateBuilder<double>();
        int first = Counts.FindIndex(count => count != 0);
        if (first >= 0)
        {
            spans.Add(new HistogramSpan(first, Counts.Count - first));
            counts.AddRange(Counts.Skip(first).Select(count => (double)count));
        }

        return new FloatHistogram
        {
            Schema = FloatHistogram.CustomSchema,
            ResetHint = hint,
            Count = Count,
            Sum = Sum ?? 0,
            PositiveSpans = spans.DrainToImmutable(),
            PositiveBuckets = counts.DrainToImmutable(),
            CustomBounds = [.. Bounds],
        };
    }
}
