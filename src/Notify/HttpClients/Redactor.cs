using System.Buffers;
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

    /// <summary>A shorter secret would tear ordinary words apart, and is none.</summary>
    public const int SecretCharsMin = 5;

    // A part of a URL this long is a token and no word.
    private const int PartCharsMin = 16;

    // A piece of a secret that is as long as this is worth hiding where the whole cannot be found.
    private const int PieceCharsMin = 8;

    private static readonly SearchValues<char> AlwaysWrittenAlike =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~");

    /// <summary>The beginning of the text, with each of <paramref name="secrets"/> replaced.</summary>
    public static string Clean(string text, params IEnumerable<string> secrets)
    {
        if (text.Length == 0)
        {
            return "";
        }

        text = Hide(text, secrets);
        var clean = new StringBuilder(Math.Min(text.Length, AnswerCharsMax));
        foreach (Rune rune in text.AsSpan(0, Math.Min(text.Length, 4 * AnswerCharsMax)).EnumerateRunes())
        {
            if (clean.Length >= AnswerCharsMax)
            {
                return clean.Append('…').ToString();
            }

            Append(clean, Rune.IsControl(rune) ? new Rune(' ') : rune);
        }

        return clean.ToString().Trim();
    }

    private static void Append(StringBuilder text, Rune rune)
    {
        Span<char> chars = stackalloc char[2];
        text.Append(chars[..rune.EncodeToUtf16(chars)]);
    }

    /// <summary>The text with each of <paramref name="secrets"/> replaced.</summary>
    public static string Hide(string text, IEnumerable<string> secrets)
    {
        // The longest first: a path "team-token" must not tear the token "my-team-token" in two.
        foreach (string secret in secrets.Where(s => s.Length >= SecretCharsMin).OrderByDescending(s => s.Length))
        {
            text = text.Replace(secret, "<secret>", StringComparison.Ordinal);
        }

        return text;
    }

    /// <summary>
    /// A secret as it may come back: as it is, and if JSON or a URL writes some of its characters otherwise, the pieces
    /// between those.
    /// </summary>
    public static IEnumerable<string> FormsOf(string secret)
    {
        bool isUrl = secret.Contains("://", StringComparison.Ordinal) || secret.Contains('?', StringComparison.Ordinal);
        if (isUrl || !secret.AsSpan().ContainsAnyExcept(AlwaysWrittenAlike))
        {
            return [secret];
        }

        List<string> forms = [secret];
        for (int start = 0, end; start < secret.Length; start = end + 1)
        {
            end = secret.AsSpan(start).IndexOfAnyExcept(AlwaysWrittenAlike);
            end = end < 0 ? secret.Length : start + end;
            if (end - start >= PieceCharsMin)
            {
                forms.Add(secret[start..end]);
            }
        }

        return forms;
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
