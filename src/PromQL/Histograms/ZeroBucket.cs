using Tocsin.PromQL.Numbers;

namespace Tocsin.PromQL.Histograms;

/// <summary>The bucket around zero while histograms are brought to the same width of it.</summary>
/// <param name="Threshold">Half its width.</param>
/// <param name="Count">Its observations.</param>
/// <param name="Lost">What compensated sums have lost of the count.</param>
internal readonly record struct ZeroBucket(double Threshold, double Count, double Lost)
{
    /// <summary>How many buckets end at the threshold or below.</summary>
    public static int CountUpTo(double threshold, BucketList buckets, int schema)
    {
        int count = 0;
        while (count < buckets.Length && BucketBounds.Exponential(buckets.Indexes[count], schema) <= threshold)
        {
            count++;
        }

        return count;
    }

    /// <summary>How many buckets begin below the threshold.</summary>
    public static int CountBelow(double threshold, BucketList buckets, int schema)
    {
        int count = 0;
        while (count < buckets.Length && BucketBounds.Exponential(buckets.Indexes[count] - 1, schema) < threshold)
        {
            count++;
        }

        return count;
    }

    /// <summary>
    /// The zero bucket when it takes in all buckets up to a larger threshold. One that it would cut is taken in whole, if
    /// anything is in it, and so the threshold may become larger still.
    /// </summary>
    public ZeroBucket Widened(double threshold, BucketList positive, BucketList negative, int schema)
    {
        if (threshold == Threshold)
        {
            return this;
        }

        while (true)
        {
            ZeroBucket wider = Taking(positive, threshold, schema, this, out double reached);
            double before = reached;
            wider = Taking(negative, before, schema, wider, out reached);
            if (reached == before)
            {
                return wider with { Threshold = reached };
            }

            // The negative side needs more, so the positive one has to be looked at again.
            threshold = reached;
        }
    }

    private static ZeroBucket Taking(
        BucketList buckets, double threshold, int schema, ZeroBucket zero, out double reached)
    {
        (_, double count, double lost) = zero;
        reached = threshold;
        int taken = CountBelow(threshold, buckets, schema);
        for (int i = 0; i < taken; i++)
        {
            CompensatedSum.Add(buckets.Counts[i], ref count, ref lost);
            if (buckets.Lost[i] != 0)
            {
                CompensatedSum.Add(buckets.Lost[i], ref count, ref lost);
            }

            double upper = BucketBounds.Exponential(buckets.Indexes[i], schema);
            if (upper > threshold && buckets.Counts[i] != 0)
            {
                reached = upper;
            }
        }

        return new ZeroBucket(reached, count, lost);
    }
}
