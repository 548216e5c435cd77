namespace Tocsin.Templates.Html;

/// <summary>The parts of URLs, and the refresh targets of meta elements.</summary>
internal static class UrlTransitions
{
    public static (HtmlContext Next, int Taken) Url(HtmlContext c, ReadOnlySpan<char> s)
    {
        if (s.ContainsAny('#', '?'))
        {
            return (c with { UrlPart = UrlPart.QueryOrFragment }, s.Length);
        }

        // White space may surround a URL in an attribute.
        bool begins = c.UrlPart == UrlPart.None && Transitions.SkipSpace(s, 0) != s.Length;
        return (begins ? c with { UrlPart = UrlPart.PreQuery } : c, s.Length);
    }

    public static (HtmlContext Next, int Taken) MetaContent(HtmlContext c, ReadOnlySpan<char> s)
    {
        int from = 0;
        while (s[from..].IndexOf("url", StringComparison.OrdinalIgnoreCase) is var at and >= 0)
        {
            from += at + "url".Length;
            int equals = Transitions.SkipSpace(s, from);
            if (equals < s.Length && s[equals] == '=')
            {
                return (c with { State = HtmlState.MetaContentUrl }, equals + 1);
            }
        }

        return (c, s.Length);
    }

    public static (HtmlContext Next, int Taken) MetaContentUrl(HtmlContext c, ReadOnlySpan<char> s)
    {
        int end = s.IndexOf(';');
        return end < 0 ? (c, s.Length) : (c with { State = HtmlState.MetaContent }, end + 1);
    }
}
