using System.Buffers;

namespace Tocsin.Server.Logging;

/// <summary>Keeps the credentials that a web address may carry out of the log.</summary>
internal static class Redaction
{
    private const string Hidden = "<secret>";
    private static readonly SearchValues<char> AuthorityEnds = SearchValues.Create("/?# \t\n\"'");

    /// <summary>
    /// Replaces the user part of every address in <paramref name="text"/>. Secrets of the configuration never get here;
    /// this is for addresses inside error texts of libraries.
    /// </summary>
    public static string Apply(string text)
    {
        int from = 0;
        while (text.IndexOf("://", from, StringComparison.Ordinal) is var scheme and >= 0)
        {
            int start = scheme + 3;
            int end = text.AsSpan(start).IndexOfAny(AuthorityEnds);
            string authority = end < 0 ? text[start..] : text.Substring(start, end);
            int at = authority.LastIndexOf('@');
            from = start;
            if (at > 0)
            {
                text = string.Concat(text.AsSpan(0, start), Hidden, text.AsSpan(start + at));
                from += Hidden.Length;
            }
        }

        return text;
    }
}
