using System.Text;

namespace Tocsin.Templates.Html;

/// <summary>The characters and escapes of CSS.</summary>
internal static class CssText
{
    private const int MaxHexDigits = 6;
    private const int MaxRune = 0x10FFFF;

    /// <summary>True for what may be in the middle of a name.</summary>
    public static bool IsNameCharacter(Rune rune) =>
        (rune.IsAscii && (char.IsAsciiLetterOrDigit((char)rune.Value) || rune.Value is '-' or '_'))
        || rune.Value is >= 0x80 and <= 0xfffd or >= 0x10000;

    public static bool IsSpace(char c) => c is '\t' or '\n' or '\f' or '\r' or ' ';

    /// <summary>The text with its escapes replaced by what they stand for.</summary>
    public static string Decode(string text)
    {
        if (!text.Contains('\\', StringComparison.Ordinal))
        {
            return text;
        }

        var decoded = new StringBuilder(text.Length);
        for (int at = 0; at < text.Length;)
        {
            int escape = text.IndexOf('\\', at);
            escape = escape < 0 ? text.Length : escape;
            decoded.Append(text, at, escape - at);
            // A backslash at the very end stands for nothing.
            at = escape + 1 >= text.Length ? text.Length : AppendEscape(decoded, text, escape + 1);
        }

        return decoded.ToString();
    }

    private static int AppendEscape(StringBuilder decoded, string text, int from)
    {
        int at = from;
        int rune = 0;
        while (at < text.Length && at - from < MaxHexDigits && char.IsAsciiHexDigit(text[at]))
        {
            int longer = (rune << 4) | Convert.ToInt32(text[at].ToString(), 16);
            if (longer > MaxRune)
            {
                break;
            }

            rune = longer;
            at++;
        }

        if (at == from)
        {
            int length = char.IsHighSurrogate(text[from]) && from + 1 < text.Length ? 2 : 1;
            decoded.Append(text, from, length);
            return from + length;
        }

        decoded.Append(Rune.IsValid(rune) ? new Rune(rune).ToString() : "\uFFFD");
        return SkipOneSpace(text, at);
    }

    // One space ends an escape, so that a hexadecimal digit can follow it; a carriage return takes its line feed along.
    private static int SkipOneSpace(string text, int at)
    {
        if (at == text.Length || !IsSpace(text[at]))
        {
            return at;
        }

        return text[at] == '\r' && at + 1 < text.Length && text[at + 1] == '\n' ? at + 2 : at + 1;
    }
}
