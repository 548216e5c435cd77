namespace Tocsin.Notify.HttpClients;

/// <summary>
/// The secrets that went into a request, noted by whoever puts them there, so that no answer that repeats the request
/// can carry them into the journal. Belongs to one request; not thread-safe.
/// </summary>
internal static class SentSecrets
{
    private static readonly HttpRequestOptionsKey<List<string>> Key = new("Tocsin.SentSecrets");

    /// <summary>Remembers secrets of a request, in every form in which an answer may repeat them.</summary>
    public static void Note(HttpRequestMessage request, params IEnumerable<string> secrets) =>
        Add(request, secrets.SelectMany(Redactor.FormsOf));

    /// <summary>Remembers what must not be seen of a URL.</summary>
    public static void NoteUrl(HttpRequestMessage request, Uri url) => Add(request, Redactor.SecretsOf(url));

    /// <summary>What was noted.</summary>
    public static IReadOnlyList<string> Of(HttpRequestMessage request) =>
        request.Options.TryGetValue(Key, out List<string>? known) ? known : [];

    private static void Add(HttpRequestMessage request, IEnumerable<string> secrets)
    {
        if (!request.Options.TryGetValue(Key, out List<string>? known))
        {
            known = [];
            request.Options.Set(Key, known);
        }

        known.AddRange(secrets);
    }
}
