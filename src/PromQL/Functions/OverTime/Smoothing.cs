using System.Globalization;
using Tocsin.PromQL.Evaluation;
using Tocsin.PromQL.Evaluation.Selectors;
using Tocsin.PromQL.Functions.Contracts;

namespace Tocsin.PromQL.Functions.OverTime;

/// <summary>Means in which older samples count less.</summary>
internal static class Smoothing
{
    // Holt's linear method: a smoothed level and a smoothed trend.
    public static RangeResult DoubleExponential(RangeCall call)
    {
        double levelFactor = Checked(call.Scalar(1), "smoothing", "sf");
        double trendFactor = Checked(call.Scalar(2), "trend", "tf");
        TimedSpan<double> floats = call.Floats;
        if (!floats.IsEmpty)
        {
            OverTimeFunctions.TellIgnored(call);
        }

        if (floats.Count < 2)
        {
            return RangeResult.None;
        }

        double before = 0;
        double level = floats.Values[0];
        double trend = floats.Values[1] - floats.Values[0];
        for (int i = 1; i < floats.Count; i++)
        {
            double x = levelFactor * floats.Values[i];
            trend = i == 1 ? trend : (trendFactor * (level - before)) + ((1 - trendFactor) * trend);
            double y = (1 - levelFactor) * (level + trend);
            (before, level) = (level, x + y);
        }

        return level;
    }

    private static double Checked(double factor, string name, string symbol) => factor <= 0 || factor >= 1
        ? throw QueryFailure.Execution(string.Create(
            CultureInfo.InvariantCulture, $"invalid {name} factor. Expected: 0 < {symbol} < 1, got: {factor:F6}"))
        : factor;
}
