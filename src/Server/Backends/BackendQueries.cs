using Tocsin.PromQL.Ast;
using Tocsin.PromQL.Evaluation;
using Tocsin.PromQL.Evaluation.Results;
using Tocsin.PromQL.Evaluation.Statistics;
using Tocsin.PromQL.Parsing;
using Tocsin.Rules.Evaluation;
using Tocsin.Server.Backends.Fetching;

namespace Tocsin.Server.Backends;

/// <summary>How rules are evaluated over a backend.</summary>
/// <param name="Engine">How queries are evaluated, and their limits.</param>
/// <param name="Language">What of the language is allowed.</param>
internal sealed record BackendEvaluation(EngineOptions Engine, ParserOptions Language);

/// <summary>Answers the expressions of rules over a backend. Thread-safe.</summary>
/// <param name="engine">Asks the backend.</param>
/// <param name="evaluation">How expressions are evaluated here.</param>
/// <param name="evaluatesHere">Evaluate here, over the series of the backend; else the backend evaluates each expression whole.</param>
/// <param name="time">The clock.</param>
internal sealed class BackendQueries(BackendEngine engine, BackendEvaluation evaluation, bool evaluatesHere, TimeProvider time)
    : IRuleQueries
{
    // The lane waits for a query of a template, and with it every rule.
    private static readonly TimeSpan TemplatePatience = TimeSpan.FromSeconds(2);

    /// <inheritdoc/>
    public IRuleMoment Open(long atMs, long offsetMs) =>
        throw new NotSupportedException("a backend has no view that stays: rules are evaluated one by one");

    /// <inheritdoc/>
    // Rules ask from threads that may wait.
    public QueryResult EvaluateApart(string text, Expr expression, long atMs, CancellationToken cancellation)
    {
        Query query = Query.Instant(text, expression, atMs) with { Statistics = StatisticsDetail.Totals };
        return engine.EvaluateAsync(query, (evaluation.Engine, !evaluatesHere), cancellation).GetAwaiter().GetResult().Result;
    }

    /// <inheritdoc/>
    public QueryResult Answer(string text, long atMs, CancellationToken cancellation)
    {
        ParseResult<Expr> parsed = ExpressionParser.Parse(text, evaluation.Language);
        if (parsed.Value is not { } expression)
        {
            return new QueryResult(null, new QueryError(QueryErrorKind.Execution, parsed.Errors[0].ToString()), []);
        }

        using var late = new CancellationTokenSource(TemplatePatience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(late.Token, cancellation);
        Query query = Query.Instant(text, expression, atMs);
        QueryResult result = engine.EvaluateAsync(query, (evaluation.Engine, !evaluatesHere), either.Token)
            .GetAwaiter().GetResult().Result;
        return result.Error is { Kind: QueryErrorKind.Canceled } && late.IsCancellationRequested
            ? new BackendFailure(QueryErrorKind.Timeout, $"no answer within {TemplatePatience.TotalSeconds:0} s").ToResult(engine.Name)
            : result;
    }
}
