using Tocsin.Model.Labels;
using Tocsin.PromQL.Evaluation.Results;
using Tocsin.Rules.Groups;

namespace Tocsin.Rules.Evaluation;

/// <summary>Turns a recording rule's results into series. One owner; holds no clock.</summary>
// Source: Prometheus rules, RecordingRule.Eval.
internal sealed class RecordingRuleState(RecordingRule rule) : RuleState(rule)
{
    private readonly List<Place> _places = [];
    private readonly LabelSetBuilder _labels = new();

    protected override string? Take(IReadOnlyList<VectorSample> result, RuleAnswer answer, RuleTurn turn)
    {
        int from = turn.Samples.Count;
        for (int i = 0; i < result.Count; i++)
        {
            RuleSeries series = SeriesAt(i, result[i].Labels);
            if (!Written.TryNote(series))
            {
                turn.Samples.RemoveRange(from, turn.Samples.Count - from);
                return "vector contains metrics with the same labelset after applying rule labels";
            }

            turn.Samples.Add(new RuleSample(series, turn.At.QueryAtMs, result[i].Value, result[i].Histogram));
        }

        if (turn.Limit > 0 && result.Count > turn.Limit)
        {
            turn.Samples.RemoveRange(from, turn.Samples.Count - from);
            return $"exceeded limit of {turn.Limit} with {result.Count} series";
        }

        Written.End(turn.At.QueryAtMs, turn.Samples);
        return null;
    }

    // Results come in the same order with the same label objects round after round, so that labels are made once.
    private RuleSeries SeriesAt(int index, LabelSet labels)
    {
        if (index < _places.Count && ReferenceEquals(_places[index].Input, labels)
            && !_places[index].Series.HasEnded)
        {
            return _places[index].Series;
        }

        RuleSeries series = Written.Of(OutputLabels(labels));
        var place = new Place(labels, series);
        if (index < _places.Count)
        {
            _places[index] = place;
        }
        else
        {
            _places.Add(place);
        }

        return series;
    }

    private LabelSet OutputLabels(LabelSet labels)
    {
        _labels.Clear();
        _labels.AddRange(labels);
        _labels.Add(LabelName.MetricName, Rule.Name);
        _labels.AddRange(Rule.Labels);
        return _labels.Build(dropEmpty: true);
    }

    private readonly record struct Place(LabelSet Input, RuleSeries Series);
}
