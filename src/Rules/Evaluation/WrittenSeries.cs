using Tocsin.Model.Labels;
using Tocsin.Model.Samples;

namespace Tocsin.Rules.Evaluation;

/// <summary>
/// What a rule wrote at its last evaluation and writes at this one, so that a series that is no longer written ends at
/// once instead of after the lookback.
/// </summary>
// Source: Prometheus rules, Group.Eval: the series returned last time that are not returned now get a stale marker.
internal sealed class WrittenSeries
{
    private readonly Dictionary<LabelSet, RuleSeries> _byLabels = [];
    private List<RuleSeries> _last = [];
    private List<RuleSeries> _now = [];
    private long _evaluation;

    /// <summary>How many series the last evaluation wrote.</summary>
    public int Count => _last.Count;

    /// <summary>The series that the last evaluation wrote.</summary>
    public IReadOnlyList<RuleSeries> Last => _last;

    /// <summary>Begins an evaluation; what one that failed has noted is forgotten.</summary>
    public void Begin()
    {
        _evaluation++;
        _now.Clear();
    }

    /// <summary>The series of those labels, made if the rule does not write it yet.</summary>
    public RuleSeries Of(LabelSet labels)
    {
        if (!_byLabels.TryGetValue(labels, out RuleSeries? series))
        {
            series = new RuleSeries(labels);
            _byLabels.Add(labels, series);
        }

        return series;
    }

    /// <summary>Notes a series as written.</summary>
    /// <returns>False if it was noted in this evaluation before.</returns>
    public bool TryNote(RuleSeries series)
    {
        if (series.Evaluation == _evaluation)
        {
            return false;
        }

        series.Evaluation = _evaluation;
        _now.Add(series);
        return true;
    }

    /// <summary>Ends an evaluation that succeeded.</summary>
    /// <param name="atMs">The time of its samples.</param>
    /// <param name="into">Gets the stale markers.</param>
    public void End(long atMs, List<RuleSample> into)
    {
        foreach (RuleSeries series in _last)
        {
            if (series.Evaluation != _evaluation)
            {
                into.Add(new RuleSample(series, atMs, StaleMarker.Value, null));
                series.HasEnded = true;
                _byLabels.Remove(series.Labels);
            }
        }

        (_last, _now) = (_now, _last);
        _now.Clear();
    }

    /// <summary>Takes over what another state of the same rule wrote, so that what is not written again ends.</summary>
    public void Inherit(WrittenSeries other)
    {
        foreach (RuleSeries series in other._last)
        {
            _byLabels[series.Labels] = series;
            _last.Add(series);
        }
    }
}
