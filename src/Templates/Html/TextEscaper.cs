using System.Text;
using Tocsin.Templates.Parsing;

namespace Tocsin.Templates.Html;

/// <summary>
/// Carries the context over one text of a template, and tidies that text: comments go, a lone "&lt;" becomes
/// <c>&amp;lt;</c>, and tags of scripts inside JavaScript literals are written so that they are none.
/// </summary>
internal sealed class TextEscaper
{
    private readonly string _text;
    private readonly TextScanner _scanner;
    private readonly StringBuilder _output = new();
    private int _written;

    private TextEscaper(string text)
    {
        _text = text;
        _scanner = new TextScanner(text);
    }

    /// <summary>The context after the text, and the node to put in its place: the same one if nothing changes.</summary>
    public static (HtmlContext After, TextNode Node) Escape(HtmlContext before, TextNode node)
    {
        var escaper = new TextEscaper(node.Text);
        HtmlContext after = escaper.Run(before);
        string text = escaper.Finish(after);
        return (after, text == node.Text ? node : node with { Text = text });
    }

    private HtmlContext Run(HtmlContext c)
    {
        for (int at = 0; at < _text.Length;)
        {
            (HtmlContext next, int taken) = _scanner.Step(c, at);
            int end = at + taken;
            if (next.IsError)
            {
                return next;
            }

            WriteStep(c, next, at, end);
            (c, at) = (next, end);
        }

        return c;
    }

    private void WriteStep(HtmlContext c, HtmlContext next, int at, int end)
    {
        if (c.State is HtmlState.Text or HtmlState.RcData)
        {
            EscapeLoneBrackets(at, c.State == next.State ? end : StartOfTag(at, end));
        }
        else if (IsDropped(c))
        {
            DropComment(c, end);
        }

        if (c.State != next.State && IsDropped(next))
        {
            // Keep what is before the mark that starts the comment.
            _output.Append(_text, _written, Math.Max(0, end - MarkLength(next.State) - _written));
            _written = end;
        }

        if (c.State.IsScriptLiteral() && ContainsScriptTag(_text.AsSpan(at, end - at)))
        {
            _output.Append(_text, _written, at - _written);
            AppendWithoutScriptTags(at, end);
            _written = end;
        }
    }

    private string Finish(HtmlContext after)
    {
        if (_written == 0 || after.IsError)
        {
            return _text;
        }

        if (!IsDropped(after))
        {
            _output.Append(_text, _written, _text.Length - _written);
        }

        return _output.ToString();
    }

    // In an attribute a comment is part of the value, so it stays.
    private static bool IsDropped(HtmlContext c) => c.State.IsComment() && c.End == AttributeEnd.None;

    private int StartOfTag(int at, int end)
    {
        int start = _text.AsSpan(at, end - at).LastIndexOf('<');
        return start < 0 ? end : at + start;
    }

    private void EscapeLoneBrackets(int at, int end)
    {
        for (int i = _text.IndexOf('<', at, end - at); i >= 0; i = _text.IndexOf('<', i + 1, end - i - 1))
        {
            if (!_text.AsSpan(i).StartsWith("<!DOCTYPE", StringComparison.OrdinalIgnoreCase))
            {
                _output.Append(_text, _written, i - _written).Append("&lt;");
                _written = i + 1;
            }
        }
    }

    // A comment is white space to the languages; one of JavaScript over several lines also ends a statement.
    private void DropComment(HtmlContext c, int end)
    {
        if (c.State is HtmlState.JsBlockComment or HtmlState.CssBlockComment)
        {
            bool isLineEnd = c.State == HtmlState.JsBlockComment
                && _text.AsSpan(_written, end - _written).ContainsAny("\n\r\u2028\u2029");
            _output.Append(isLineEnd ? '\n' : ' ');
        }

        _written = end;
    }

    private static int MarkLength(HtmlState comment) => comment switch
    {
        HtmlState.HtmlComment or HtmlState.JsHtmlOpenComment => Transitions.CommentStart.Length,
        HtmlState.JsHtmlCloseComment => Transitions.CommentEnd.Length,
        _ => 2,
    };

    // Source: HTML §4.12.1.3: the rules for these in scripts are so complex that it tells writers to use \x3C.
    private static bool IsScriptTag(ReadOnlySpan<char> s) =>
        s.StartsWith("<script", StringComparison.OrdinalIgnoreCase)
        || s.StartsWith("</script", StringComparison.OrdinalIgnoreCase)
        || s.StartsWith(Transitions.CommentStart, StringComparison.Ordinal);

    private static bool ContainsScriptTag(ReadOnlySpan<char> s)
    {
        for (int at = s.IndexOf('<'); at >= 0; at = Transitions.IndexOfAny(s, "<", at + 1))
        {
            if (IsScriptTag(s[at..]))
            {
                return true;
            }
        }

        return false;
    }

    private void AppendWithoutScriptTags(int at, int end)
    {
        for (; at < end; at++)
        {
            string unit = IsScriptTag(_text.AsSpan(at, end - at)) ? "\\x3C" : _text[at].ToString();
            _output.Append(unit);
        }
    }
}
