using System.Text;

namespace Tocsin.Notify.HttpClients;

/// <summary>
/// Makes a foreign text fit for journals and logs: short, printable, without our secrets. A server that echoes the
/// request would otherwise carry a token into them.
/// </summary>
internal static class Redactor
{
    /// <summary>How many characters of an answer are kept.</summary>
    public const int AnswerCharsMax = 1024;

    // A shorter secret would tear ordinary words apart, and is none.
    private const int SecretCharsMin = 5;

    // A part of a URL this long is a token and no word.
    private const int PartCharsMin = 16;

    /// <summary>The beginning of the text, with each of <paramref name="secrets"/> replaced.</summary>
    public static string Clean(string text, params IEnumerable<string> secrets)
    {
        foreach (string secret in secrets)
        {
            if (secret.Length >= SecretCharsMin)
            {
                text = text.Replace(secret, "<secret>", StringComparison.Ordinal);
            }
        }

        var clean = new StringBuilder(Math.Min(text.Length, AnswerCharsMax));
        foreach (Rune rune in text.AsSpan(0, Math.Min(text.Length, 4 * AnswerCharsMax)).EnumerateRunes())
        {
            if (clean.Length >= AnswerCharsMax)
            {
                return clean.Append('…').ToString();
            }

            clean.Append(Rune.IsControl(rune) ? " " : rune.ToString());
        }

        return clean.ToString().Trim();
    }

    /// <summary>The parts of a URL that must not be seen: user info, path and query, and each long part of them.</summary>
    public static IEnumerable<string> SecretsOf(Uri url)
    {
        string path = url.GetComponents(UriComponents.Path, UriFormat.UriEscaped);
        string pathAndQuery = url.PathAndQuery.TrimStart('/');
        IEnumerable<string> parts = url.PathAndQuery.Split(['/', '?', '&', '=']).Where(p => p.Length >= PartCharsMin);
        return [url.OriginalString, url.UserInfo, pathAndQuery, path, .. parts];
    }
}
