namespace Tocsin.Server.Backends;

/// <summary>A request to a backend, which may be sent several times.</summary>
/// <typeparam name="T">What the answer is read into.</typeparam>
/// <param name="Make">Makes the request.</param>
/// <param name="Read">Reads an answer of success.</param>
internal sealed record BackendRequest<T>(
    Func<HttpRequestMessage> Make, Func<BackendResponse, CancellationToken, Task<T>> Read)
{
    /// <summary>Takes back what a reading has taken into account that came to nothing.</summary>
    public Action Undo { get; init; } = () => { };
}

/// <summary>An answer on its way.</summary>
/// <param name="ContentType">What it says it is.</param>
/// <param name="Body">What comes.</param>
internal readonly record struct BackendResponse(string ContentType, BackendBody Body);
