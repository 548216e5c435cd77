using Tocsin.Model.Samples;
using Tocsin.PromQL.Annotations;
using Tocsin.PromQL.Evaluation.Selectors;
using Tocsin.PromQL.Functions.Contracts;
using Tocsin.PromQL.Functions.OverTime;
using Tocsin.PromQL.Numbers;

namespace Tocsin.PromQL.Functions;

/// <summary>What can be said of all samples of a window.</summary>
internal static class OverTimeFunctions
{
    public static readonly (string Name, RangeFunction Function)[] All =
    [
        ("sum_over_time", Sums.Sum),
        ("avg_over_time", Sums.Average),
        ("min_over_time", call => Extreme(call, static (value, best) => value < best, false)),
        ("max_over_time", call => Extreme(call, static (value, best) => value > best, false)),
        ("ts_of_min_over_time", call => Extreme(call, static (value, best) => value <= best, true)),
        ("ts_of_max_over_time", call => Extreme(call, static (value, best) => value >= best, true)),
        ("count_over_time", call => call.Floats.Count + call.Histograms.Count),
        ("present_over_time", _ => 1),

        // What is absent is found when the windows of all series are known; each of them says where it is present.
        ("absent_over_time", _ => 1),
        ("first_over_time", Ends.First),
        ("last_over_time", Ends.Last),
        ("ts_of_first_over_time", Ends.TimeOfFirst),
        ("ts_of_last_over_time", Ends.TimeOfLast),
        ("stdvar_over_time", call => Variance(call, static variance => variance)),
        ("stddev_over_time", call => Variance(call, Math.Sqrt)),
        ("quantile_over_time", Quantile),
        ("mad_over_time", MedianDeviation),
        ("double_exponential_smoothing", Smoothing.DoubleExponential),
    ];

    /// <summary>Tells that histograms of a window were left out, if the window has both kinds.</summary>
    public static void TellIgnored(RangeCall call)
    {
        if (!call.Histograms.IsEmpty)
        {
            call.Annotate(Notes.HistogramIgnoredInMixedRange(call.Metric, call.RangeSpan));
        }
    }

    private static RangeResult Extreme(RangeCall call, Func<double, double, bool> isBetter, bool wantsTime)
    {
        TimedSpan<double> floats = call.Floats;
        if (floats.IsEmpty)
        {
            return RangeResult.None;
        }

        TellIgnored(call);
        int best = 0;
        for (int i = 0; i < floats.Count; i++)
        {
            best = isBetter(floats.Values[i], floats.Values[best]) || double.IsNaN(floats.Values[best]) ? i : best;
        }

        return wantsTime ? floats.Times[best] / 1000.0 : floats.Values[best];
    }

    // Welford's method with compensated sums.
    private static RangeResult Variance(RangeCall call, Func<double, double> result)
    {
        TimedSpan<double> floats = call.Floats;
        if (floats.IsEmpty)
        {
            return RangeResult.None;
        }

        TellIgnored(call);
        (double mean, double lostMean, double squares, double lostSquares) = (0, 0, 0, 0);
        for (int i = 0; i < floats.Count; i++)
        {
            double value = floats.Values[i];
            double delta = value - (mean + lostMean);
            CompensatedSum.Add(delta / (i + 1), ref mean, ref lostMean);
            CompensatedSum.Add(delta * (value - (mean + lostMean)), ref squares, ref lostSquares);
        }

        return result((squares + lostSquares) / floats.Count);
    }

    private static RangeResult Quantile(RangeCall call)
    {
        if (call.Floats.IsEmpty)
        {
            return RangeResult.None;
        }

        double quantile = call.Scalar(0);
        if (!(quantile is >= 0 and <= 1))
        {
            call.Annotate(Notes.InvalidQuantile(quantile, call.SpanOf(0)));
        }

        if (!call.Histograms.IsEmpty)
        {
            call.Annotate(Notes.HistogramIgnoredInMixedRange(call.Metric, call.SpanOf(0)));
        }

        return Quantiles.Of(quantile, call.Floats.Values.ToArray());
    }

    // The median of the distances from the median; a NaN among the values makes both meaningless.
    private static RangeResult MedianDeviation(RangeCall call)
    {
        if (call.Floats.IsEmpty)
        {
            return RangeResult.None;
        }

        TellIgnored(call);
        double[] values = call.Floats.Values.ToArray();
        if (Array.Exists(values, double.IsNaN))
        {
            return BitConverter.Int64BitsToDouble(StaleMarker.NormalNaNBits);
        }

        double median = Quantiles.Of(0.5, values);
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = Math.Abs(values[i] - median);
        }

        return Quantiles.Of(0.5, values);
    }
}
