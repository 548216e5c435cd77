namespace Tocsin.Templates.Html;

/// <summary>
/// How text moves the context. A step reads the text's front in one context and returns the next context with the number
/// of characters it took; it takes at least one unless it changes the state.
/// </summary>
internal static class Transitions
{
    public const string CommentStart = "<!--";
    public const string CommentEnd = "-->";

    /// <summary>Takes one step.</summary>
    public static (HtmlContext Next, int Taken) Step(HtmlContext c, ReadOnlySpan<char> s) => c.State switch
    {
        HtmlState.Text => TagTransitions.Text(c, s),
        HtmlState.Tag => TagTransitions.Tag(c, s),
        HtmlState.AttributeName => TagTransitions.AttributeName(c, s),
        HtmlState.AfterName => TagTransitions.AfterName(c, s),
        HtmlState.BeforeValue => TagTransitions.BeforeValue(c, s),
        HtmlState.HtmlComment => TagTransitions.Comment(c, s),
        HtmlState.RcData => TagTransitions.UntilEndTag(c, s),
        HtmlState.Url or HtmlState.Srcset => UrlTransitions.Url(c, s),
        HtmlState.MetaContent => UrlTransitions.MetaContent(c, s),
        HtmlState.MetaContentUrl => UrlTransitions.MetaContentUrl(c, s),
        HtmlState.Js => JsTransitions.Code(c, s),
        HtmlState.JsDoubleQuoted or HtmlState.JsSingleQuoted or HtmlState.JsRegexp => JsTransitions.Literal(c, s),
        HtmlState.JsTemplateLiteral => JsTransitions.TemplateLiteral(c, s),
        HtmlState.JsBlockComment => BlockComment(c, s, HtmlState.Js),
        HtmlState.JsLineComment or HtmlState.JsHtmlOpenComment or HtmlState.JsHtmlCloseComment =>
            LineComment(c, s, "\n\r\u2028\u2029", HtmlState.Js),
        HtmlState.Css => CssTransitions.Code(c, s),
        >= HtmlState.CssDoubleQuoted and <= HtmlState.CssUrl => CssTransitions.Literal(c, s),
        HtmlState.CssBlockComment => BlockComment(c, s, HtmlState.Css),
        // No standard has line comments in CSS, but browsers once read them.
        HtmlState.CssLineComment => LineComment(c, s, "\n\f\r", HtmlState.Css),
        _ => (c, s.Length),
    };

    /// <summary>The first index at or after <paramref name="from"/> of one of the characters, or -1.</summary>
    public static int IndexOfAny(ReadOnlySpan<char> s, ReadOnlySpan<char> any, int from)
    {
        int at = s[from..].IndexOfAny(any);
        return at < 0 ? -1 : from + at;
    }

    /// <summary>The first index at or after <paramref name="from"/> that is not white space as HTML has it.</summary>
    public static int SkipSpace(ReadOnlySpan<char> s, int from)
    {
        int past = s[from..].IndexOfAnyExcept(" \t\n\f\r");
        return past < 0 ? s.Length : from + past;
    }

    private static (HtmlContext Next, int Taken) BlockComment(HtmlContext c, ReadOnlySpan<char> s, HtmlState after)
    {
        int end = s.IndexOf("*/", StringComparison.Ordinal);
        return end < 0 ? (c, s.Length) : (c with { State = after }, end + 2);
    }

    // The line's end is not part of the comment: it still separates what is before and after.
    private static (HtmlContext Next, int Taken) LineComment(
        HtmlContext c, ReadOnlySpan<char> s, string terminators, HtmlState after)
    {
        int end = s.IndexOfAny(terminators);
        return end < 0 ? (c, s.Length) : (c with { State = after }, end);
    }
}
