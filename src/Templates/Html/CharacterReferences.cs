using System.Collections.Frozen;
using System.Globalization;
using System.Net;
using System.Text;

namespace Tocsin.Templates.Html;

/// <summary>Reads <c>&amp;quot;</c> and its like, as an HTML parser does in an attribute's value.</summary>
/// <remarks>
/// Only the context is computed from the result, so it must be exact for the characters that mean something in a URL,
/// JavaScript or CSS: all of ASCII and white space. Other names fall back on what .NET knows.
/// </remarks>
internal static class CharacterReferences
{
    private const int MaxNameLength = 32;

    // Each a name and, as its last character, what it stands for.
    private static readonly FrozenDictionary<string, string> Names = (
        "Tab\t NewLine\n excl! quot\" QUOT\" num# dollar$ percnt% amp& AMP& apos' lpar( rpar) ast* midast* plus+ comma, " +
        "period. sol/ colon: semi; lt< LT< equals= gt> GT> quest? commat@ lsqb[ lbrack[ bsol\\ rsqb] rbrack] Hat^ " +
        "lowbar_ UnderBar_ grave` DiacriticalGrave` lcub{ lbrace{ verbar| vert| VerticalLine| rcub} rbrace} " +
        "nbsp\u00a0 NonBreakingSpace\u00a0 ensp\u2002 emsp\u2003 emsp13\u2004 emsp14\u2005 numsp\u2007 puncsp\u2008 " +
        "thinsp\u2009 ThinSpace\u2009 hairsp\u200a VeryThinSpace\u200a MediumSpace\u205f")
        .Split(' ').ToFrozenDictionary(pair => pair[..^1], pair => pair[^1..]);

    // Old names that count without a semicolon.
    private static readonly string[] Bare = ["quot", "QUOT", "amp", "AMP", "lt", "LT", "gt", "GT", "nbsp"];

    public static string Decode(string text)
    {
        if (!text.Contains('&', StringComparison.Ordinal))
        {
            return text;
        }

        var decoded = new StringBuilder(text.Length);
        for (int at = 0; at < text.Length;)
        {
            int reference = text.IndexOf('&', at);
            reference = reference < 0 ? text.Length : reference;
            decoded.Append(text, at, reference - at);
            at = reference == text.Length ? reference : AppendReference(decoded, text, reference);
        }

        return decoded.ToString();
    }

    private static int AppendReference(StringBuilder decoded, string text, int ampersand)
    {
        int from = ampersand + 1;
        int after = from < text.Length && text[from] == '#'
            ? AppendNumber(decoded, text, from + 1)
            : AppendName(decoded, text, from);
        if (after == from)
        {
            decoded.Append('&');
        }

        return after;
    }

    // Returns the index after "&" if this is no reference.
    private static int AppendNumber(StringBuilder decoded, string text, int from)
    {
        bool isHex = from < text.Length && text[from] is 'x' or 'X';
        int digits = isHex ? from + 1 : from;
        int at = digits;
        long value = 0;
        while (at < text.Length && (isHex ? char.IsAsciiHexDigit(text[at]) : char.IsAsciiDigit(text[at])))
        {
            int digit = int.Parse(text.AsSpan(at, 1), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
            value = Math.Min((value * (isHex ? 16 : 10)) + digit, int.MaxValue);
            at++;
        }

        if (at == digits)
        {
            return from - 1;
        }

        bool isRune = value != 0 && value <= 0x10FFFF && Rune.IsValid((int)value);
        decoded.Append(isRune ? new Rune((int)value).ToString() : "\uFFFD");
        return at < text.Length && text[at] == ';' ? at + 1 : at;
    }

    private static int AppendName(StringBuilder decoded, string text, int from)
    {
        int end = from;
        while (end < text.Length && end - from < MaxNameLength && char.IsAsciiLetterOrDigit(text[end]))
        {
            end++;
        }

        ReadOnlySpan<char> name = text.AsSpan(from, end - from);
        if (end < text.Length && text[end] == ';' && TryName(name.ToString(), out string value))
        {
            decoded.Append(value);
            return end + 1;
        }

        foreach (string bare in Bare)
        {
            if (name.StartsWith(bare, StringComparison.Ordinal))
            {
                decoded.Append(Names[bare]);
                return from + bare.Length;
            }
        }

        return from;
    }

    private static bool TryName(string name, out string value)
    {
        if (Names.TryGetValue(name, out string? known))
        {
            value = known;
            return true;
        }

        string reference = $"&{name};";
        value = WebUtility.HtmlDecode(reference);
        return name.Length > 0 && value != reference;
    }
}
