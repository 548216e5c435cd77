namespace Tocsin.Notify.Integrations;

/// <summary>
/// What a receiver would answer, for showing what is sent without sending it: the requests behind the first depend on it.
/// The first answer counts whose conditions all hold. Immutable.
/// </summary>
/// <param name="Body">The answer.</param>
public sealed record SampleAnswer(string Body)
{
    /// <summary>The method of the requests that it answers; empty for any.</summary>
    public string Method { get; init; } = "";

    /// <summary>A part of their path and query; empty for any.</summary>
    public string InUrl { get; init; } = "";

    /// <summary>A part of their body; empty for any.</summary>
    public string InBody { get; init; } = "";

    /// <summary>The status.</summary>
    public int Code { get; init; } = 200;

    /// <summary>The media type.</summary>
    public string ContentType { get; init; } = "application/json";

    internal bool Fits(HttpMethod method, Uri url, string body) =>
        (Method.Length == 0 || Method == method.Method)
        && url.PathAndQuery.Contains(InUrl, StringComparison.Ordinal)
        && body.Contains(InBody, StringComparison.Ordinal);
}
