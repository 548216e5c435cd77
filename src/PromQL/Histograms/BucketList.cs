using System.Collections.Immutable;
using Tocsin.Model.Samples;
using Tocsin.PromQL.Numbers;

namespace Tocsin.PromQL.Histograms;

/// <summary>
/// The buckets of one sign by index, with their counts and with what compensated sums have lost of each count. The form
/// in which histograms are computed with; spans are only for rest and transport.
/// </summary>
internal sealed class BucketList
{
    private int[] _indexes;
    private double[] _counts;
    private double[] _lost;

    private BucketList(int capacity)
    {
        _indexes = new int[capacity];
        _counts = new double[capacity];
        _lost = new double[capacity];
    }

    public int Length { get; private set; }

    public ReadOnlySpan<int> Indexes => _indexes.AsSpan(0, Length);

    public Span<double> Counts => _counts.AsSpan(0, Length);

    public Span<double> Lost => _lost.AsSpan(0, Length);

    public static BucketList From(ImmutableArray<HistogramSpan> spans, ImmutableArray<double> buckets)
    {
        var list = new BucketList(buckets.Length);
        int index = 0;
        foreach (HistogramSpan span in spans)
        {
            index += span.Offset;
            for (int i = 0; i < span.Length && list.Length < buckets.Length; i++)
            {
                list.Push(index++, buckets[list.Length], 0);
            }
        }

        return list;
    }

    public static BucketList FromDense(ReadOnlySpan<double> counts, ReadOnlySpan<double> lost)
    {
        var list = new BucketList(counts.Length);
        for (int i = 0; i < counts.Length; i++)
        {
            if (counts[i] != 0 || lost[i] != 0)
            {
                list.Push(i, counts[i], lost[i]);
            }
        }

        return list;
    }

    public BucketList Clone()
    {
        var copy = new BucketList(Length);
        Indexes.CopyTo(copy._indexes);
        Counts.CopyTo(copy._counts);
        Lost.CopyTo(copy._lost);
        copy.Length = Length;
        return copy;
    }

    /// <summary>The same at a coarser schema: 2 to the power of <paramref name="levels"/> buckets become one.</summary>
    public BucketList Coarsened(int levels, bool isCompensated)
    {
        var target = new BucketList(Length);
        for (int i = 0; i < Length; i++)
        {
            int index = ((_indexes[i] - 1) >> levels) + 1;
            int last = target.Length - 1;
            if (last < 0 || target._indexes[last] != index)
            {
                target.Push(index, _counts[i], _lost[i]);
            }
            else
            {
                target.AddAt(last, _counts[i], isCompensated);
                if (isCompensated)
                {
                    target.AddAt(last, _lost[i], isCompensated);
                }
            }
        }

        return target;
    }

    /// <summary>The sum with another list of the same schema, leaving out the first <paramref name="skipped"/> of it.</summary>
    public BucketList Plus(BucketList other, double sign, int skipped, bool isCompensated)
    {
        var sum = new BucketList(Length + other.Length);
        int i = 0;
        for (int j = skipped; j < other.Length; j++)
        {
            while (i < Length && _indexes[i] < other._indexes[j])
            {
                sum.Push(_indexes[i], _counts[i], _lost[i]);
                i++;
            }

            double count = sign * other._counts[j];
            double lost = sign * other._lost[j];
            if (i == Length || _indexes[i] > other._indexes[j])
            {
                sum.Push(other._indexes[j], count, lost);
                continue;
            }

            sum.Push(_indexes[i], _counts[i], _lost[i]);
            i++;
            sum.AddAt(sum.Length - 1, count, isCompensated);
            if (lost != 0)
            {
                sum.AddAt(sum.Length - 1, lost, isCompensated);
            }
        }

        for (; i < Length; i++)
        {
            sum.Push(_indexes[i], _counts[i], _lost[i]);
        }

        return sum;
    }

    public void RemoveFirst(int count)
    {
        _indexes = _indexes[count..Length];
        _counts = _counts[count..Length];
        _lost = _lost[count..Length];
        Length -= count;
    }

    public void Clear() => Length = 0;

    /// <summary>Spans and counts without what is empty; what was lost is added to the counts.</summary>
    public void Export(out ImmutableArray<HistogramSpan> spans, out ImmutableArray<double> buckets)
    {
        ImmutableArray<HistogramSpan>.Builder runs = ImmutableArray.CreateBuilder<HistogramSpan>();
        ImmutableArray<double>.Builder counts = ImmutableArray.CreateBuilder<double>(Length);
        int next = 0;
        for (int i = 0; i < Length; i++)
        {
            double count = _lost[i] == 0 ? _counts[i] : _counts[i] + _lost[i];
            if (count == 0)
            {
                continue;
            }

            counts.Add(count);
            if (runs.Count > 0 && _indexes[i] == next)
            {
                runs[^1] = runs[^1] with { Length = runs[^1].Length + 1 };
            }
            else
            {
                runs.Add(new HistogramSpan(_indexes[i] - next, 1));
            }

            next = _indexes[i] + 1;
        }

        spans = runs.DrainToImmutable();
        buckets = counts.DrainToImmutable();
    }

    private void AddAt(int at, double count, bool isCompensated)
    {
        if (isCompensated)
        {
            CompensatedSum.Add(count, ref _counts[at], ref _lost[at]);
        }
        else
        {
            _counts[at] += count;
        }
    }

    private void Push(int index, double count, double lost)
    {
        _indexes[Length] = index;
        _counts[Length] = count;
        _lost[Length++] = lost;
    }
}
