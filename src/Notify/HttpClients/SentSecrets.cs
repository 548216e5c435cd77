namespace Tocsin.Notify.HttpClients;

/// <summary>
/// The secrets that went into a request, noted by whoever puts them there, so that no answer that repeats the request
/// can carry them into the journal. Belongs to one request; not thread-safe.
/// </summary>
internal static class SentSecrets
{
    private static readonly HttpRequestOptionsKey<List<string>> Credentials = new("Tocsin.SentSecrets.Credentials");
    private static readonly HttpRequestOptionsKey<Uri> Url = new("Tocsin.SentSecrets.Url");

    /// <summary>Remembers secrets of a request, in every form in which an answer may repeat them.</summary>
    public static void Note(HttpRequestMessage request, params IReadOnlyList<string> secrets)
    {
        if (secrets.Count == 0)
        {
            return;
        }

        if (!request.Options.TryGetValue(Credentials, out List<string>? known))
        {
            known = [];
            request.Options.Set(Credentials, known);
        }

        known.AddRange(secrets.SelectMany(Redactor.FormsOf));
    }

    /// <summary>Remembers that of this URL, which nearly no answer repeats, not everything must be seen.</summary>
    public static void NoteUrl(HttpRequestMessage request, Uri url) => request.Options.Set(Url, url);

    /// <summary>All that was noted.</summary>
    public static IReadOnlyList<string> Of(HttpRequestMessage request) =>
        request.Options.TryGetValue(Url, out Uri? url)
            ? [.. CredentialsOf(request), .. Redactor.SecretsOf(url)]
            : CredentialsOf(request);

    /// <summary>
    /// What was noted but for the parts of the URL: no header carries those, and a path can be as short as <c>1</c>, which is
    /// found in headers that have nothing to do with it.
    /// </summary>
    public static IReadOnlyList<string> CredentialsOf(HttpRequestMessage request) =>
        request.Options.TryGetValue(Credentials, out List<string>? known) ? known : [];
}
