using Tocsin.Model.Labels;
using Tocsin.Model.Seams;
using Tocsin.PromQL.SeriesNotation;
using Tocsin.TestKit.Series;

namespace Tocsin.Conformance.PromQL;

/// <summary>The series that a script has loaded since its last <c>clear</c>.</summary>
internal sealed class ScriptStore
{
    public MemorySeries Series { get; private set; } = new();

    public void Clear() => Series = new MemorySeries();

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
        AppendOutcome outcome = Series.Append(labels, sample);
        if (outcome is not (AppendOutcome.Accepted or AppendOutcome.SameAgain))
        {
            throw new InvalidOperationException($"{labels} at {sample.TimeMs}: {outcome}");
        }
    }
}
