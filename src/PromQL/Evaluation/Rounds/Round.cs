using Tocsin.Model.Seams;
using Tocsin.PromQL.Ast;
using Tocsin.PromQL.Evaluation.Results;
using Tocsin.PromQL.Evaluation.Statistics;

namespace Tocsin.PromQL.Evaluation.Rounds;

/// <summary>One instant of a <see cref="RoundEvaluator"/>, over one view. To be disposed of before the next one begins.</summary>
public sealed class Round : IDisposable
{
    private readonly RoundEvaluator _evaluator;
    private RoundContext? _context;

    internal Round(RoundEvaluator evaluator, long atMs, ISeriesView view) => (_evaluator, AtMs, View) = (evaluator, atMs, view);

    /// <summary>The instant, Unix milliseconds.</summary>
    public long AtMs { get; }

    internal ISeriesView View { get; }

    /// <summary>
    /// Evaluates an expression at the instant. Every failure is a value. Of statistics there is the number of samples alone.
    /// </summary>
    /// <param name="text">The expression as written; annotations name places in it.</param>
    /// <param name="expression">The expression; what is learned of it is kept with this object, not with its text.</param>
    /// <param name="cancellation">Ends it.</param>
    public QueryResult Evaluate(string text, Expr expression, CancellationToken cancellation)
    {
        Query query = Query.Instant(text, expression, AtMs);
        RoundContext context = _context ??= _evaluator.Context(this, cancellation);
        (context.Budget, context.Cancellation, context.Samples) = (_evaluator.Budget(cancellation), cancellation, 0);
        try
        {
            RoundPlan plan = _evaluator.Plan(query);
            if (plan.IsFast(context.Round))
            {
                if (TryEvaluate(plan.Root!, context) is { } value)
                {
                    return new QueryResult(value, null, []) { Statistics = new QueryStatistics(context.Samples, 0, default) };
                }

                plan.Pause(context.Round);
            }
        }
        catch (QueryFailure)
        {
            // The plain evaluator says what is wrong, in its own words.
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            // As above.
        }

        return _evaluator.EvaluatePlainly(query, View, cancellation);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        View.Dispose();
        _evaluator.End();
    }

    private QueryValue? TryEvaluate(RoundPart root, RoundContext context)
    {
        try
        {
            return root is ScalarPart scalar
                ? new QueryValue.Scalar(AtMs, scalar.Value(context))
                : Copy(((VectorPart)root).Value(context));
        }
        catch (RoundFallback)
        {
            return null;
        }
    }

    private QueryValue.Vector Copy(RoundVector vector)
    {
        List<VectorSample> samples = [];
        for (int i = 0; i < vector.Count; i++)
        {
            if (vector.Has[i])
            {
                samples.Add(new VectorSample(vector.Frame.Labels[i], vector.Values[i], null));
            }
        }

        return new QueryValue.Vector(AtMs, samples);
    }
}
