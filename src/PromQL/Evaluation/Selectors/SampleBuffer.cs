using Tocsin.Model.Samples;

namespace Tocsin.PromQL.Evaluation.Selectors;

/// <summary>
/// The samples of one series without its stale markers, floats and histograms apart. Used again for the next series.
/// </summary>
internal sealed class SampleBuffer
{
    public TimedList<double> Floats { get; } = new();

    public TimedList<FloatHistogram> Histograms { get; } = new();

    /// <summary>What the samples count for in the budget.</summary>
    public long Weight { get; private set; }

    public void Clear()
    {
        Floats.Clear();
        Histograms.Clear();
        Weight = 0;
    }

    public void Add(long timeMs, double value, long startMs)
    {
        Floats.Add(timeMs, value, startMs);
        Weight++;
    }

    public void Add(long timeMs, FloatHistogram histogram, long startMs)
    {
        Histograms.Add(timeMs, histogram, startMs);
        Weight += QueryBudget.WeightOf(histogram);
    }

    /// <summary>Replaces the content by that of columns.</summary>
    /// <param name="columns">The samples.</param>
    /// <param name="areCounted">Only counts and sums of histograms are used.</param>
    public void Fill(SampleColumns columns, bool areCounted = false)
    {
        Clear();
        CountedHistograms? counted = areCounted ? new CountedHistograms(columns) : null;
        ReadOnlySpan<FloatHistogram?> histograms = columns.Histograms;
        if (histograms.IsEmpty && columns.Starts.IsEmpty && !HasStale(columns.Values))
        {
            Floats.AddRange(columns.Times, columns.Values);
            Weight = columns.Count;
            return;
        }

        ReadOnlySpan<long> starts = columns.Starts;
        for (int i = 0; i < columns.Count; i++)
        {
            long start = starts.IsEmpty ? 0 : starts[i];
            if (!histograms.IsEmpty && histograms[i] is { } histogram)
            {
                if (!StaleMarker.Is(histogram.Sum))
                {
                    Add(columns.Times[i], counted?.At(i) ?? histogram, start);
                }
            }
            else if (!StaleMarker.Is(columns.Values[i]))
            {
                Add(columns.Times[i], columns.Values[i], start);
            }
        }
    }

    private static bool HasStale(ReadOnlySpan<double> values)
    {
        foreach (double value in values)
        {
            if (StaleMarker.Is(value))
            {
                return true;
            }
        }

        return false;
    }
}
