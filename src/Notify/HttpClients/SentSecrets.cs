namespace Tocsin.Notify.HttpClients;

/// <summary>
/// The secrets that went into a request, noted by whoever puts them there, so that no answer that repeats the request
/// can carry them into the journal. Belongs to one request; not thread-safe.
/// </summary>
internal static class SentSecrets
{
    private static readonly HttpRequestOptionsKey<List<string>> Credentials = new("Tocsin.SentSecrets.Credentials");
    private static readonly HttpRequestOptionsKey<List<string>> UrlParts = new("Tocsin.SentSecrets.UrlParts");

    /// <summary>Remembers secrets of a request, in every form in which an answer may repeat them.</summary>
    public static void Note(HttpRequestMessage request, params IEnumerable<string> secrets) =>
        Add(request, Credentials, secrets.SelectMany(Redactor.FormsOf));

    /// <summary>Remembers what must not be seen of a URL.</summary>
    public static void NoteUrl(HttpRequestMessage request, Uri url) => Add(request, UrlParts, Redactor.SecretsOf(url));

    /// <summary>All that was noted.</summary>
    public static IReadOnlyList<string> Of(HttpRequestMessage request) => [.. CredentialsOf(request), .. Find(request, UrlParts)];

    /// <summary>
    /// What was noted but for the parts of the URL: no header carries those, and a path can be as short as <c>1</c>, which is
    /// found in headers that have nothing to do with it.
    /// </summary>
    public static IReadOnlyList<string> CredentialsOf(HttpRequestMessage request) => Find(request, Credentials);

    private static List<string> Find(HttpRequestMessage request, HttpRequestOptionsKey<List<string>> key) =>
        request.Options.TryGetValue(key, out List<string>? known) ? known : [];

    private static void Add(HttpRequestMessage request, HttpRequestOptionsKey<List<string>> key, IEnumerable<string> secrets)
    {
        if (!request.Options.TryGetValue(key, out List<string>? known))
        {
            known = [];
            request.Options.Set(key, known);
        }

        known.AddRange(secrets);
    }
}
