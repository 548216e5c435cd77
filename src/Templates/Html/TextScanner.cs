using System.Buffers;
using Tocsin.Templates.Values;

namespace Tocsin.Templates.Html;

/// <summary>
/// Reads a text from front to back, one step at a time, minding what ends an attribute's value or a special element.
/// </summary>
internal sealed class TextScanner(string text)
{
    private static readonly SearchValues<char> UnquotedValueEnds = SearchValues.Create(" \t\n\f\r>");
    private static readonly SearchValues<char> BadInUnquoted = SearchValues.Create("\"'<=`");

    // The next end tag at or after the last place asked, so that a long script is not searched anew for every token.
    private (ElementKind Element, int From, int At) _endTag = (ElementKind.None, -1, -1);

    /// <summary>Takes one step from <paramref name="at"/>.</summary>
    public (HtmlContext Next, int Taken) Step(HtmlContext c, int at)
    {
        ReadOnlySpan<char> rest = text.AsSpan(at);
        if (c.End != AttributeEnd.None)
        {
            return InValue(c, rest);
        }

        int endTag = EndTag(c, at);
        if (endTag == at)
        {
            // What is before the end tag is read: leave the element, the tag itself is text.
            return (HtmlContext.Start, 0);
        }

        return Transitions.Step(c, endTag < 0 ? rest : text.AsSpan(at, endTag - at));
    }

    /// <summary>Where a value with that end stops, or -1.</summary>
    public static int ValueEnd(AttributeEnd end, ReadOnlySpan<char> s) => end switch
    {
        AttributeEnd.DoubleQuote => s.IndexOf('"'),
        AttributeEnd.SingleQuote => s.IndexOf('\''),
        _ => s.IndexOfAny(UnquotedValueEnds),
    };

    private static (HtmlContext Next, int Taken) InValue(HtmlContext c, ReadOnlySpan<char> rest)
    {
        int end = ValueEnd(c.End, rest);
        ReadOnlySpan<char> value = end < 0 ? rest : rest[..end];
        if (c.End == AttributeEnd.SpaceOrTagEnd && value.IndexOfAny(BadInUnquoted) is var bad and >= 0)
        {
            // Parsers disagree on where such a value ends: <a id= onclick=f(" or <a class=`foo.
            string quoted = GoStrings.Quote(value[bad].ToString());
            string whole = GoStrings.Quote(value.ToString());
            return (HtmlContext.Failed($"{quoted} in unquoted attr: {whole}"), rest.Length);
        }

        if (end < 0)
        {
            return (InsideValue(c, CharacterReferences.Decode(value.ToString())), rest.Length);
        }

        // A script of another type is not JavaScript; its body is taken for text.
        bool isOther = c.State == HtmlState.Attribute && c.Element == ElementKind.Script
            && c.Attribute == AttributeKind.ScriptType && !ScriptTypes.IsJavaScript(value);
        int quote = c.End == AttributeEnd.SpaceOrTagEnd ? 0 : 1;
        ElementKind element = isOther ? ElementKind.None : c.Element;
        return (new HtmlContext { State = HtmlState.Tag, Element = element }, end + quote);
    }

    // onclick="alert(&quot;Hi&quot;)" is JavaScript with the quotes in it.
    private static HtmlContext InsideValue(HtmlContext c, ReadOnlySpan<char> decoded)
    {
        while (!decoded.IsEmpty)
        {
            (c, int taken) = Transitions.Step(c, decoded);
            decoded = decoded[taken..];
        }

        return c;
    }

    private int EndTag(HtmlContext c, int at)
    {
        if (c.Element == ElementKind.None || !TagTransitions.CanEnd(c))
        {
            return -1;
        }

        bool isKnown = _endTag.Element == c.Element && _endTag.From <= at && (_endTag.At < 0 || _endTag.At >= at);
        if (!isKnown)
        {
            int found = TagTransitions.IndexOfEndTag(text.AsSpan(at), c.Element);
            _endTag = (c.Element, at, found < 0 ? -1 : at + found);
        }

        return _endTag.At;
    }
}
