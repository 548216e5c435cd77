using Tocsin.Model.Labels;
using Tocsin.PromQL.Ast;
using Tocsin.PromQL.Evaluation.Series;

namespace Tocsin.PromQL.Evaluation.Binary;

/// <summary>Numbers the groups of elements that match each other, from 0, once for all steps.</summary>
internal sealed class MatchOrdinals(VectorMatching matching, LabelEditor editor)
{
    private readonly Dictionary<LabelSet, int> _ordinals = [];
    private readonly LabelNames _names = new(matching.IsOn ? matching.Labels : matching.Labels.Add(LabelName.MetricName));

    /// <summary>How many groups there are.</summary>
    public int Count => _ordinals.Count;

    /// <summary>The group of a series.</summary>
    public int Of(LabelSet labels)
    {
        LabelSet key = Key(labels);
        if (!_ordinals.TryGetValue(key, out int ordinal))
        {
            ordinal = _ordinals.Count;
            _ordinals.Add(key, ordinal);
        }

        return ordinal;
    }

    /// <summary>The labels by which a series matches.</summary>
    public LabelSet Key(LabelSet labels) => matching.IsOn ? editor.Keep(labels, _names) : editor.Remove(labels, _names);
}

/// <summary>One side of an operator: its series and the groups that they are in.</summary>
internal sealed class MatchSide
{
    private readonly int[] _ordinals;

    public MatchSide(List<StepSeries> series, MatchOrdinals ordinals)
    {
        Series = series;
        _ordinals = [.. series.Select(s => ordinals.Of(s.Labels))];
        Ordinals = ordinals;
    }

    public List<StepSeries> Series { get; }

    public MatchOrdinals Ordinals { get; }

    public int OrdinalOf(int index) => _ordinals[index];

    public bool HasAny(int step) => Series.Exists(s => s.Has(step));

    public Element At(int index, int step)
    {
        StepSeries series = Series[index];
        return new Element(series.Labels, series.Value(step), series.Histogram(step), series.DropsName);
    }
}
