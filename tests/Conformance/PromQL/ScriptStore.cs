using Tocsin.Model.Labels;
using Tocsin.Model.Samples;
using Tocsin.Model.Seams;
using Tocsin.PromQL.Histograms;
using Tocsin.PromQL.SeriesNotation;
using Tocsin.TestKit.Series;

namespace Tocsin.Conformance.PromQL;

/// <summary>The series that a script has loaded since its last <c>clear</c>.</summary>
/// <param name="open">Opens an empty store.</param>
internal sealed class ScriptStore(Func<ScriptTarget> open) : IDisposable
{
    private readonly Dictionary<LabelSet, MemorySample> _last = [];
    private ScriptTarget _target = open();

    public ISeriesReader Reader => _target.Reader;

    public void Clear()
    {
        _target.Dispose();
        _target = open();
        _last.Clear();
    }

    public void Dispose() => _target.Dispose();

    public void Load(LoadCommand load)
    {
        long stepMs = (long)load.Step.TotalMilliseconds;
        var classic = new ClassicHistograms();
        var batch = new SampleBatch();

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
                    Add(batch, series.Series.Labels, new MemorySample(time, value.Value, value.Histogram, start));
                    classic.Add(series.Series.Labels, time, value);
                }
            }
        }

        if (load.WithCustomHistograms)
        {
            foreach ((LabelSet labels, MemorySample sample) in classic.Convert())
            {
                Add(batch, labels, sample);
            }
        }

        Append(batch);
    }

    private void Add(SampleBatch batch, LabelSet labels, MemorySample sample)
    {
        SeriesRef series = default;
        _target.Appender.Resolve([labels], new Span<SeriesRef>(ref series));
        _last.TryGetValue(labels, out MemorySample before);
        _last[labels] = sample;
        if (sample.Histogram is not null)
        {
            FloatHistogram told = sample.Histogram with { ResetHint = Hint(sample.Histogram, before.Histogram) };
            batch.Add(series, sample.TimeMs, told, sample.StartMs);
        }
        else
        {
            batch.Add(series, sample.TimeMs, sample.Value, sample.StartMs);
        }
    }

    private void Append(SampleBatch batch)
    {
        var outcomes = new AppendOutcome[batch.Count];
        _target.Appender.Append(batch, outcomes);
        int refused = Array.FindIndex(outcomes, o => o is not (AppendOutcome.Accepted or AppendOutcome.SameAgain));
        if (refused >= 0)
        {
            throw new InvalidOperationException($"series {batch.Series[refused].Value} at {batch.Times[refused]}: {outcomes[refused]}");
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
