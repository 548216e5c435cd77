using Tocsin.Model.Seams;
using Tocsin.PromQL.Ast;
using Tocsin.PromQL.Evaluation.Preparation;
using Tocsin.PromQL.Evaluation.Selectors;
using Tocsin.PromQL.Evaluation.Series;

namespace Tocsin.PromQL.Evaluation.Planning;

/// <summary>
/// What an evaluation will ask of a store, known before it begins: so that a store elsewhere can be asked for all of it at
/// once, and for whole parts where it can evaluate them itself. Immutable.
/// </summary>
/// <remarks>
/// What <c>info</c> looks for depends on the series that it describes, and is not in the plan. A part that the evaluation
/// turns out not to need may be.
/// </remarks>
public sealed class FetchPlan
{
    private readonly List<SeriesQuery> _queries = [];
    private readonly List<PushedPart> _parts = [];
    private readonly EngineOptions _options;
    private readonly StepGrid _grid;
    private readonly bool _pushes;

    private FetchPlan(Query query, EngineOptions options, bool pushes)
    {
        (Query, _options) = (query, options);
        _grid = new StepGrid(query.StartMs, query.EndMs, Math.Max(query.StepMs, 1));

        // Of names that go late a part elsewhere tells nothing.
        _pushes = pushes && !options.DelaysNameRemoval;
        LookbackMs = (long)(query.Lookback ?? options.Lookback).TotalMilliseconds;
    }

    /// <summary>The query.</summary>
    public Query Query { get; }

    /// <summary>How far instant selectors look back, in milliseconds.</summary>
    public long LookbackMs { get; }

    /// <summary>What will be asked: each selector with the window that it needs, each once.</summary>
    public IReadOnlyList<SeriesQuery> Queries => _queries;

    /// <summary>What can be evaluated elsewhere; none unless that was wanted.</summary>
    public IReadOnlyList<PushedPart> Parts => _parts;

    /// <summary>The expression, prepared; null if the query makes no sense, which its evaluation will tell.</summary>
    internal Expr? Prepared { get; private set; }

    /// <summary>The plan of a query.</summary>
    /// <param name="query">The query.</param>
    /// <param name="options">How it will be evaluated.</param>
    /// <param name="pushesAggregations">Whether plain aggregations are to be evaluated elsewhere.</param>
    public static FetchPlan Of(Query query, EngineOptions options, bool pushesAggregations)
    {
        var plan = new FetchPlan(query, options, pushesAggregations);
        try
        {
            plan.Prepared = new QueryPreparer(query).Prepare(query.Expression);
            plan.Visit(plan.Prepared, plan._grid);
        }
        catch (QueryFailure)
        {
            plan.Prepared = null;
        }

        return plan;
    }

    private void Visit(Expr expression, StepGrid grid)
    {
        if (grid.Steps == 0 || (_pushes && grid == _grid && TryPush(expression)))
        {
            return;
        }

        switch (expression)
        {
            case VectorSelector { Edges: RangeEdges.Smoothed } smoothed:
                Add(SmoothedSelectors.QueryOf(smoothed, grid, LookbackMs));
                return;
            case VectorSelector selector:
                Add(InstantSelectors.QueryOf(selector, grid, (LookbackMs, SampleAspect.Value)));
                return;
            case CallExpr { Function.Name: "timestamp" } call when call.Arguments[0] is VectorSelector selector:
                Add(InstantSelectors.QueryOf(selector, grid, (LookbackMs, SampleAspect.Time)));
                return;
            case MatrixSelector matrix:
                Add(SelectorWindows.QueryOf(matrix, grid, LookbackMs));
                return;
            case SubqueryExpr subquery:
                Visit(subquery.Inner, SubqueryWindows.GridOf(subquery, grid, (long)_options.SubqueryStep.TotalMilliseconds));
                return;
            case StepInvariantExpr invariant:
                Visit(invariant.Inner, invariant.Type == ExpressionType.Matrix ? grid : grid with { EndMs = grid.StartMs });
                return;
            case CallExpr { Function.Name: "info" } call:
                // Its second argument is no selector of its own, only matchers.
                Visit(call.Arguments[0], grid);
                return;
        }

        foreach (Expr child in expression.Children())
        {
            Visit(child, grid);
        }
    }

    // What makes few series of many, and means the same everywhere.
    private bool TryPush(Expr expression)
    {
        bool isPlain = expression is AggregateExpr
        {
            Op: AggregateOp.Sum or AggregateOp.Count or AggregateOp.Min or AggregateOp.Max or AggregateOp.Avg or AggregateOp.Group,
        } aggregate && IsPlain(aggregate.Inner);
        if (isPlain)
        {
            _parts.Add(new PushedPart(expression.ToString(), expression));
        }

        return isPlain;
    }

    private static bool IsPlain(Expr inner) => inner switch
    {
        VectorSelector selector => selector is { Edges: RangeEdges.Plain, At: null },
        CallExpr
        {
            Function.Name: "rate" or "increase" or "irate" or "delta" or "sum_over_time" or "count_over_time" or "min_over_time"
                or "max_over_time" or "avg_over_time" or "last_over_time" or "changes" or "resets",
        } call => call.Arguments is [MatrixSelector { Selector: { Edges: RangeEdges.Plain, At: null } }],
        _ => false,
    };

    private void Add(SeriesQuery query)
    {
        if (!_queries.Contains(query, SeriesQueryComparer.Instance))
        {
            _queries.Add(query);
        }
    }
}
