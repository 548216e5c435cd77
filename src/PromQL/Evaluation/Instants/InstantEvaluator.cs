using Tocsin.Model.Seams;
using Tocsin.PromQL.Evaluation.Results;
using Tocsin.PromQL.Evaluation.Statistics;

namespace Tocsin.PromQL.Evaluation.Instants;

/// <summary>
/// Evaluates queries as <see cref="QueryEngine"/> does, bit for bit, and instant ones in a fraction of its time: what is
/// known of the labels of an expression's series is kept from query to query, within <see cref="BytesKeptMax"/>.
/// </summary>
/// <remarks>Thread-safe; each evaluation runs on its caller's thread, over one view of the store.</remarks>
/// <param name="options">How to evaluate, and the limits.</param>
/// <param name="reader">The store.</param>
/// <param name="time">The clock that the timeout is measured by.</param>
public sealed class InstantEvaluator(EngineOptions options, ISeriesReader reader, TimeProvider time)
{
    /// <summary>How much memory is kept between queries at most, roughly.</summary>
    public const long BytesKeptMax = InstantPlans.BytesMax;

    private readonly QueryEngine _plain = new(options, reader, time);
    private readonly InstantPlans _plans = new(options);
    private long _plainAnswers;

    /// <summary>How many instant queries the plain evaluator answered.</summary>
    public long PlainAnswers => Volatile.Read(ref _plainAnswers);

    /// <summary>Evaluates a query. Every failure is a value.</summary>
    public QueryResult Evaluate(Query query, CancellationToken cancellation)
    {
        if (query is { IsInstant: true, Statistics: StatisticsDetail.None })
        {
            if (TryEvaluate(query, cancellation) is { } value)
            {
                return new QueryResult(value, null, []);
            }

            Interlocked.Increment(ref _plainAnswers);
        }

        return _plain.Evaluate(query, cancellation);
    }

    private QueryValue? TryEvaluate(Query query, CancellationToken cancellation)
    {
        InstantPlan plan = _plans.Take(query);
        try
        {
            using ISeriesView view = reader.OpenView();
            var setup = new RunSetup(query.StartMs, (long)(query.Lookback ?? options.Lookback).TotalMilliseconds)
            {
                Options = options,
                Budget = new QueryBudget(options, time, cancellation),
                Cancellation = cancellation,
            };
            return plan.TryEvaluate(setup, view);
        }
        catch (QueryFailure)
        {
            // The plain evaluator says what is wrong, in its own words.
            return null;
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            return null;
        }
        finally
        {
            _plans.Return(plan);
        }
    }
}
