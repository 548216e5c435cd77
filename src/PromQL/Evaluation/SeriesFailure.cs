using Tocsin.PromQL.Evaluation.Results;

namespace Tocsin.PromQL.Evaluation;

/// <summary>A store could not give series: one elsewhere that does not answer. An evaluation ends with it as its error.</summary>
/// <param name="kind">The class of the error.</param>
/// <param name="message">What is wrong, where.</param>
public sealed class SeriesFailure(QueryErrorKind kind, string message) : Exception(message)
{
    /// <summary>The class of the error.</summary>
    public QueryErrorKind Kind { get; } = kind;
}
