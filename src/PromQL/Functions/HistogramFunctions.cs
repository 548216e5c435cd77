using Tocsin.Model.Samples;
using Tocsin.PromQL.Functions.Contracts;
using Tocsin.PromQL.Histograms;
using Tocsin.PromQL.Numbers;

namespace Tocsin.PromQL.Functions;

/// <summary>Single numbers of native histograms. Floats are left out.</summary>
internal static class HistogramFunctions
{
    public static readonly (string Name, VectorFunction Function)[] All =
    [
        ("histogram_count", call => call.EmitHistograms(0, histogram => histogram.Count)),
        ("histogram_sum", call => call.EmitHistograms(0, histogram => histogram.Sum)),
        ("histogram_avg", call => call.EmitHistograms(0, histogram => histogram.Sum / histogram.Count)),
        ("histogram_stddev", call => call.EmitHistograms(0, histogram => Math.Sqrt(Variance(histogram)))),
        ("histogram_stdvar", call => call.EmitHistograms(0, Variance)),
    ];

    // Every observation is taken to be at the middle of its bucket.
    private static double Variance(FloatHistogram histogram)
    {
        double mean = histogram.Sum / histogram.Count;
        double sum = 0;
        double lost = 0;
        foreach (HistogramBucket bucket in HistogramBuckets.All(histogram))
        {
            if (bucket.Count != 0)
            {
                double distance = Middle(bucket, histogram) - mean;
                CompensatedSum.Add(bucket.Count * distance * distance, ref sum, ref lost);
            }
        }

        return (sum + lost) / histogram.Count;
    }

    private static double Middle(HistogramBucket bucket, FloatHistogram histogram)
    {
        if (histogram.HasCustomBounds)
        {
            return (bucket.Upper + bucket.Lower) / 2;
        }

        if (bucket.Lower <= 0 && bucket.Upper >= 0)
        {
            return 0;
        }

        double middle = Math.Sqrt(bucket.Upper * bucket.Lower);
        return bucket.Upper < 0 ? -middle : middle;
    }
}
