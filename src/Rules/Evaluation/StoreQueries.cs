using Tocsin.Model.Seams;
using Tocsin.PromQL.Ast;
using Tocsin.PromQL.Evaluation;
using Tocsin.PromQL.Evaluation.Results;
using Tocsin.PromQL.Evaluation.Rounds;
using Tocsin.PromQL.Evaluation.Statistics;
using Tocsin.PromQL.Parsing;

namespace Tocsin.Rules.Evaluation;

/// <summary>
/// Answers the expressions of rules from the series store, sharing what they have in common. Rules that look back by
/// different offsets walk through time apart from each other.
/// </summary>
public sealed class StoreQueries(EngineOptions options, ParserOptions language, ISeriesReader reader, TimeProvider time)
    : IRuleQueries
{
    private readonly Dictionary<long, RoundEvaluator> _byOffset = [];
    private readonly QueryEngine _engine = new(options, reader, time);

    /// <inheritdoc/>
    public IRuleMoment Open(long atMs, long offsetMs)
    {
        if (!_byOffset.TryGetValue(offsetMs, out RoundEvaluator? evaluator))
        {
            _byOffset.Add(offsetMs, evaluator = new RoundEvaluator(options, reader, time));
        }

        return new Moment(evaluator.Begin(atMs));
    }

    /// <inheritdoc/>
    public QueryResult EvaluateApart(string text, Expr expression, long atMs, CancellationToken cancellation) =>
        _engine.Evaluate(
            Query.Instant(text, expression, atMs) with { Statistics = StatisticsDetail.Totals }, cancellation);

    /// <inheritdoc/>
    public QueryResult Answer(string text, long atMs, CancellationToken cancellation)
    {
        ParseResult<Expr> parsed = ExpressionParser.Parse(text, language);
        return parsed.Value is { } expression
            ? _engine.Evaluate(Query.Instant(text, expression, atMs), cancellation)
            : new QueryResult(null, new QueryError(QueryErrorKind.Execution, parsed.Errors[0].ToString()), []);
    }

    private sealed class Moment(Round round) : IRuleMoment
    {
        public QueryResult Evaluate(string text, Expr expression, CancellationToken cancellation) =>
            round.Evaluate(text, expression, cancellation);

        public void Dispose() => round.Dispose();
    }
}
