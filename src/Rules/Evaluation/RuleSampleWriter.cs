using Tocsin.Model.Labels;
using Tocsin.Model.Samples;
using Tocsin.Model.Seams;

namespace Tocsin.Rules.Evaluation;

/// <summary>Puts what rules wrote into the series store: the one current against the river. One owner.</summary>
/// <param name="store">The store.</param>
public sealed class RuleSampleWriter(ISeriesAppender store)
{
    private readonly SampleBatch _batch = new();
    private readonly List<RuleSeries> _unnamed = [];
    private AppendOutcome[] _outcomes = [];

    /// <summary>Samples that the store refused since the start, the same sample again not counted.</summary>
    public long Refused { get; private set; }

    /// <summary>Writes samples; those that the store refuses are counted and hold up no other.</summary>
    // Source: Prometheus rules, Group.Eval: samples out of order, twice, or too old are logged and counted.
    public void Write(List<RuleSample> samples)
    {
        if (samples.Count == 0)
        {
            return;
        }

        Name(samples);
        if (Append(samples))
        {
            // The store forgot a series in the meantime: name all again, once.
            foreach (RuleSample sample in samples)
            {
                sample.Series.Ref = default;
            }

            Name(samples);
            Append(samples);
        }
    }

    private void Name(List<RuleSample> samples)
    {
        _unnamed.Clear();
        foreach (RuleSample sample in samples)
        {
            if (sample.Series.Ref.IsNone)
            {
                _unnamed.Add(sample.Series);
            }
        }

        if (_unnamed.Count == 0)
        {
            return;
        }

        var labels = new LabelSet[_unnamed.Count];
        var refs = new SeriesRef[_unnamed.Count];
        for (int i = 0; i < labels.Length; i++)
        {
            labels[i] = _unnamed[i].Labels;
        }

        store.Resolve(labels, refs);
        for (int i = 0; i < refs.Length; i++)
        {
            _unnamed[i].Ref = refs[i];
        }
    }

    /// <returns>True if a reference was no longer known.</returns>
    private bool Append(List<RuleSample> samples)
    {
        _batch.Clear();
        foreach (RuleSample sample in samples)
        {
            if (sample.Histogram is { } histogram)
            {
                _batch.Add(sample.Series.Ref, sample.AtMs, histogram);
            }
            else
            {
                _batch.Add(sample.Series.Ref, sample.AtMs, sample.Value);
            }
        }

        if (_outcomes.Length < samples.Count)
        {
            _outcomes = new AppendOutcome[samples.Count];
        }

        Span<AppendOutcome> outcomes = _outcomes.AsSpan(0, samples.Count);
        store.Append(_batch, outcomes);
        bool isUnknown = outcomes.Contains(AppendOutcome.UnknownSeries);
        foreach (AppendOutcome outcome in outcomes)
        {
            Refused += outcome is AppendOutcome.Accepted or AppendOutcome.SameAgain || isUnknown ? 0 : 1;
        }

        return isUnknown;
    }
}
