using System.Globalization;
using System.Text;
using Tocsin.Templates.Values;

namespace Tocsin.Templates.Html;

/// <summary>Makes values harmless in URLs.</summary>
internal static class UrlSanitizer
{
    private const string Reserved = "!#$&*+,/:;=?@[]";
    private const string Unreserved = "-._~";

    /// <summary>For the start of a URL: passes what is relative, http, https or mailto.</summary>
    /// <remarks>A click on any other scheme may do what cannot be undone; <c>safeUrl</c> allows one on purpose.</remarks>
    public static string Filter(Content value) =>
        value.Type == ContentType.Url || IsSafe(value.Text) ? value.Text : "#" + HtmlSanitizer.Failsafe;

    /// <summary>For a part of a query or fragment.</summary>
    public static string Escape(Content value) => Percent(value.Text, keepReserved: value.Type == ContentType.Url);

    /// <summary>For a URL up to its query: what may be there stays, so also <c>%20</c>.</summary>
    public static string Normalize(Content value) => Percent(value.Text, keepReserved: true);

    /// <summary>For a <c>srcset</c>: URLs with sizes, between commas.</summary>
    public static string Srcset(Content value) => value.Type == ContentType.Url
        ? Percent(value.Text, keepReserved: true).Replace(",", "%2c", StringComparison.Ordinal)
        : string.Join(',', value.Text.Split(',').Select(SrcsetPart));

    private static bool IsSafe(string url)
    {
        int colon = url.IndexOf(':', StringComparison.Ordinal);
        ReadOnlySpan<char> scheme = url.AsSpan(0, Math.Max(0, colon));
        return colon < 0
            || scheme.Contains('/')
            || scheme.Equals("http", StringComparison.OrdinalIgnoreCase)
            || scheme.Equals("https", StringComparison.OrdinalIgnoreCase)
            || scheme.Equals("mailto", StringComparison.OrdinalIgnoreCase);
    }

    private static string SrcsetPart(string part)
    {
        int start = Transitions.SkipSpace(part, 0);
        int end = Transitions.IndexOfAny(part, " \t\n\f\r", start);
        end = end < 0 ? part.Length : end;
        string url = part[start..end];
        bool isPlain = part.AsSpan(end).IndexOfAnyExcept(SizeCharacters) < 0;
        return IsSafe(url) && isPlain
            ? part[..start] + Percent(url, keepReserved: true) + part[end..]
            : "#" + HtmlSanitizer.Failsafe;
    }

    private static readonly System.Buffers.SearchValues<char> SizeCharacters = System.Buffers.SearchValues.Create(
        " \t\n\f\r0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz");

    // Quotes and parentheses are allowed in URLs, but would end the attribute or url(…) around this one.
    private static string Percent(string text, bool keepReserved)
    {
        byte[] bytes = GoText.ToBytes(text);
        var escaped = new StringBuilder(bytes.Length + 16);
        for (int i = 0; i < bytes.Length; i++)
        {
            char c = (char)bytes[i];
            bool isKept = char.IsAsciiLetterOrDigit(c)
                || Unreserved.Contains(c, StringComparison.Ordinal)
                || (keepReserved && (Reserved.Contains(c, StringComparison.Ordinal) || IsEscape(bytes.AsSpan(i))));
            _ = isKept ? escaped.Append(c) : escaped.Append(CultureInfo.InvariantCulture, $"%{bytes[i]:x2}");
        }

        return escaped.ToString();
    }

    private static bool IsEscape(ReadOnlySpan<byte> at) =>
        at.Length > 2 && at[0] == '%' && char.IsAsciiHexDigit((char)at[1]) && char.IsAsciiHexDigit((char)at[2]);
}
