using Tocsin.Model.Seams;
using Tocsin.PromQL.Ast;
using Tocsin.PromQL.Evaluation.Results;
using Tocsin.PromQL.Evaluation.Rounds;

namespace Tocsin.PromQL.Evaluation.Instants;

/// <summary>One expression as parts that keep no samples. One query at a time.</summary>
internal sealed class InstantPlan
{
    // What the plain evaluator counts for a series of one step, and twice over, since an operation holds operands and result.
    private const long CountedSamples = 2;
    private const long CountedBytes = 2 * 144;

    private readonly PlanBuilder _builder;
    private readonly RoundPlan _plan;
    private long _query;

    public InstantPlan(Query query, EngineOptions options)
    {
        _builder = new PlanBuilder(options) { KeepsSamples = false };
        _plan = new RoundPlan(_builder.Build(query));
        Expression = query.Expression;
    }

    /// <summary>The expression.</summary>
    public Expr Expression { get; }

    /// <summary>The memory that it takes while it is kept, roughly.</summary>
    public long Bytes { get; private set; }

    /// <summary>The value; null if the plain evaluator has to find it.</summary>
    public QueryValue? TryEvaluate(RunSetup setup, ISeriesView view)
    {
        if (!_plan.IsFast(++_query))
        {
            return null;
        }

        var context = new RoundContext
        {
            Round = _query,
            AtMs = setup.AtMs,
            View = view,
            Options = setup.Options,
            LookbackMs = setup.LookbackMs,
            Budget = setup.Budget,
            Cancellation = setup.Cancellation,
        };
        try
        {
            QueryValue value = _plan.Root is ScalarPart scalar
                ? new QueryValue.Scalar(setup.AtMs, scalar.Value(context))
                : new QueryValue.Vector(setup.AtMs, FramedSamples.Of(((VectorPart)_plan.Root!).Value(context)));
            if (IsWithin(setup.Options))
            {
                return value;
            }
        }
        catch (RoundFallback)
        {
            // What was met will be met again by the next queries, which need not try.
        }
        finally
        {
            TakeStock();
        }

        _plan.Pause(_query);
        return null;
    }

    // Whoever stays below twice of everything holds less than the plain evaluator would; whoever does not is counted by it.
    private bool IsWithin(EngineOptions options)
    {
        long places = 0;
        foreach (RoundPart part in _builder.Parts)
        {
            places += part is VectorPart vector ? vector.PlaceCount : 0;
        }

        long most = 0;
        foreach (PassingSource source in _builder.PassingSources)
        {
            most = Math.Max(most, source.SamplesMost);
        }

        return most + (places * CountedSamples) <= options.SamplesMax && places * CountedBytes <= options.BytesMax;
    }

    // Of what stays until the next query, however this one ended.
    private void TakeStock()
    {
        Bytes = 0;
        foreach (RoundPart part in _builder.Parts)
        {
            Bytes += part is VectorPart vector ? vector.FrameBytes : 0;
        }

        foreach (PassingSource source in _builder.PassingSources)
        {
            source.Release();
        }
    }
}

/// <summary>When and within which limits a plan is evaluated.</summary>
/// <param name="AtMs">The instant, Unix milliseconds.</param>
/// <param name="LookbackMs">How far instant selectors look back.</param>
internal readonly record struct RunSetup(long AtMs, long LookbackMs)
{
    public required EngineOptions Options { get; init; }

    public required QueryBudget Budget { get; init; }

    public required CancellationToken Cancellation { get; init; }
}
