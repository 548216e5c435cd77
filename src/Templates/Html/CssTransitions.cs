using System.Text;
using Tocsin.Templates.Values;

namespace Tocsin.Templates.Html;

/// <summary>CSS: strings, <c>url(…)</c> and comments.</summary>
internal static class CssTransitions
{
    private const string WhiteSpace = "\t\n\f\r ";

    /// <summary>Code outside of strings and comments.</summary>
    public static (HtmlContext Next, int Taken) Code(HtmlContext c, ReadOnlySpan<char> s)
    {
        for (int at = s.IndexOfAny("(\"'/"); at >= 0; at = Transitions.IndexOfAny(s, "(\"'/", at + 1))
        {
            switch (s[at])
            {
                case '"':
                    return (c with { State = HtmlState.CssDoubleQuoted }, at + 1);
                case '\'':
                    return (c with { State = HtmlState.CssSingleQuoted }, at + 1);
                case '/' when s[(at + 1)..] is ['/', ..]:
                    return (c with { State = HtmlState.CssLineComment }, at + 2);
                case '/' when s[(at + 1)..] is ['*', ..]:
                    return (c with { State = HtmlState.CssBlockComment }, at + 2);
                case '(' when EndsWithUrl(s[..at].TrimEnd(WhiteSpace)):
                    return Url(c, s, at + 1);
                default:
                    break;
            }
        }

        return (c, s.Length);
    }

    /// <summary>
    /// A string or the inside of <c>url(…)</c>. A string may be a URL too (as in <c>@import</c>), so its parts count.
    /// </summary>
    public static (HtmlContext Next, int Taken) Literal(HtmlContext c, ReadOnlySpan<char> s)
    {
        string stops = c.State switch
        {
            HtmlState.CssDoubleQuoted or HtmlState.CssDoubleQuotedUrl => "\\\"",
            HtmlState.CssSingleQuoted or HtmlState.CssSingleQuotedUrl => "\\'",
            _ => "\\\t\n\f\r )",
        };
        int next;
        for (int at = s.IndexOfAny(stops); at >= 0; at = Transitions.IndexOfAny(s, stops, next))
        {
            next = at + 2;
            if (s[at] != '\\')
            {
                return (c with { State = HtmlState.Css, UrlPart = UrlPart.None }, at + 1);
            }

            if (next > s.Length)
            {
                string whole = GoStrings.Quote(s.ToString());
                return (HtmlContext.Failed($"unfinished escape sequence in CSS string: {whole}"), s.Length);
            }
        }

        return (UrlTransitions.Url(c, CssText.Decode(s.ToString())).Next, s.Length);
    }

    private static (HtmlContext Next, int Taken) Url(HtmlContext c, ReadOnlySpan<char> s, int from)
    {
        int past = s[from..].IndexOfAnyExcept(WhiteSpace);
        int at = past < 0 ? s.Length : from + past;
        return at == s.Length ? (c with { State = HtmlState.CssUrl }, at) : s[at] switch
        {
            '"' => (c with { State = HtmlState.CssDoubleQuotedUrl }, at + 1),
            '\'' => (c with { State = HtmlState.CssSingleQuotedUrl }, at + 1),
            _ => (c with { State = HtmlState.CssUrl }, at),
        };
    }

    private static bool EndsWithUrl(ReadOnlySpan<char> before)
    {
        if (!before.EndsWith("url", StringComparison.OrdinalIgnoreCase))
        {
            return false;
        }

        before = before[..^"url".Length];
        _ = Rune.DecodeLastFromUtf16(before, out Rune last, out _);
        return before.IsEmpty || !CssText.IsNameCharacter(last);
    }
}
