using Tocsin.PromQL.Evaluation.Results;

namespace Tocsin.PromQL.Evaluation;

/// <summary>Ends an evaluation from any depth; the engine makes a <see cref="QueryError"/> of it.</summary>
internal sealed class QueryFailure(QueryErrorKind kind, string message) : Exception(message)
{
    public QueryErrorKind Kind { get; } = kind;

    /// <summary>The expression cannot be evaluated over this data.</summary>
    public static QueryFailure Execution(string message) => new(QueryErrorKind.Execution, message);

    /// <summary>The query says something that no data can give a sense to.</summary>
    public static QueryFailure Senseless(string message) => new(QueryErrorKind.Senseless, message);

    /// <summary>Two series of a result have the same labels at one instant.</summary>
    public static QueryFailure SameLabels() =>
        Execution("vector cannot contain metrics with the same labelset");
}
