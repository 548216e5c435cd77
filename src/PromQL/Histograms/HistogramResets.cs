using Tocsin.Model.Samples;

namespace Tocsin.PromQL.Histograms;

/// <summary>Tells whether a counter started anew between two histograms. Pure functions.</summary>
public static class HistogramResets
{
    /// <summary>True if any count is smaller than before, or if the layout can only have changed by a restart.</summary>
    public static bool IsReset(FloatHistogram current, FloatHistogram previous)
    {
        if (current.ResetHint is CounterResetHint.CounterReset or CounterResetHint.NotCounterReset)
        {
            return current.ResetHint == CounterResetHint.CounterReset;
        }

        // A gauge should not come here; it is treated as a counter, and a warning tells of it.
        if (current.Count < previous.Count)
        {
            return true;
        }

        if (current.HasCustomBounds)
        {
            return !previous.HasCustomBounds || IsCustomReset(current, previous);
        }

        // Neither a finer schema nor a narrower zero bucket comes about without a restart.
        return current.Schema > previous.Schema
            || current.ZeroThreshold < previous.ZeroThreshold
            || previous.HasCustomBounds
            || IsExponentialReset(current, previous);
    }

    private static bool IsExponentialReset(FloatHistogram current, FloatHistogram previous)
    {
        BucketList positive = BucketList.From(previous.PositiveSpans, previous.PositiveBuckets);
        BucketList negative = BucketList.From(previous.NegativeSpans, previous.NegativeBuckets);
        ZeroBucket zero = new ZeroBucket(previous.ZeroThreshold, previous.ZeroCount, 0)
            .Widened(current.ZeroThreshold, positive, negative, previous.Schema);
        return zero.Threshold != current.ZeroThreshold
            || current.ZeroCount < zero.Count
            || AnyDecreased(
                current, BucketList.From(current.PositiveSpans, current.PositiveBuckets),
                positive.Coarsened(previous.Schema - current.Schema, false))
            || AnyDecreased(
                current, BucketList.From(current.NegativeSpans, current.NegativeBuckets),
                negative.Coarsened(previous.Schema - current.Schema, false));
    }

    private static bool AnyDecreased(FloatHistogram current, BucketList buckets, BucketList before)
    {
        int at = 0;
        for (int i = ZeroBucket.CountUpTo(current.ZeroThreshold, before, current.Schema); i < before.Length; i++)
        {
            while (at < buckets.Length && buckets.Indexes[at] < before.Indexes[i])
            {
                at++;
            }

            bool isPresent = at < buckets.Length && buckets.Indexes[at] == before.Indexes[i];
            if (isPresent ? buckets.Counts[at] < before.Counts[i] : before.Counts[i] != 0)
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsCustomReset(FloatHistogram current, FloatHistogram previous)
    {
        ReadOnlySpan<double> common = CustomBounds.Intersect(current.CustomBounds.AsSpan(), previous.CustomBounds.AsSpan()).AsSpan();
        double[] now = Poured(current, common);
        double[] before = Poured(previous, common);
        for (int i = 0; i < now.Length; i++)
        {
            if (now[i] < before[i])
            {
                return true;
            }
        }

        return false;
    }

    private static double[] Poured(FloatHistogram histogram, ReadOnlySpan<double> common)
    {
        double[] sums = new double[common.Length + 1];
        CustomBounds.Pour(
            BucketList.From(histogram.PositiveSpans, histogram.PositiveBuckets),
            histogram.CustomBounds.AsSpan(), common, 1, new(sums, new double[sums.Length]));
        return sums;
    }
}
