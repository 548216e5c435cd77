namespace Tocsin.Notify.HttpClients;

/// <summary>
/// The secrets that went into a request, noted by whoever puts them there, so that no answer that repeats the request
/// can carry them into the journal. Belongs to one request; not thread-safe.
/// </summary>
internal static class SentSecrets
{
    private static readonly HttpRequestOptionsKey<List<string>> Key = new("Tocsin.SentSecrets");

    /// <summary>Remembers secrets of a request.</summary>
    public static void Note(HttpRequestMessage request, params IEnumerable<string> secrets)
    {
        if (!request.Options.TryGetValue(Key, out List<string>? known))
        {
            known = [];
            request.Options.Set(Key, known);
        }

        known.AddRange(secrets);
    }

    /// <summary>What was noted.</summary>
    public static IReadOnlyList<string> Of(HttpRequestMessage request) =>
        request.Options.TryGetValue(Key, out List<string>? known) ? known : [];
}
