using Tocsin.Model.Samples;
using Tocsin.PromQL.Histograms;

namespace Tocsin.PromQL.Evaluation.Selectors;

/// <summary>
/// The histograms of a series without their buckets, for expressions that use counts and sums only. Since nobody can look
/// for resets without buckets, that is done here, and the hints tell of it.
/// </summary>
internal sealed class CountedHistograms
{
    private readonly FloatHistogram?[] _counted;

    public CountedHistograms(SampleColumns columns)
    {
        _counted = columns.Histograms.ToArray();
        FloatHistogram? before = null;
        foreach (ref FloatHistogram? histogram in _counted.AsSpan())
        {
            if (histogram is not null && !StaleMarker.Is(histogram.Sum))
            {
                FloatHistogram whole = histogram with { ResetHint = Hint(histogram, before) };
                histogram = Counted(whole);
                before = whole;
            }
        }
    }

    public FloatHistogram? At(int index) => _counted.Length == 0 ? null : _counted[index];

    private static CounterResetHint Hint(FloatHistogram histogram, FloatHistogram? before)
    {
        if (before is null || histogram.ResetHint != CounterResetHint.Unknown)
        {
            return histogram.ResetHint;
        }

        return HistogramResets.IsReset(histogram, before) ? CounterResetHint.CounterReset : CounterResetHint.NotCounterReset;
    }

    private static FloatHistogram Counted(FloatHistogram histogram) => new()
    {
        Schema = histogram.Schema,
        ResetHint = histogram.ResetHint,
        Count = histogram.Count,
        Sum = histogram.Sum,
    };
}
