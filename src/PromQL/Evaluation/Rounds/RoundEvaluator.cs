using Tocsin.Model.Seams;
using Tocsin.PromQL.Ast;
using Tocsin.PromQL.Evaluation.Statistics;

namespace Tocsin.PromQL.Evaluation.Rounds;

/// <summary>
/// Evaluates many expressions at one instant after the other, as rules are: what expressions have in common is computed
/// once, and what does not change from round to round is kept. Every answer has the bits of <see cref="QueryEngine"/>'s.
/// </summary>
/// <remarks>One thread at a time.</remarks>
/// <param name="options">As the engine's.</param>
/// <param name="reader">The store.</param>
/// <param name="time">The clock that timeouts are measured by.</param>
public sealed class RoundEvaluator(EngineOptions options, ISeriesReader reader, TimeProvider time)
{
    private const int ForgetEvery = 64;

    private readonly PlanBuilder _builder = new(options);
    private readonly Dictionary<Expr, RoundPlan> _plans = new(ReferenceEqualityComparer.Instance);
    private long _round;

    /// <summary>How many samples are kept decoded, over all expressions.</summary>
    public long SamplesKept => _builder.Sources.Sum(s => s.SampleCount);

    /// <summary>How many expressions the plain evaluator answered.</summary>
    public long PlainAnswers { get; private set; }

    /// <summary>
    /// Begins a round over what the store holds now. Results that were written since the last round are seen; those that
    /// are written from here on are not.
    /// </summary>
    /// <param name="atMs">The instant of the round, Unix milliseconds.</param>
    public Round Begin(long atMs)
    {
        _round++;
        if (_round % ForgetEvery == 0)
        {
            Forget(_round - ForgetEvery);
        }

        return new Round(this, atMs, reader.OpenView());
    }

    internal RoundContext Context(Round round, CancellationToken cancellation) => new()
    {
        Round = _round,
        AtMs = round.AtMs,
        View = round.View,
        Options = options,
        LookbackMs = (long)options.Lookback.TotalMilliseconds,
        Budget = new QueryBudget(options, time, cancellation),
        Cancellation = cancellation,
    };

    internal QueryBudget Budget(CancellationToken cancellation) => new(options, time, cancellation);

    internal RoundPlan Plan(Query query)
    {
        if (!_plans.TryGetValue(query.Expression, out RoundPlan? plan))
        {
            plan = new RoundPlan(_builder.Build(query));
            _plans.Add(query.Expression, plan);
        }

        plan.LastRound = _round;
        return plan;
    }

    internal Results.QueryResult EvaluatePlainly(Query query, ISeriesView view, CancellationToken cancellation)
    {
        PlainAnswers++;
        query = query with { Statistics = StatisticsDetail.Totals };
        return new QueryEngine(options, new OneView(view), time).Evaluate(query, cancellation);
    }

    /// <summary>What is kept stays within what one query may hold; what is dropped is read again.</summary>
    internal void End()
    {
        long kept = SamplesKept;
        foreach (SeriesSource source in kept > options.SamplesMax ? _builder.Sources : [])
        {
            if (kept > options.SamplesMax)
            {
                kept -= source.SampleCount;
                source.Forget();
            }
        }
    }

    private void Forget(long since)
    {
        foreach ((Expr expression, RoundPlan plan) in _plans)
        {
            if (plan.LastRound < since)
            {
                _plans.Remove(expression);
            }
        }

        _builder.Forget(since);
    }

    /// <summary>The view of a round as a reader that opens nothing else.</summary>
    private sealed class OneView(ISeriesView view) : ISeriesReader, ISeriesView
    {
        public long Revision => view.Revision;

        public ISeriesView OpenView() => this;

        public ISeriesSelection Select(SeriesQuery query, CancellationToken cancellation) => view.Select(query, cancellation);

        public IReadOnlyList<string> LabelNames(SeriesQuery query, int limit, CancellationToken cancellation) =>
            throw new NotSupportedException();

        public IReadOnlyList<string> LabelValues(
            string name, SeriesQuery query, int limit, CancellationToken cancellation) => throw new NotSupportedException();

        public void Dispose()
        {
            // The round closes its view.
        }
    }
}
