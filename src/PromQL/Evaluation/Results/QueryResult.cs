using Tocsin.PromQL.Annotations;
using Tocsin.PromQL.Evaluation.Statistics;

namespace Tocsin.PromQL.Evaluation.Results;

/// <summary>How an evaluation ended: with a value, or with an error.</summary>
/// <param name="Value">The value, or null after an error.</param>
/// <param name="Error">The error, or null.</param>
/// <param name="Annotations">What is to be told beside it, each text once.</param>
public sealed record QueryResult(QueryValue? Value, QueryError? Error, IReadOnlyList<Annotation> Annotations)
{
    /// <summary>What it cost; null after an error, and if nobody asked.</summary>
    public QueryStatistics? Statistics { get; init; }
}

/// <summary>Why there is no value.</summary>
/// <param name="Kind">The class of the error, which decides the API's status.</param>
/// <param name="Message">What is wrong, in upstream's words where tools compare them.</param>
public sealed record QueryError(QueryErrorKind Kind, string Message);

/// <summary>The classes of errors of evaluations.</summary>
public enum QueryErrorKind : byte
{
    /// <summary>The expression cannot be evaluated over this data: <c>execution</c>.</summary>
    Execution,

    /// <summary>It took too long: <c>timeout</c>.</summary>
    Timeout,

    /// <summary>Whoever asked went away: <c>canceled</c>.</summary>
    Canceled,

    /// <summary>It needs more samples or memory than allowed: <c>execution</c>.</summary>
    Limit,

    /// <summary>The query itself says something senseless, such as a computed range of no length: <c>bad_data</c>.</summary>
    Senseless,
}
