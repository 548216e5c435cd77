using Tocsin.Model.Labels;
using Tocsin.Model.Samples;
using Tocsin.Model.Seams;
using Tocsin.PromQL.Histograms;
using Tocsin.PromQL.SeriesNotation;
using Tocsin.TestKit.Series;

namespace Tocsin.Conformance.PromQL;

/// <summary>The series that a script has loaded since its last <c>clear</c>.</summary>
internal sealed class ScriptStore
{
    private readonly Dictionary<LabelSet, MemorySample> _last = [];

    public MemorySeries Series { get; private set; } = new();

    public void Clear()
    {
        Series = new MemorySeries();
        _last.Clear();
    }

    public void Load(LoadCommand load)
    {
        long stepMs = (long)load.Step.TotalMilliseconds;
        var classic = new ClassicHistograms();
        // A series that a load writes twice is the later one.
        foreach (LoadedSeries series in load.Series.Reverse().DistinctBy(s => s.Series.Labels).Reverse())
        {
            for (int i = 0; i < series.Series.Values.Count; i++)
            {
                NotedValue value = series.Series.Values[i];
                if (!value.IsGap)
                {
                    long time = i * stepMs;
                    long start = series.Starts?[i] is { } offset ? time + offset : 0;
                    Append(series.Series.Labels, new MemorySample(time, value.Value, value.Histogram, start));
                    classic.Add(series.Series.Labels, time, value);
                }
            }
        }

        if (load.WithCustomHistograms)
        {
            foreach ((LabelSet labels, MemorySample sample) in classic.Convert())
            {
                Append(labels, sample);
            }
        }
    }

    private void Append(LabelSet labels, MemorySample sample)
    {
        _last.TryGetValue(labels, out MemorySample before);
        _last[labels] = sample;
        if (sample.Histogram is not null)
        {
            sample = sample with { Histogram = sample.Histogram with { ResetHint = Hint(sample.Histogram, before.Histogram) } };
        }

        AppendOutcome outcome = Series.Append(labels, sample);
        if (outcome is not (AppendOutcome.Accepted or AppendOutcome.SameAgain))
        {
            throw new InvalidOperationException($"{labels} at {sample.TimeMs}: {outcome}");
        }
    }

    // Upstream's store compares histograms while it packs them, and the scripts expect to see that: one that goes on from
    // the one before it says so. Of a reset it says nothing, not even if it was told.
    private static CounterResetHint Hint(FloatHistogram histogram, FloatHistogram? before)
    {
        if (histogram.ResetHint == CounterResetHint.Gauge)
        {
            return CounterResetHint.Gauge;
        }

        bool goesOn = before is not null && before.ResetHint != CounterResetHint.Gauge
            && histogram.ResetHint != CounterResetHint.CounterReset
            && histogram.Schema == before.Schema && histogram.ZeroThreshold == before.ZeroThreshold
            && histogram.CustomBounds.SequenceEqual(before.CustomBounds)
            && !HistogramResets.IsReset(histogram with { ResetHint = CounterResetHint.Unknown }, before);
        return goesOn ? CounterResetHint.NotCounterReset : CounterResetHint.Unknown;
    }
}
