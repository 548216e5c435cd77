using Tocsin.Model.Labels;

namespace Tocsin.PromQL.Evaluation.Series;

/// <summary>Puts the elements of each step together to series.</summary>
internal sealed class StepAssembler(QueryRun run, StepGrid grid)
{
    private readonly List<StepSeries> _series = [];
    private readonly Dictionary<LabelSet, StepSeries> _byLabels = [];

    /// <summary>Adds the elements of a step; the steps come in order.</summary>
    public void Add(int step, List<Element> elements)
    {
        foreach (Element element in elements)
        {
            StepSeries series = SeriesOf(element, step);
            series.Set(step, element.Value, element.Histogram);
            run.Budget.TakeSamples(element.Histogram is null ? 1 : QueryBudget.WeightOf(element.Histogram));
        }
    }

    /// <summary>The series, in the order of their first appearance.</summary>
    public List<StepSeries> Finish()
    {
        if (grid.IsOne && !run.DelaysNameRemoval)
        {
            SeriesMerging.RefuseSameLabels(_series);
        }

        return _series;
    }

    // One instant keeps every element in its place: the order may be meant, and names may be told apart later.
    private StepSeries SeriesOf(Element element, int step)
    {
        if (!grid.IsOne && _byLabels.TryGetValue(element.Labels, out StepSeries? series))
        {
            return series.Has(step) ? throw QueryFailure.SameLabels() : series;
        }

        series = new StepSeries(element.Labels, grid.Count) { DropsName = element.DropsName };
        run.Budget.Hold(series);
        _series.Add(series);
        if (!grid.IsOne)
        {
            _byLabels.Add(element.Labels, series);
        }

        return series;
    }
}
