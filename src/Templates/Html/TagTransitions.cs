using Tocsin.Templates.Values;

namespace Tocsin.Templates.Html;

/// <summary>Text, tags, attribute names and HTML comments.</summary>
internal static class TagTransitions
{
    private const int QuotedRunes = 32;

    public static (HtmlContext Next, int Taken) Text(HtmlContext c, ReadOnlySpan<char> s)
    {
        for (int at = s.IndexOf('<'); at >= 0; at = Transitions.IndexOfAny(s, "<", at))
        {
            if (s[at..].StartsWith(Transitions.CommentStart, StringComparison.Ordinal))
            {
                return (new HtmlContext { State = HtmlState.HtmlComment }, at + Transitions.CommentStart.Length);
            }

            at++;
            bool isEndTag = at < s.Length && s[at] == '/';
            at += isEndTag ? 1 : 0;
            int end = TagNameEnd(s, at);
            if (end != at)
            {
                ElementKind element = isEndTag ? ElementKind.None : ElementOf(s[at..end]);
                return (new HtmlContext { State = HtmlState.Tag, Element = element }, end);
            }
        }

        return (c, s.Length);
    }

    public static (HtmlContext Next, int Taken) Tag(HtmlContext c, ReadOnlySpan<char> s)
    {
        int from = Transitions.SkipSpace(s, 0);
        if (from == s.Length)
        {
            return (c, s.Length);
        }

        if (s[from] == '>')
        {
            return (BodyOf(c.Element), from + 1);
        }

        if (!TryAttributeName(s, from, out int end, out HtmlContext failed))
        {
            return (failed, s.Length);
        }

        if (end == from)
        {
            string rest = GoStrings.Quote(s[from..].ToString());
            return (HtmlContext.Failed($"expected space, attr name, or end of tag, but got {rest}"), s.Length);
        }

        var next = new HtmlContext
        {
            // At the end of the text the name may go on in the next one.
            State = end == s.Length ? HtmlState.AttributeName : HtmlState.AfterName,
            Element = c.Element,
            Attribute = AttributeKinds.Of(c.Element, s[from..end].ToString().ToLowerInvariant()),
        };
        return (next, end);
    }

    public static (HtmlContext Next, int Taken) AttributeName(HtmlContext c, ReadOnlySpan<char> s)
    {
        if (!TryAttributeName(s, 0, out int end, out HtmlContext failed))
        {
            return (failed, s.Length);
        }

        return (end == s.Length ? c : c with { State = HtmlState.AfterName }, end);
    }

    public static (HtmlContext Next, int Taken) AfterName(HtmlContext c, ReadOnlySpan<char> s)
    {
        int at = Transitions.SkipSpace(s, 0);
        if (at == s.Length)
        {
            return (c, s.Length);
        }

        // Without an equals sign this was an attribute without a value.
        return s[at] == '=' ? (c with { State = HtmlState.BeforeValue }, at + 1) : (c with { State = HtmlState.Tag }, at);
    }

    public static (HtmlContext Next, int Taken) BeforeValue(HtmlContext c, ReadOnlySpan<char> s)
    {
        int at = Transitions.SkipSpace(s, 0);
        if (at == s.Length)
        {
            return (c, s.Length);
        }

        (AttributeEnd end, int quote) = s[at] switch
        {
            '\'' => (AttributeEnd.SingleQuote, 1),
            '"' => (AttributeEnd.DoubleQuote, 1),
            _ => (AttributeEnd.SpaceOrTagEnd, 0),
        };
        return (c with { State = AttributeKinds.ValueState(c.Attribute), End = end }, at + quote);
    }

    public static (HtmlContext Next, int Taken) Comment(HtmlContext c, ReadOnlySpan<char> s)
    {
        int end = s.IndexOf(Transitions.CommentEnd, StringComparison.Ordinal);
        return end < 0 ? (c, s.Length) : (HtmlContext.Start, end + Transitions.CommentEnd.Length);
    }

