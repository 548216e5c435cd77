using System.Collections.Immutable;
using Tocsin.Model.Samples;
using Tocsin.PromQL.Numbers;

namespace Tocsin.PromQL.Histograms;

/// <summary>A histogram that is being computed: sums, differences and means grow in it. One owner.</summary>
// Source: Prometheus native histogram specification, "Mathematical operations": differences of schema, zero threshold and
// bounds are reconciled towards the coarser one.
internal sealed class WorkingHistogram
{
    private BucketList _positive;
    private BucketList _negative;
    private double _zeroLost;
    private double _countLost;
    private double _sumLost;

    public WorkingHistogram(FloatHistogram histogram)
    {
        Schema = histogram.Schema;
        Hint = histogram.ResetHint;
        Count = histogram.Count;
        Sum = histogram.Sum;
        Bounds = histogram.CustomBounds;
        _positive = BucketList.From(histogram.PositiveSpans, histogram.PositiveBuckets);
        _negative = BucketList.From(histogram.NegativeSpans, histogram.NegativeBuckets);
        if (!HasCustomBounds)
        {
            ZeroThreshold = histogram.ZeroThreshold;
            ZeroCount = histogram.ZeroCount;
        }
    }

    private WorkingHistogram(WorkingHistogram other)
    {
        (Schema, Hint, Bounds, ZeroThreshold) = (other.Schema, other.Hint, other.Bounds, other.ZeroThreshold);
        (ZeroCount, Count, Sum) = (other.ZeroCount, other.Count, other.Sum);
        (_zeroLost, _countLost, _sumLost) = (other._zeroLost, other._countLost, other._sumLost);
        (_positive, _negative) = (other._positive.Clone(), other._negative.Clone());
    }

    public int Schema { get; private set; }

    public CounterResetHint Hint { get; set; }

    public ImmutableArray<double> Bounds { get; private set; }

    public double ZeroThreshold { get; private set; }

    public double ZeroCount { get; private set; }

    public double Count { get; private set; }

    public double Sum { get; private set; }

    private bool HasCustomBounds => Schema == FloatHistogram.CustomSchema;

    public WorkingHistogram Clone() => new(this);

    public CombineOutcome Add(FloatHistogram other) => Combine(other, 1, false);

    public CombineOutcome Subtract(FloatHistogram other) => Combine(other, -1, false);

    /// <summary>Adds with compensated sums, whose losses are kept until <see cref="ToHistogram"/>.</summary>
    public CombineOutcome AddCompensated(FloatHistogram other) => Combine(other, 1, true);

    public void Multiply(double factor)
    {
        (ZeroCount, _zeroLost) = (ZeroCount * factor, Scaled(_zeroLost, factor));
        (Count, _countLost) = (Count * factor, Scaled(_countLost, factor));
        (Sum, _sumLost) = (Sum * factor, Scaled(_sumLost, factor));
        foreach (BucketList buckets in (ReadOnlySpan<BucketList>)[_positive, _negative])
        {
            for (int i = 0; i < buckets.Length; i++)
            {
                buckets.Counts[i] *= factor;
                buckets.Lost[i] = Scaled(buckets.Lost[i], factor);
            }
        }

        Hint = factor < 0 ? CounterResetHint.Gauge : Hint;
    }

    /// <summary>Divides everything; a division by 0 leaves no bucket.</summary>
    public void Divide(double divisor)
    {
        (ZeroCount, Count, Sum) = (ZeroCount / divisor, Count / divisor, Sum / divisor);
        if (divisor == 0)
        {
            (_zeroLost, _countLost, _sumLost) = (0, 0, 0);
            _positive.Clear();
            _negative.Clear();
            return;
        }

        (_zeroLost, _countLost, _sumLost) = (_zeroLost / divisor, _countLost / divisor, _sumLost / divisor);

        foreach (BucketList buckets in (ReadOnlySpan<BucketList>)[_positive, _negative])
        {
            for (int i = 0; i < buckets.Length; i++)
            {
                buckets.Counts[i] /= divisor;
                buckets.Lost[i] /= divisor;
            }
        }

        Hint = divisor < 0 ? CounterResetHint.Gauge : Hint;
    }

    public void CoarsenTo(int schema, bool isCompensated = false)
    {
        if (schema < Schema)
        {
            _positive = _positive.Coarsened(Schema - schema, isCompensated);
            _negative = _negative.Coarsened(Schema - schema, isCompensated);
            Schema = schema;
        }
    }

    /// <summary>True if a count or the sum is infinite.</summary>
    public bool HasOverflow()
    {
        bool overflow = double.IsInfinity(ZeroCount) || double.IsInfinity(Count) || double.IsInfinity(Sum);
        foreach (BucketList buckets in (ReadOnlySpan<BucketList>)[_positive, _negative])
        {
            foreach (double count in buckets.Counts)
            {
                overflow |= double.IsInfinity(count);
            }
        }

        return overflow;
    }

    /// <summary>The result, without empty buckets, and with what compensated sums had lost.</summary>
    public FloatHistogram ToHistogram()
    {
        _positive.Export(out ImmutableArray<HistogramSpan> positiveSpans, out ImmutableArray<double> positive);
        _negative.Export(out ImmutableArray<HistogramSpan> negativeSpans, out ImmutableArray<double> negative);
        return new FloatHistogram
        {
            Schema = Schema,
            ResetHint = Hint,
            ZeroThreshold = ZeroThreshold,
            ZeroCount = ZeroCount + _zeroLost,
            Count = Count + _countLost,
            Sum = Sum + _sumLost,
            PositiveSpans = positiveSpans,
            PositiveBuckets = positive,
            NegativeSpans = negativeSpans,
            NegativeBuckets = negative,
            CustomBounds = Bounds,
        };
    }

