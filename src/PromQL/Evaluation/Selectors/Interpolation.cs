using Tocsin.Model.Samples;
using Tocsin.PromQL.Histograms;

namespace Tocsin.PromQL.Evaluation.Selectors;

/// <summary>Values between two samples, on the straight line through them.</summary>
internal static class Interpolation
{
    /// <summary>A float between two; a counter that was reset in between grew from 0.</summary>
    public static double At(long timeMs, FloatAt before, FloatAt after, bool isCounter)
    {
        double from = isCounter && after.Value < before.Value ? 0 : before.Value;
        return from + ((after.Value - from) * (timeMs - before.TimeMs) / (after.TimeMs - before.TimeMs));
    }

    /// <summary>A histogram between two; null if they cannot be combined.</summary>
    public static FloatHistogram? At(
        long timeMs, HistogramAt before, HistogramAt after, bool isCounter, out InterpolationOutcome outcome)
    {
        outcome = default;
        if (timeMs == before.TimeMs || timeMs == after.TimeMs)
        {
            return timeMs == before.TimeMs ? before.Value : after.Value;
        }

        double fraction = (double)(timeMs - before.TimeMs) / (after.TimeMs - before.TimeMs);
        if (isCounter && HistogramResets.IsReset(after.Value, before.Value))
        {
            return HistogramMath.Multiply(after.Value, fraction);
        }

        var result = new WorkingHistogram(after.Value);
        CombineOutcome minus = result.Subtract(before.Value);
        if (minus == CombineOutcome.Incompatible)
        {
            return null;
        }

        result.Multiply(fraction);
        CombineOutcome plus = result.Add(before.Value);
        outcome = new(minus.HasFlag(CombineOutcome.BoundsReconciled), plus.HasFlag(CombineOutcome.BoundsReconciled));
        return result.ToHistogram();
    }
}

/// <summary>A float and when it was taken.</summary>
internal readonly record struct FloatAt(long TimeMs, double Value);

/// <summary>A histogram and when it was taken.</summary>
internal readonly record struct HistogramAt(long TimeMs, FloatHistogram Value);

/// <summary>In which steps of an interpolation bounds were reconciled.</summary>
internal readonly record struct InterpolationOutcome(bool InSubtraction, bool InAddition);
