using Tocsin.Model.Labels;
using Tocsin.PromQL.Annotations;
using Tocsin.PromQL.Ast;
using Tocsin.PromQL.Evaluation.Series;
using Tocsin.PromQL.Histograms;
using Tocsin.PromQL.Numbers;

namespace Tocsin.PromQL.Evaluation.Aggregations;

/// <summary><c>sum</c> and <c>avg</c>, of floats or of histograms; a mix of both has no value.</summary>
internal sealed class SumReducer(AggregateExpr aggregate, QueryRun run, bool isMean) : Reducer(aggregate, run)
{
    private double _sum;
    private double _lost;
    private RunningMean _mean;
    private HistogramTotal? _histograms;
    private bool _hasFloat;
    private bool _isBroken;

    protected override void Clear()
    {
        (_sum, _lost) = (0, 0);
        _mean = default;
        _histograms = null;
        _hasFloat = false;
        _isBroken = false;
    }

    protected override bool Take(Element element)
    {
        if (_isBroken)
        {
            return false;
        }

        if (element.Histogram is { } histogram)
        {
            _histograms ??= new HistogramTotal(isMean);
            Tell(_histograms.Add(histogram), element.Labels);
        }
        else if (isMean)
        {
            _mean.Add(element.Value);
            _hasFloat = true;
        }
        else if (!_hasFloat)
        {
            (_sum, _hasFloat) = (element.Value, true);
        }
        else
        {
            CompensatedSum.Add(element.Value, ref _sum, ref _lost);
        }

        return true;
    }

    protected override bool TryCompute(double parameter, out Element element)
    {
        element = default;
        if (_hasFloat && _histograms is not null)
        {
            Run.Annotate(Notes.MixedFloatsHistogramsInAggregation(Span));
            return false;
        }

        if (_histograms is null)
        {
            return Give(isMean ? _mean.Value : _sum + _lost, out element);
        }

        if (_isBroken)
        {
            return false;
        }

        if (_histograms.HintsCollide)
        {
            Run.Annotate(Notes.ResetCollision(HistogramOperation.Aggregation, Span));
        }

        element = new Element(LabelSet.Empty, 0, _histograms.Value, false);
        return true;
    }

    private void Tell(CombineOutcome outcome, LabelSet labels)
    {
        if (outcome.HasFlag(CombineOutcome.Incompatible))
        {
            _isBroken = true;
            Run.Annotate(Notes.MixedExponentialCustom(LabelEditor.NameOf(labels), Span));
        }

        if (outcome.HasFlag(CombineOutcome.BoundsReconciled))
        {
            Run.Annotate(Notes.BoundsReconciled(HistogramOperation.Aggregation, Span));
        }
    }
}
