using Tocsin.Model.Seams;
using Tocsin.PromQL.Ast;
using Tocsin.PromQL.Evaluation.Planning;
using Tocsin.PromQL.Evaluation.Preparation;
using Tocsin.PromQL.Evaluation.Results;
using Tocsin.PromQL.Evaluation.Selectors;
using Tocsin.PromQL.Evaluation.Series;
using Tocsin.PromQL.Evaluation.Statistics;

namespace Tocsin.PromQL.Evaluation;

/// <summary>
/// Evaluates expressions over a series store: plainly, step by step and series by series. Faster ways are measured
/// against this one, and must give its bits.
/// </summary>
/// <remarks>Thread-safe; each evaluation runs on its caller's thread, over one view of the store.</remarks>
/// <param name="options">How to evaluate, and the limits.</param>
/// <param name="reader">The store.</param>
/// <param name="time">The clock that the timeout is measured by.</param>
public sealed class QueryEngine(EngineOptions options, ISeriesReader reader, TimeProvider time)
{
    /// <summary>Evaluates a query. Every failure is a value.</summary>
    public QueryResult Evaluate(Query query, CancellationToken cancellation) => Evaluate(query, null, cancellation);

    /// <summary>Evaluates a query whose parts were, as planned, evaluated elsewhere.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="values">The values of its parts, in their order; none to evaluate all here.</param>
    /// <param name="cancellation">Ends it.</param>
    public QueryResult Evaluate(
        FetchPlan plan, IReadOnlyList<IReadOnlyList<MatrixSeries>> values, CancellationToken cancellation) =>
        Evaluate(plan.Query, (plan, values), cancellation);

    private static StepGrid GridOf(Query query) => new(query.StartMs, query.EndMs, Math.Max(query.StepMs, 1));

    private QueryResult Evaluate(
        Query query, (FetchPlan Plan, IReadOnlyList<IReadOnlyList<MatrixSeries>> Values)? pushed, CancellationToken cancellation)
    {
        long startedAt = time.GetTimestamp();
        using ISeriesView view = reader.OpenView();
        var counted = new HashSet<VectorSelector>(ReferenceEqualityComparer.Instance);
        var budget = new QueryBudget(options, time, cancellation);
        var run = new QueryRun
        {
            CountedOnly = counted,
            Options = options,
            View = view,
            Budget = budget,
            Prepared = pushed?.Plan.Prepared,
            Known = pushed is { } there ? new PushedValues(there.Plan, there.Values, budget) : null,
            LookbackMs = (long)(query.Lookback ?? options.Lookback).TotalMilliseconds,
            Cancellation = cancellation,
            Tally = query.Statistics == StatisticsDetail.None ? null : new SampleTally(GridOf(query), query.Statistics, options.SamplesMax),
        };
        try
        {
            (QueryValue value, QueryTimings timings) = Evaluate(query, run, (counted, startedAt));
            return new QueryResult(value, null, run.Annotations.All) { Statistics = run.Tally?.Finish(timings) };
        }
        catch (QueryFailure failure)
        {
            return new QueryResult(null, new QueryError(failure.Kind, failure.Message), run.Annotations.All);
        }
        catch (SeriesFailure failure)
        {
            return new QueryResult(null, new QueryError(failure.Kind, failure.Message), run.Annotations.All);
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            var error = new QueryError(QueryErrorKind.Canceled, "query was canceled in expression evaluation");
            return new QueryResult(null, error, run.Annotations.All);
        }
    }

    private (QueryValue Value, QueryTimings Timings) Evaluate(
        Query query, QueryRun run, (HashSet<VectorSelector> Counted, long StartedAt) begun)
    {
        run.Budget.CheckTime();
        if (!query.IsInstant && query.Expression.Type is ExpressionType.Matrix or ExpressionType.Text)
        {
            throw QueryFailure.Execution(
                $"invalid expression type \"{query.Expression.Type.DocumentedName()}\" for range query,"
                + " must be Scalar or instant Vector");
        }

        Expr expression = run.Prepared ?? new QueryPreparer(query).Prepare(query.Expression);
        CountedSelectors.Find(expression, begun.Counted);
        long preparedAt = time.GetTimestamp();
        (QueryValue value, long evaluatedAt) = Evaluate(query, expression, run);
        return (value, new QueryTimings(
            time.GetElapsedTime(begun.StartedAt, preparedAt),
            time.GetElapsedTime(preparedAt, evaluatedAt),
            value is QueryValue.Matrix ? time.GetElapsedTime(evaluatedAt) : TimeSpan.Zero));
    }

    private (QueryValue Value, long EvaluatedAt) Evaluate(Query query, Expr expression, QueryRun run)
    {
        StepGrid grid = GridOf(query);
        var evaluator = new Evaluator(run, grid);
        if (expression is StringLiteral text)
        {
            return (new QueryValue.Text(query.StartMs, text.Value), time.GetTimestamp());
        }

        if (query.IsInstant && query.Expression.Type == ExpressionType.Matrix)
        {
            List<WindowSeries> windows = evaluator.EvaluateWindows(expression);
            long readAt = time.GetTimestamp();
            return (ResultBuilder.Matrix(windows, run), readAt);
        }

        List<StepSeries> series = evaluator.Evaluate(expression);
        series = run.DelaysNameRemoval ? SeriesMerging.DropNames(run, series) : series;
        long evaluatedAt = time.GetTimestamp();
        return (query.IsInstant ? ResultBuilder.Instant(query, series) : ResultBuilder.Matrix(series, grid), evaluatedAt);
    }
}
