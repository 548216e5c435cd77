using System.Collections.Immutable;
using Tocsin.Model.Samples;
using Tocsin.Signals.Wire;

namespace Tocsin.Signals.Otlp;

/// <summary>
/// One side of an exponential histogram: counts of neighbouring buckets from an offset on. Bucket i counts what is above
/// base^i and at most base^(i+1). Reusable; not thread-safe.
/// </summary>
// Source: opentelemetry.proto.metrics.v1, ExponentialHistogramDataPoint.Buckets.
internal sealed class ExponentialBuckets
{
    private const int GapMax = 2;

    /// <summary>The index of the first bucket.</summary>
    public long Offset { get; private set; }

    /// <summary>The counts.</summary>
    public List<ulong> Counts { get; } = [];

    /// <summary>Reads the message; false if it cannot be decoded, or has too many buckets.</summary>
    public bool TryRead(ReadOnlySpan<byte> message)
    {
        bool isGood = true;
        var field = new ProtoReader(message);
        while (isGood && field.TryNext())
        {
            if (field.Field == 1 && field.Wire == ProtoWire.Varint)
            {
                Offset = (int)field.AsZigzag;
            }
            else if (field.Field == 2)
            {
                isGood = PackedNumbers.TryVarints(field, Counts);
            }
        }

        return isGood && !field.IsDamaged;
    }

    /// <summary>Merges each 2^<paramref name="steps"/> buckets into one, which makes the base larger.</summary>
    public void Coarsen(int steps)
    {
        if (steps == 0 || Counts.Count == 0)
        {
            return;
        }

        // From 32 on all is in the two buckets beside 1.
        steps = Math.Min(steps, 40);
        long first = Offset >> steps;
        int kept = 0;
        for (int i = 0; i < Counts.Count; i++)
        {
            int to = (int)(((Offset + i) >> steps) - first);
            ulong count = Counts[i];
            if (to == kept - 1)
            {
                Counts[to] += count;
            }
            else
            {
                Counts[to] = count;
                kept = to + 1;
            }
        }

        Counts.RemoveRange(kept, Counts.Count - kept);
        Offset = first;
    }

    /// <summary>How many buckets there would be if another one were added.</summary>
    public long WidthWith(ExponentialBuckets other)
    {
        if (Counts.Count == 0 || other.Counts.Count == 0)
        {
            return Math.Max(Counts.Count, other.Counts.Count);
        }

        return Math.Max(Offset + Counts.Count, other.Offset + other.Counts.Count) - Math.Min(Offset, other.Offset);
    }

    /// <summary>Adds another one of the same base.</summary>
    public void Add(ExponentialBuckets other)
    {
        if (other.Counts.Count == 0)
        {
            return;
        }

        if (Counts.Count == 0)
        {
            CopyFrom(other);
            return;
        }

        if (other.Offset < Offset)
        {
            Counts.InsertRange(0, new ulong[Offset - other.Offset]);
            Offset = other.Offset;
        }

        int at = (int)(other.Offset - Offset);
        int missing = at + other.Counts.Count - Counts.Count;
        if (missing > 0)
        {
            Counts.AddRange(new ulong[missing]);
        }

        foreach (ulong count in other.Counts)
        {
            Counts[at++] += count;
        }
    }

    /// <summary>Makes it the same as another one.</summary>
    public void CopyFrom(ExponentialBuckets other)
    {
        Clear();
        Offset = other.Offset;
        Counts.AddRange(other.Counts);
    }

    /// <summary>Forgets all.</summary>
    public void Clear()
    {
        Offset = 0;
        Counts.Clear();
    }

    /// <summary>The same as spans and counts of a native histogram, whose bucket i ends where the one here begins.</summary>
    public (ImmutableArray<HistogramSpan> Spans, ImmutableArray<double> Buckets) ToNative()
    {
        var spans = ImmutableArray.CreateBuilder<HistogramSpan>();
        var buckets = ImmutableArray.CreateBuilder<double>();
        long next = 0;
        for (int i = 0; i < Counts.Count; i++)
        {
            if (Counts[i] == 0)
            {
                continue;
            }

            long index = Offset + i + 1;
            long gap = index - next;
            if (spans.Count == 0 || gap > GapMax)
            {
                spans.Add(new HistogramSpan((int)Math.Clamp(gap, int.MinValue, int.MaxValue), 0));
                gap = 0;
            }

            // A small gap costs less as empty buckets than as a span of its own.
            buckets.AddRange(Enumerable.Repeat(0d, (int)gap));
            buckets.Add(Counts[i]);
            spans[^1] = spans[^1] with { Length = spans[^1].Length + (int)gap + 1 };
            next = index + 1;
        }

        return (spans.DrainToImmutable(), buckets.DrainToImmutable());
    }
}
