using System.Globalization;
using Tocsin.PromQL.Ast;
using Tocsin.PromQL.Evaluation.Results;
using Tocsin.PromQL.Evaluation.Series;

namespace Tocsin.PromQL.Evaluation.Planning;

/// <summary>Hands the values of parts that were evaluated elsewhere to the evaluator.</summary>
internal sealed class PushedValues : IKnownValues
{
    private readonly Dictionary<Expr, IReadOnlyList<MatrixSeries>> _values = new(ReferenceEqualityComparer.Instance);
    private readonly QueryBudget _budget;

    public PushedValues(FetchPlan plan, IReadOnlyList<IReadOnlyList<MatrixSeries>> values, QueryBudget budget)
    {
        _budget = budget;
        Grid = new StepGrid(plan.Query.StartMs, plan.Query.EndMs, Math.Max(plan.Query.StepMs, 1));
        for (int i = 0; i < values.Count; i++)
        {
            _values.Add(plan.Parts[i].Expression, values[i]);
        }
    }

    /// <inheritdoc/>
    public StepGrid Grid { get; }

    /// <inheritdoc/>
    public List<StepSeries>? Find(Expr expression)
    {
        if (!_values.TryGetValue(expression, out IReadOnlyList<MatrixSeries>? values))
        {
            return null;
        }

        List<StepSeries> result = [];
        foreach (MatrixSeries one in values)
        {
            var series = new StepSeries(one.Labels, Grid.Count);
            foreach (FloatPoint point in one.Floats)
            {
                series.Set(StepOf(point.TimeMs), point.Value);
            }

            _budget.Hold(series);
            result.Add(series);
        }

        return result;
    }

    private int StepOf(long timeMs)
    {
        long step = (timeMs - Grid.StartMs) / Grid.StepMs;
        return timeMs >= Grid.StartMs && timeMs <= Grid.EndMs && Grid.TimeOf((int)step) == timeMs
            ? (int)step
            : throw new SeriesFailure(QueryErrorKind.Execution, string.Create(
                CultureInfo.InvariantCulture, $"a part was evaluated at {timeMs} ms, which is none of the instants asked for"));
    }
}
