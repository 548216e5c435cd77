using Tocsin.Model.Labels;
using Tocsin.PromQL.Ast;
using Tocsin.PromQL.Evaluation.Series;

namespace Tocsin.PromQL.Evaluation.Aggregations;

/// <summary>Which series are aggregated together, and what the results are labelled.</summary>
internal sealed class Grouping
{
    private readonly List<LabelSet> _labels = [];
    private readonly int[] _groups;

    public Grouping(AggregateExpr aggregate, List<StepSeries> input, LabelEditor editor)
    {
        var key = new GroupKey(aggregate.Grouping, aggregate.IsWithout, editor);
        var groups = new Dictionary<LabelSet, int>();
        _groups = new int[input.Count];
        for (int i = 0; i < _groups.Length; i++)
        {
            LabelSet labels = key.Of(input[i].Labels);
            if (!groups.TryGetValue(labels, out _groups[i]))
            {
                _groups[i] = groups.Count;
                groups.Add(labels, groups.Count);
                _labels.Add(labels);
            }
        }
    }

    /// <summary>How many groups there are, in the order of their first series.</summary>
    public int Count => _labels.Count;

    /// <summary>The labels that the series of a group have in common.</summary>
    public LabelSet LabelsOf(int group) => _labels[group];

    /// <summary>The group of a series of the input.</summary>
    public int GroupOf(int index) => _groups[index];
}

/// <summary>The labels that decide on a series' group: those named by <c>by</c>, or all but those of <c>without</c>.</summary>
internal sealed class GroupKey(ValueList<string> names, bool isWithout, LabelEditor editor)
{
    private readonly LabelNames _names = new(isWithout ? names.Add(LabelName.MetricName) : names);

    public LabelSet Of(LabelSet labels) => isWithout ? editor.Remove(labels, _names) : editor.Keep(labels, _names);
}
