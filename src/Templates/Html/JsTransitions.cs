using System.Buffers;
using System.Collections.Frozen;
using Tocsin.Templates.Values;

namespace Tocsin.Templates.Html;

/// <summary>JavaScript: strings, template literals, regular expressions, comments, and what a slash means.</summary>
internal static class JsTransitions
{
    private const int QuotedRunes = 32;

    private static readonly SearchValues<char> CodeStops = SearchValues.Create("\"`'/{}<-#");

    // All that \s matches in JavaScript.
    private static readonly SearchValues<char> WhiteSpace = SearchValues.Create(
        "\f\n\r\t\v \u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a" +
        "\u2028\u2029\u202f\u205f\u3000\ufeff");

    // Words after which a value follows, so that a slash there starts a regular expression.
    private static readonly FrozenSet<string> ValueFollows = FrozenSet.ToFrozenSet(
    [
        "break", "case", "continue", "delete", "do", "else", "finally", "in", "instanceof", "return", "throw", "try",
        "typeof", "void",
    ]);

    /// <summary>Code outside of literals and comments.</summary>
    /// <remarks>
    /// A brace, "&lt;", "-" or "#" that begins nothing is part of the run before the slash it precedes. Go since 1.21
    /// forgets such a character, reads the regular expression in <c>{ /'/</c> as a division and the quote in it as the
    /// start of a string, and then escapes for the wrong context.
    /// </remarks>
    public static (HtmlContext Next, int Taken) Code(HtmlContext c, ReadOnlySpan<char> s)
    {
        for (int at = NextStop(s, 0); at >= 0; at = NextStop(s, at + 1))
        {
            HtmlContext here = c with { Slash = SlashAfter(s[..at], c.Slash) };
            (HtmlContext Next, int Taken)? step = s[at] switch
            {
                '"' => (Enter(here, HtmlState.JsDoubleQuoted), at + 1),
                '\'' => (Enter(here, HtmlState.JsSingleQuoted), at + 1),
                '`' => (Enter(here, HtmlState.JsTemplateLiteral), at + 1),
                '/' => Slash(here, s, at),
                '{' or '}' => c.Braces is null ? null : (Brace(here, s[at], c.Braces), at + 1),
                _ => LegacyComment(here, s, at),
            };
            if (step is { } taken)
            {
                return taken;
            }
        }

        return (c with { Slash = SlashAfter(s, c.Slash) }, s.Length);
    }

    /// <summary>A quoted string or a regular expression.</summary>
    public static (HtmlContext Next, int Taken) Literal(HtmlContext c, ReadOnlySpan<char> s)
    {
        string stops = c.State switch
        {
            HtmlState.JsSingleQuoted => "\\'",
            HtmlState.JsRegexp => "\\/[]",
            _ => "\\\"",
        };
        bool inClass = false;
        int next;
        for (int at = s.IndexOfAny(stops); at >= 0; at = Transitions.IndexOfAny(s, stops, next))
        {
            next = at + 1;
            switch (s[at])
            {
                case '\\' when next == s.Length:
                    return UnfinishedEscape(s);
                case '\\':
                    next++;
                    break;
                case '[':
                    inClass = true;
                    break;
                case ']':
                    inClass = false;
                    break;
                case '/' when IsScriptEnd(s, at):
                    // It will be written as \x3C/script, in which this slash ends nothing.
                    next++;
                    break;
                default:
                    if (!inClass)
                    {
                        return (c with { State = HtmlState.Js, Slash = SlashMeaning.Division }, next);
                    }

                    break;
            }
        }

        return inClass
            ? (HtmlContext.Failed($"unfinished JS regexp charset: {GoStrings.Quote(s.ToString())}"), s.Length)
            : (c, s.Length);
    }

    /// <summary>The text between back quotes, up to the end or the next <c>${</c>.</summary>
    public static (HtmlContext Next, int Taken) TemplateLiteral(HtmlContext c, ReadOnlySpan<char> s)
    {
        int next;
        for (int at = s.IndexOfAny("`\\$"); at >= 0; at = Transitions.IndexOfAny(s, "`\\$", next))
        {
            next = at + 1;
            switch (s[at])
            {
                case '`':
                    return (c with { State = HtmlState.Js, Slash = SlashMeaning.Division }, next);
                case '\\' when next == s.Length:
                    return UnfinishedEscape(s);
                case '\\':
                    next++;
                    break;
                case '$' when next < s.Length && s[next] == '{':
                    return (Limit(c with { State = HtmlState.Js, Braces = new BraceDepth(0, c.Braces) }), next + 1);
                default:
                    break;
            }
        }

        return (c, s.Length);
    }

