using System.Buffers;
using Tocsin.Model.Labels;

namespace Tocsin.Notify.Http;

/// <summary>The parts of a URL that Go's parser tells apart, and its complaints.</summary>
/// <param name="Scheme">The scheme in lower case; empty for a relative URL.</param>
/// <param name="Host">The host with its port; empty if there is none.</param>
internal readonly record struct GoUrl(string Scheme, string Host)
{
    private static readonly SearchValues<char> UserInfo = SearchValues.Create(
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._:~!$&'()*+,;=%@");

    private static readonly SearchValues<char> NotInHost = SearchValues.Create(" \"<>^`{|}\\");

    // Source: Go net/url Parse and the functions it calls; the order of the checks is theirs.
    // Otherwise than there, a complaint does not quote a secret, nor the name and password that stand before an @.
    public static string? TrySplit(string text, bool isSecret, out GoUrl parts)
    {
        parts = default;
        string? error = TrySplitParts(text.Split('#', 2)[0], out parts) ?? CheckEscapes(text);
        return error is null ? null
            : isSecret ? $"parse \"<secret>\": {WithoutQuote(error)}"
            : text.Contains('@', StringComparison.Ordinal) ? $"parse {GoQuote.Quote(WithoutUser(text))}: {WithoutQuote(error)}"
            : $"parse {GoQuote.Quote(text)}: {error}";
    }

    private static string WithoutQuote(string error)
    {
        int first = error.IndexOf('"', StringComparison.Ordinal);
        return first < 0 ? error : error[..first].TrimEnd() + error[(error.LastIndexOf('"') + 1)..];
    }

    private static string WithoutUser(string text)
    {
        int slashes = text.IndexOf("//", StringComparison.Ordinal);
        return string.Concat(slashes < 0 ? "" : text[..(slashes + 2)], "xxxxx", text[text.LastIndexOf('@')..]);
    }

    private static string? TrySplitParts(string text, out GoUrl parts)
    {
        parts = new("", "");
        if (text.AsSpan().ContainsAnyInRange('\0', '\x1F') || text.Contains('\x7F', StringComparison.Ordinal))
        {
            return "net/url: invalid control character in URL";
        }

        if (TrySplitScheme(text, out string scheme, out string rest) is { } error)
        {
            return error;
        }

        parts = new(scheme.ToLowerInvariant(), "");
        rest = rest.Split('?', 2)[0];
        if (rest.StartsWith('/'))
        {
            bool hasAuthority = rest.StartsWith("//", StringComparison.Ordinal)
                && (scheme.Length > 0 || !rest.StartsWith("///", StringComparison.Ordinal));
            return hasAuthority ? TrySplitAuthority(rest[2..].Split('/', 2)[0], ref parts) : null;
        }

        return scheme.Length == 0 && rest.Split('/', 2)[0].Contains(':', StringComparison.Ordinal)
            ? "first path segment in URL cannot contain colon"
            : null;
    }

    private static string? TrySplitScheme(string text, out string scheme, out string rest)
    {
        scheme = "";
        rest = text;
        for (int i = 0; i < text.Length; i++)
        {
            char c = text[i];
            if (c == ':')
            {
                scheme = text[..i];
                rest = text[(i + 1)..];
                return i == 0 ? "missing protocol scheme" : null;
            }

            if (!char.IsAsciiLetter(c) && (i == 0 || !(char.IsAsciiDigit(c) || c is '+' or '-' or '.')))
            {
                return null;
            }
        }

        return null;
    }

    private static string? TrySplitAuthority(string authority, ref GoUrl parts)
    {
        int at = authority.LastIndexOf('@');
        string host = authority[(at + 1)..];
        if (at >= 0 && authority[..at].AsSpan().ContainsAnyExcept(UserInfo))
        {
            return "net/url: invalid userinfo";
        }

        parts = parts with { Host = host };
        return CheckHost(host);
    }

    private static string? CheckHost(string host)
    {
        int colon = host.LastIndexOf(':');
        if (host.StartsWith('['))
        {
            int end = host.LastIndexOf(']');
            if (end < 0)
            {
                return "missing ']' in host";
            }

            colon = end + 1 < host.Length ? end + 1 : -1;
        }

        if (colon >= 0 && (host[colon] != ':' || host.AsSpan(colon + 1).ContainsAnyExceptInRange('0', '9')))
        {
            return $"invalid port {GoQuote.Quote(host[colon..])} after host";
        }

        int bad = host.AsSpan().IndexOfAny(NotInHost);
        return bad >= 0 && !host.StartsWith('[')
            ? $"invalid character {GoQuote.Quote(host[bad].ToString())} in host name"
            : null;
    }

    // Escapes are looked at in the path, the fragment and the user; a query keeps whatever it holds.
    private static string? CheckEscapes(string text)
    {
        string fragment = text.Contains('#', StringComparison.Ordinal) ? text.Split('#', 2)[1] : "";
        foreach (string part in (string[])[text.Split('#', 2)[0].Split('?', 2)[0], fragment])
        {
            for (int i = part.IndexOf('%', StringComparison.Ordinal); i >= 0; i = part.IndexOf('%', i + 1))
            {
                bool ok = i + 2 < part.Length && char.IsAsciiHexDigit(part[i + 1]) && char.IsAsciiHexDigit(part[i + 2]);
                if (!ok)
                {
                    return $"invalid URL escape {GoQuote.Quote(part.Substring(i, Math.Min(3, part.Length - i)))}";
                }
            }
        }

        return null;
    }
}
