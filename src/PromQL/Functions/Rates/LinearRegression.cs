using Tocsin.Model.Samples;
using Tocsin.PromQL.Annotations;
using Tocsin.PromQL.Evaluation.Selectors;
using Tocsin.PromQL.Functions.Contracts;
using Tocsin.PromQL.Numbers;

namespace Tocsin.PromQL.Functions.Rates;

/// <summary><c>deriv</c> and <c>predict_linear</c>: the straight line that fits the samples best.</summary>
internal static class LinearRegression
{
    // Measured from the first sample, so that large numbers of seconds do not cost digits.
    public static RangeResult Derivative(RangeCall call) =>
        HasTwo(call) ? Fit(call.Floats, call.Floats.Times[0]).Slope : RangeResult.None;

    public static RangeResult Predict(RangeCall call)
    {
        if (!HasTwo(call))
        {
            return RangeResult.None;
        }

        (double slope, double intercept) = Fit(call.Floats, call.TimeMs);
        return (slope * call.Scalar(1)) + intercept;
    }

    private static bool HasTwo(RangeCall call)
    {
        if (!call.Floats.IsEmpty && !call.Histograms.IsEmpty)
        {
            call.Annotate(Notes.HistogramIgnoredInMixedRange(call.Metric, call.RangeSpan));
        }

        return call.Floats.Count >= 2;
    }

    // Least squares with compensated sums; the intercept is the line's value at the instant given.
    private static (double Slope, double Intercept) Fit(TimedSpan<double> samples, long interceptMs)
    {
        double first = samples.Values[0];
        bool isConstant = true;
        (double sumX, double sumY, double sumXY, double sumXX) = (0, 0, 0, 0);
        (double lostX, double lostY, double lostXY, double lostXX) = (0, 0, 0, 0);
        for (int i = 0; i < samples.Count; i++)
        {
            double x = (samples.Times[i] - interceptMs) / 1e3;
            double y = samples.Values[i];
            isConstant &= i == 0 || y == first;
            CompensatedSum.Add(x, ref sumX, ref lostX);
            CompensatedSum.Add(y, ref sumY, ref lostY);
            CompensatedSum.Add(x * y, ref sumXY, ref lostXY);
            CompensatedSum.Add(x * x, ref sumXX, ref lostXX);
        }

        if (isConstant)
        {
            double nan = BitConverter.Int64BitsToDouble(StaleMarker.NormalNaNBits);
            return double.IsInfinity(first) ? (nan, nan) : (0, first);
        }

        double n = samples.Count;
        (sumX, sumY, sumXY, sumXX) = (sumX + lostX, sumY + lostY, sumXY + lostXY, sumXX + lostXX);
        double covariance = sumXY - (sumX * sumY / n);
        double variance = sumXX - (sumX * sumX / n);
        double slope = covariance / variance;
        return (slope, (sumY / n) - (slope * sumX / n));
    }
}
