using Tocsin.PromQL.Evaluation.Results;

namespace Tocsin.Server.Backends;

/// <summary>A request to a backend that came to nothing.</summary>
/// <param name="kind">The class of the error.</param>
/// <param name="message">What is wrong.</param>
internal sealed class BackendFailure(QueryErrorKind kind, string message) : Exception(message)
{
    /// <summary>The class of the error.</summary>
    public QueryErrorKind Kind { get; } = kind;

    /// <summary>The same request may be answered later.</summary>
    public bool MayPass { get; init; }

    /// <summary>How long the backend asks to wait; null if it does not say.</summary>
    public TimeSpan? After { get; init; }

    /// <summary>The answer cannot be used.</summary>
    public static BackendFailure Unusable(string message) => new(QueryErrorKind.Execution, message);

    /// <summary>The error as a result.</summary>
    public QueryResult ToResult(string backend) =>
        new(null, new QueryError(Kind, $"backend {backend}: {Message}"), []);
}
