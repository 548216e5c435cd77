using Tocsin.PromQL.Ast;
using Tocsin.PromQL.Evaluation.Results;

namespace Tocsin.Rules.Evaluation;

/// <summary>Answers the expressions of rules. One thread at a time.</summary>
public interface IRuleQueries
{
    /// <summary>Opens a view of what the store holds now; what is written from here on is not seen by it.</summary>
    /// <param name="atMs">The instant of the queries, Unix milliseconds.</param>
    /// <param name="offsetMs">How far it lies before the instant of the evaluation; a hint that keeps work apart.</param>
    IRuleMoment Open(long atMs, long offsetMs);

    /// <summary>
    /// Evaluates an expression over a view of its own; every failure is a value. Unlike all else here it may run on any
    /// thread, beside the others.
    /// </summary>
    QueryResult EvaluateApart(string text, Expr expression, long atMs, CancellationToken cancellation);

    /// <summary>Answers a query of a template at an instant; every failure is a value.</summary>
    QueryResult Answer(string text, long atMs, CancellationToken cancellation);
}

/// <summary>One instant over one view. To be disposed of before the next is opened with the same offset.</summary>
public interface IRuleMoment : IDisposable
{
    /// <summary>Evaluates an expression; every failure is a value.</summary>
    QueryResult Evaluate(string text, Expr expression, CancellationToken cancellation);
}