    private CombineOutcome Combine(FloatHistogram other, double sign, bool isCompensated)
    {
        if (HasCustomBounds != other.HasCustomBounds)
        {
            return CombineOutcome.Incompatible;
        }

        CombineOutcome outcome = CombineHints(other.ResetHint) ? CombineOutcome.HintsCollide : CombineOutcome.None;
        BucketList positive = BucketList.From(other.PositiveSpans, other.PositiveBuckets);
        BucketList negative = BucketList.From(other.NegativeSpans, other.NegativeBuckets);
        if (!HasCustomBounds)
        {
            ReconcileZero(new ZeroBucket(other.ZeroThreshold, other.ZeroCount, 0), (positive, negative, other.Schema), sign, isCompensated);
        }

        if (isCompensated)
        {
            (double count, double sum) = (Count, Sum);
            CompensatedSum.Add(other.Count, ref count, ref _countLost);
            CompensatedSum.Add(other.Sum, ref sum, ref _sumLost);
            (Count, Sum) = (count, sum);
        }
        else
        {
            Count += sign * other.Count;
            Sum += sign * other.Sum;
        }

        if (HasCustomBounds)
        {
            return outcome | CombineCustom(positive, other.CustomBounds, sign, isCompensated);
        }

        if (other.Schema < Schema)
        {
            CoarsenTo(other.Schema, isCompensated);
        }
        else if (other.Schema > Schema)
        {
            positive = positive.Coarsened(other.Schema - Schema, isCompensated);
            negative = negative.Coarsened(other.Schema - Schema, isCompensated);
        }

        _positive = _positive.Plus(positive, sign, ZeroBucket.CountUpTo(ZeroThreshold, positive, Schema), isCompensated);
        _negative = _negative.Plus(negative, sign, ZeroBucket.CountUpTo(ZeroThreshold, negative, Schema), isCompensated);
        return outcome;
    }

    private CombineOutcome CombineCustom(
        BucketList buckets, ImmutableArray<double> bounds, double sign, bool isCompensated)
    {
        if (Bounds.AsSpan().SequenceEqual(bounds.AsSpan()))
        {
            _positive = _positive.Plus(buckets, sign, 0, isCompensated);
            return CombineOutcome.None;
        }

        ImmutableArray<double> common = CustomBounds.Intersect(Bounds.AsSpan(), bounds.AsSpan());
        double[] counts = new double[common.Length + 1];
        double[] lost = new double[common.Length + 1];
        CustomBounds.Pour(_positive, Bounds.AsSpan(), common.AsSpan(), 1, new(counts, lost));
        CustomBounds.Pour(buckets, bounds.AsSpan(), common.AsSpan(), sign, new(counts, lost));
        _positive = BucketList.FromDense(counts, isCompensated ? lost : new double[lost.Length]);
        Bounds = common;
        return CombineOutcome.BoundsReconciled;
    }

    // A gauge makes a gauge of everything, and whatever meets the unknown is unknown.
    private bool CombineHints(CounterResetHint other)
    {
        if (other == Hint || Hint is CounterResetHint.Gauge)
        {
            return false;
        }

        if (other is CounterResetHint.Gauge)
        {
            Hint = CounterResetHint.Gauge;
            return false;
        }

        bool collide = Hint is not CounterResetHint.Unknown && other is not CounterResetHint.Unknown;
        Hint = CounterResetHint.Unknown;
        return collide;
    }

    // Both zero buckets are widened until they are equally wide and end at a bucket's bound in both histograms.
    private void ReconcileZero(
        ZeroBucket other, (BucketList Positive, BucketList Negative, int Schema) buckets, double sign, bool isCompensated)
    {
        ZeroBucket original = other;
        while (other.Threshold != ZeroThreshold)
        {
            if (ZeroThreshold > other.Threshold)
            {
                other = original.Widened(ZeroThreshold, buckets.Positive, buckets.Negative, buckets.Schema);
            }

            if (other.Threshold > ZeroThreshold)
            {
                ZeroBucket wider = new ZeroBucket(ZeroThreshold, ZeroCount, isCompensated ? _zeroLost : 0)
                    .Widened(other.Threshold, _positive, _negative, Schema);
                (ZeroThreshold, ZeroCount) = (wider.Threshold, wider.Count);
                _zeroLost = isCompensated ? wider.Lost : 0;
                _positive.RemoveFirst(ZeroBucket.CountBelow(ZeroThreshold, _positive, Schema));
                _negative.RemoveFirst(ZeroBucket.CountBelow(ZeroThreshold, _negative, Schema));
            }
        }

        if (!isCompensated)
        {
            ZeroCount += sign * other.Count;
            return;
        }

        double count = ZeroCount;
        CompensatedSum.Add(other.Count, ref count, ref _zeroLost);
        CompensatedSum.Add(other.Lost, ref count, ref _zeroLost);
        ZeroCount = count;
    }

    // Nothing lost stays nothing, whatever it is multiplied by: infinity, too.
    private static double Scaled(double lost, double factor) => lost == 0 ? 0 : lost * factor;
}
