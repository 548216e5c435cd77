namespace Tocsin.Notify.HttpClients;

/// <summary>What a server answered; its body is cut to <see cref="HttpSender.BodyBytesMax"/>.</summary>
/// <param name="Code">The status.</param>
/// <param name="Body">The body as text.</param>
/// <param name="ContentType">The media type without parameters; empty if there was none.</param>
/// <param name="RetryAfter">How long it asked us to wait; null if it did not.</param>
public sealed record HttpAnswer(int Code, string Body, string ContentType, TimeSpan? RetryAfter)
{
    /// <summary>True for 2xx.</summary>
    public bool IsSuccess => Code / 100 == 2;

    /// <summary>The beginning of the body, fit for journals and logs.</summary>
    public string Shown => Clean(Body);

    /// <summary>What must not be seen of the request, should the server have repeated it.</summary>
    internal IReadOnlyList<string> Secrets { get; init; } = [];

    /// <summary>A text taken from the body, fit for journals and logs: short, printable, without our secrets.</summary>
    public string Clean(string text) => Redactor.Clean(text, Secrets);
}
