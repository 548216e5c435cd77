using System.Collections.Immutable;
using Tocsin.PromQL.Numbers;

namespace Tocsin.PromQL.Histograms;

/// <summary>Brings histograms with different bounds of their own to the bounds that both have.</summary>
internal static class CustomBounds
{
    /// <summary>The bounds that both lists have, ascending.</summary>
    public static ImmutableArray<double> Intersect(ReadOnlySpan<double> left, ReadOnlySpan<double> right)
    {
        ImmutableArray<double>.Builder common = ImmutableArray.CreateBuilder<double>();
        for (int i = 0, j = 0; i < left.Length && j < right.Length;)
        {
            if (left[i] == right[j])
            {
                common.Add(left[i]);
            }

            bool step = left[i] <= right[j];
            j += left[i] >= right[j] ? 1 : 0;
            i += step ? 1 : 0;
        }

        return common.DrainToImmutable();
    }

    /// <summary>Adds counts to the buckets of coarser bounds, of which <paramref name="bounds"/> has every one.</summary>
    public static void Pour(
        BucketList from, ReadOnlySpan<double> bounds, ReadOnlySpan<double> common, double sign, Counts to)
    {
        int target = 0;
        for (int i = 0; i < from.Length; i++)
        {
            int index = from.Indexes[i];
            while (target < common.Length && (index >= bounds.Length || common[target] < bounds[index]))
            {
                target++;
            }

            CompensatedSum.Add(sign * from.Counts[i], ref to.Sums[target], ref to.Lost[target]);
            if (from.Lost[i] != 0)
            {
                CompensatedSum.Add(from.Lost[i], ref to.Sums[target], ref to.Lost[target]);
            }
        }
    }

    /// <summary>Counts by bucket, the last one open to +Inf, and what compensated sums have lost of them.</summary>
    public readonly record struct Counts(double[] Sums, double[] Lost);
}
