using System.Globalization;
using System.Text;

namespace Tocsin.Model.Labels;

/// <summary>Go's quoted strings, which appear in group keys, matchers and printed label sets.</summary>
public static class GoQuote
{
    /// <summary>The text in double quotes, escaped as Go's <c>strconv.Quote</c> does.</summary>
    // Source: Go strconv, appendQuotedWith: printable runes stay, others become \a..\v, \xNN, \uNNNN or \UNNNNNNNN.
    public static string Quote(string text)
    {
        var quoted = new StringBuilder(text.Length + 2).Append('"');
        foreach (Rune rune in text.EnumerateRunes())
        {
            AppendRune(quoted, rune);
        }

        return quoted.Append('"').ToString();
    }

    private static void AppendRune(StringBuilder quoted, Rune rune)
    {
        string? escape = rune.Value switch
        {
            '"' => "\\\"",
            '\\' => "\\\\",
            '\a' => "\\a",
            '\b' => "\\b",
            '\f' => "\\f",
            '\n' => "\\n",
            '\r' => "\\r",
            '\t' => "\\t",
            '\v' => "\\v",
            _ => null,
        };
        if (escape is not null)
        {
            quoted.Append(escape);
        }
        else if (IsPrintable(rune))
        {
            quoted.Append(rune.ToString());
        }
        else
        {
            quoted.Append(rune.Value < ' ' || rune.Value == 0x7F
                ? string.Create(CultureInfo.InvariantCulture, $"\\x{rune.Value:x2}")
                : rune.Value < 0x10000
                    ? string.Create(CultureInfo.InvariantCulture, $"\\u{rune.Value:x4}")
                    : string.Create(CultureInfo.InvariantCulture, $"\\U{rune.Value:x8}"));
        }
    }

    // Go's IsPrint: letters, marks, numbers, punctuation, symbols, and the ASCII space; no other space is printable.
    private static bool IsPrintable(Rune rune) => rune.Value == ' ' || Rune.GetUnicodeCategory(rune) is not (
        UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.Surrogate or UnicodeCategory.PrivateUse
        or UnicodeCategory.OtherNotAssigned or UnicodeCategory.SpaceSeparator or UnicodeCategory.LineSeparator
        or UnicodeCategory.ParagraphSeparator);
}
