using System.Text;

namespace Tocsin.Templates.Html;

/// <summary>Makes values harmless in HTML.</summary>
internal static class HtmlSanitizer
{
    /// <summary>
    /// Stands where a value had to be dropped: no keyword of any language, never empty, and easy to look up.
    /// </summary>
    public const string Failsafe = "ZgotmplZ";

    /// <summary>For text between tags.</summary>
    public static string Text(Content value) => value.Type == ContentType.Html ? value.Text : Escape(value.Text);

    /// <summary>For a textarea or title: HTML in it is text, but its character references count.</summary>
    public static string RcData(Content value) => Escape(value.Text, keepReferences: value.Type == ContentType.Html);

    /// <summary>For a quoted attribute value: of HTML only the text counts there.</summary>
    public static string Attribute(Content value) =>
        value.Type == ContentType.Html ? Escape(TagStripper.Strip(value.Text), keepReferences: true) : Escape(value.Text);

    /// <summary>For an unquoted attribute value, which a space would end.</summary>
    public static string UnquotedAttribute(Content value)
    {
        // Nothing here would make the next attribute the value.
        if (value.Text.Length == 0)
        {
            return Failsafe;
        }

        return value.Type == ContentType.Html
            ? EscapeUnquoted(TagStripper.Strip(value.Text), keepReferences: true)
            : EscapeUnquoted(value.Text, keepReferences: false);
    }

    /// <summary>For the name of an attribute or tag: letters and digits that name nothing with a meaning to browsers.</summary>
    public static string Name(Content value)
    {
        string name = value.Text.ToLowerInvariant();
        bool isHarmless = name.Length > 0 && AttributeKinds.ContentOf(name) == ContentType.Plain
            && name.All(c => char.IsAsciiDigit(c) || char.IsAsciiLetterLower(c));
        return isHarmless ? name : Failsafe;
    }

    private static string Escape(string text, bool keepReferences = false)
    {
        ReadOnlySpan<char> special = keepReferences ? "\0\"'+<>" : "\0\"&'+<>";
        int at = text.AsSpan().IndexOfAny(special);
        if (at < 0)
        {
            return text;
        }

        var escaped = new StringBuilder(text.Length + 16).Append(text, 0, at);
        foreach (char c in text.AsSpan(at))
        {
            _ = special.Contains(c) ? escaped.Append(c == '\0' ? "\uFFFD" : Reference(c)) : escaped.Append(c);
        }

        return escaped.ToString();
    }

    private static string EscapeUnquoted(string text, bool keepReferences)
    {
        var escaped = new StringBuilder(text.Length + 16);
        // A byte that is no character comes out of this as U+FFFD.
        foreach (Rune rune in text.EnumerateRunes())
        {
            bool isSpecial = rune.IsAscii && "\t\n\v\f\r \"'+<=>`".Contains((char)rune.Value, StringComparison.Ordinal);
            // Some browsers end the value at these.
            bool isUnsafe = rune.Value is 0 or (>= 0xfdd0 and <= 0xfdef) or (>= 0xfff0 and <= 0xffff);
            _ = isSpecial || (rune.Value == '&' && !keepReferences) ? escaped.Append(Reference((char)rune.Value))
                : isUnsafe ? escaped.Append(NumericReference(rune.Value == 0 ? 0xfffd : rune.Value))
                : escaped.Append(rune);
        }

        return escaped.ToString();
    }

    private static string Reference(char c) => c switch
    {
        '&' => "&amp;",
        '<' => "&lt;",
        '>' => "&gt;",
        _ => FormattableString.Invariant($"&#{(int)c};"),
    };

    private static string NumericReference(int rune) => FormattableString.Invariant($"&#x{rune:x};");
}
