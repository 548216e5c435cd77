using System.Net.Http.Headers;

namespace Tocsin.Notify.HttpClients;

/// <summary>One request that an integration wants made. Immutable.</summary>
/// <param name="Method">The method.</param>
/// <param name="Url">Where to; absolute, http or https. Taken for a secret but for its scheme, host and port.</param>
internal sealed record HttpCall(HttpMethod Method, Uri Url)
{
    /// <summary>The body; empty for none.</summary>
    public ReadOnlyMemory<byte> Body { get; init; }

    /// <summary>The header of that name; of no meaning without a body.</summary>
    public string ContentType { get; init; } = "application/json";

    /// <summary>Adds headers; null adds none.</summary>
    public Action<HttpRequestHeaders>? AddHeaders { get; init; }

    /// <summary>What must not be seen of it besides the URL and what <c>http_config</c> adds: a key in the body, say.</summary>
    public IReadOnlyList<string> Secrets { get; init; } = [];

    /// <summary>Finds what must not be seen of a body that is answered: a token, say. Null if there is nothing.</summary>
    public Func<string, IEnumerable<string>>? SecretsIn { get; init; }

    /// <summary>A POST of JSON.</summary>
    public static HttpCall PostJson(Uri url, ReadOnlyMemory<byte> body) => new(HttpMethod.Post, url) { Body = body };
}
