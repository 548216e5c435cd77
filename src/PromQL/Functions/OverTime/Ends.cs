using Tocsin.Model.Samples;
using Tocsin.PromQL.Evaluation.Selectors;
using Tocsin.PromQL.Functions.Contracts;

namespace Tocsin.PromQL.Functions.OverTime;

/// <summary>The oldest and the newest sample of a window.</summary>
internal static class Ends
{
    public static RangeResult First(RangeCall call)
    {
        TimedSpan<double> floats = call.Floats;
        TimedSpan<FloatHistogram> histograms = call.Histograms;
        bool isFloat = histograms.IsEmpty || (!floats.IsEmpty && floats.Times[0] < histograms.Times[0]);
        return isFloat ? floats.Values[0] : histograms.Values[0];
    }

    public static RangeResult Last(RangeCall call)
    {
        TimedSpan<double> floats = call.Floats;
        TimedSpan<FloatHistogram> histograms = call.Histograms;
        bool isFloat = histograms.IsEmpty || (!floats.IsEmpty && floats.Times[^1] > histograms.Times[^1]);
        return isFloat ? floats.Values[^1] : histograms.Values[^1];
    }

    public static RangeResult TimeOfFirst(RangeCall call)
    {
        long first = call.Floats.IsEmpty ? long.MaxValue : call.Floats.Times[0];
        return Math.Min(first, call.Histograms.IsEmpty ? long.MaxValue : call.Histograms.Times[0]) / 1000.0;
    }

    public static RangeResult TimeOfLast(RangeCall call)
    {
        // A time before 1970 counts as 0 where the other kind is missing, as upstream.
        long last = call.Floats.IsEmpty ? 0 : call.Floats.Times[^1];
        return Math.Max(last, call.Histograms.IsEmpty ? 0 : call.Histograms.Times[^1]) / 1000.0;
    }
}