    /// <summary>What a slash after a run of code would mean, from the run's last token.</summary>
    /// <param name="run">Code without strings, comments, regular expressions and divisions.</param>
    /// <param name="before">What it would mean before the run.</param>
    // Source: Go html/template, after the lexical grammar of the JavaScript 2.0 draft: one token of look-behind.
    public static SlashMeaning SlashAfter(ReadOnlySpan<char> run, SlashMeaning before)
    {
        int last = run.LastIndexOfAnyExcept(WhiteSpace);
        if (last < 0)
        {
            return before;
        }

        run = run[..(last + 1)];
        bool startsRegexp = run[last] switch
        {
            // An odd number is an operator, an even one ends an increment: "x---/" is "x-- - /".
            '+' or '-' => (last - run.LastIndexOfAnyExcept(run[last])) % 2 == 1,
            // "42." is a number.
            '.' => last == 0 || !char.IsAsciiDigit(run[last - 1]),
            ',' or '<' or '>' or '=' or '*' or '%' or '&' or '|' or '^' or '?' or '!' or '~' => true,
            // "}" may end an object, but nobody divides an object, and after a block a regular expression may come.
            '(' or '[' or ':' or ';' or '{' or '}' => true,
            _ => ValueFollows.Contains(LastWord(run)),
        };
        return startsRegexp ? SlashMeaning.Regexp : SlashMeaning.Division;
    }

    /// <summary>True for characters that make up words and numbers of JavaScript, within ASCII.</summary>
    public static bool IsWordPart(char c) => char.IsAsciiLetterOrDigit(c) || c is '$' or '_';

    private static int NextStop(ReadOnlySpan<char> s, int from)
    {
        int at = s[from..].IndexOfAny(CodeStops);
        return at < 0 ? -1 : from + at;
    }

    private static HtmlContext Enter(HtmlContext c, HtmlState state) => c with { State = state, Slash = SlashMeaning.Regexp };

    private static (HtmlContext Next, int Taken) Slash(HtmlContext c, ReadOnlySpan<char> s, int at)
    {
        char next = at + 1 < s.Length ? s[at + 1] : '\0';
        return (next, c.Slash) switch
        {
            ('/', _) => (c with { State = HtmlState.JsLineComment }, at + 2),
            ('*', _) => (c with { State = HtmlState.JsBlockComment }, at + 2),
            (_, SlashMeaning.Regexp) => (c with { State = HtmlState.JsRegexp }, at + 1),
            (_, SlashMeaning.Division) => (c with { Slash = SlashMeaning.Regexp }, at + 1),
            _ => (HtmlContext.Failed($"'/' could start a division or regexp: {Around(s[at..])}"), s.Length),
        };
    }

    // Scripts know the marks of HTML comments and "#!" as line comments; nothing needs them to be at the line's start.
    private static (HtmlContext Next, int Taken)? LegacyComment(HtmlContext c, ReadOnlySpan<char> s, int at)
    {
        ReadOnlySpan<char> rest = s[at..];
        if (rest.StartsWith(Transitions.CommentStart, StringComparison.Ordinal))
        {
            return (c with { State = HtmlState.JsHtmlOpenComment }, at + Transitions.CommentStart.Length);
        }

        if (rest.StartsWith(Transitions.CommentEnd, StringComparison.Ordinal))
        {
            return (c with { State = HtmlState.JsHtmlCloseComment }, at + Transitions.CommentEnd.Length);
        }

        return rest.StartsWith("#!", StringComparison.Ordinal) ? (c with { State = HtmlState.JsLineComment }, at + 2) : null;
    }

    private static HtmlContext Brace(HtmlContext c, char brace, BraceDepth braces)
    {
        c = c with { Slash = SlashMeaning.Regexp };
        if (brace == '{')
        {
            return Limit(c with { Braces = braces with { Open = braces.Open + 1 } });
        }

        return braces.Open > 0
            ? c with { Braces = braces with { Open = braces.Open - 1 } }
            : c with { State = HtmlState.JsTemplateLiteral, Braces = braces.Outer };
    }

    private static HtmlContext Limit(HtmlContext c) =>
        c.Braces is { IsTooDeep: true } ? HtmlContext.Failed("JS template literals nest too deep") : c;

    private static bool IsScriptEnd(ReadOnlySpan<char> s, int slash) =>
        slash > 0 && s[(slash - 1)..].StartsWith("</script", StringComparison.OrdinalIgnoreCase);

    private static string LastWord(ReadOnlySpan<char> run)
    {
        int from = run.Length;
        while (from > 0 && IsWordPart(run[from - 1]))
        {
            from--;
        }

        return run[from..].ToString();
    }

    private static (HtmlContext Next, int Taken) UnfinishedEscape(ReadOnlySpan<char> s) =>
        (HtmlContext.Failed($"unfinished escape sequence in JS string: {GoStrings.Quote(s.ToString())}"), s.Length);

    private static string Around(ReadOnlySpan<char> s) => GoStrings.Quote(GoText.FirstRunes(s.ToString(), QuotedRunes));
}