    /// <summary>Takes the body of a textarea or title up to its end tag, which is then read as text.</summary>
    public static (HtmlContext Next, int Taken) UntilEndTag(HtmlContext c, ReadOnlySpan<char> s)
    {
        int end = c.Element == ElementKind.None ? -1 : IndexOfEndTag(s, c.Element);
        return end < 0 ? (c, s.Length) : (HtmlContext.Start, end);
    }

    /// <summary>False in a script's literals and comments: an end tag there is made harmless, or dropped.</summary>
    public static bool CanEnd(HtmlContext c) =>
        c.Element != ElementKind.Script || !(c.State.IsScriptLiteral() || c.State.IsComment());

    /// <summary>Where the first end tag of an element starts, or -1.</summary>
    public static int IndexOfEndTag(ReadOnlySpan<char> s, ElementKind element)
    {
        string name = NameOf(element);
        int from = 0;
        while (s[from..].IndexOf("</", StringComparison.Ordinal) is var at and >= 0)
        {
            int after = from + at + 2;
            bool isNamed = s[after..].StartsWith(name, StringComparison.OrdinalIgnoreCase);
            after += isNamed ? name.Length : 0;
            if (isNamed && after < s.Length && "> \t\n\f/".Contains(s[after], StringComparison.Ordinal))
            {
                return from + at;
            }

            from = after;
        }

        return -1;
    }

    // A meta element has no body.
    private static HtmlContext BodyOf(ElementKind element) => element switch
    {
        ElementKind.Script => new HtmlContext { State = HtmlState.Js, Element = element },
        ElementKind.Style => new HtmlContext { State = HtmlState.Css, Element = element },
        ElementKind.TextArea or ElementKind.Title => new HtmlContext { State = HtmlState.RcData, Element = element },
        _ => HtmlContext.Start,
    };

    private static string NameOf(ElementKind element) => element switch
    {
        ElementKind.Script => "script",
        ElementKind.Style => "style",
        ElementKind.TextArea => "textarea",
        ElementKind.Title => "title",
        _ => "",
    };

    private static ElementKind ElementOf(ReadOnlySpan<char> name) => name switch
    {
        _ when name.Equals("script", StringComparison.OrdinalIgnoreCase) => ElementKind.Script,
        _ when name.Equals("style", StringComparison.OrdinalIgnoreCase) => ElementKind.Style,
        _ when name.Equals("textarea", StringComparison.OrdinalIgnoreCase) => ElementKind.TextArea,
        _ when name.Equals("title", StringComparison.OrdinalIgnoreCase) => ElementKind.Title,
        _ when name.Equals("meta", StringComparison.OrdinalIgnoreCase) => ElementKind.Meta,
        _ => ElementKind.None,
    };

    // A name may have a prefix or hyphens, but does not end in one: <a-b> and <svg:a>.
    private static int TagNameEnd(ReadOnlySpan<char> s, int from)
    {
        if (from >= s.Length || !char.IsAsciiLetter(s[from]))
        {
            return from;
        }

        int at = from + 1;
        while (at < s.Length)
        {
            bool joins = s[at] is ':' or '-' && at + 1 < s.Length && char.IsAsciiLetterOrDigit(s[at + 1]);
            if (!joins && !char.IsAsciiLetterOrDigit(s[at]))
            {
                break;
            }

            at += joins ? 2 : 1;
        }

        return at;
    }

    // A quote or "<" in a name is an error for HTML parsers too, and always a sign of a forgotten quote before it.
    private static bool TryAttributeName(ReadOnlySpan<char> s, int from, out int end, out HtmlContext failed)
    {
        end = Transitions.IndexOfAny(s, " \t\n\f\r=>'\"<", from);
        end = end < 0 ? s.Length : end;
        failed = HtmlContext.Start;
        if (end == s.Length || s[end] is not ('\'' or '"' or '<'))
        {
            return true;
        }

        string around = GoStrings.Quote(GoText.FirstRunes(s.ToString(), QuotedRunes));
        failed = HtmlContext.Failed($"{GoStrings.Quote(s[end].ToString())} in attribute name: {around}");
        return false;
    }
}
