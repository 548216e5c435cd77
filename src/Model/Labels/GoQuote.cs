using System.Buffers;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;

namespace Tocsin.Model.Labels;

/// <summary>Go's quoted strings, which appear in group keys, matchers and printed label sets.</summary>
public static class GoQuote
{
    // What stays as it is, which is nearly every text.
    private const string Plain =
        " !#$%&'()*+,-./0123456789:;<=>?@ABCDEFGHIJKLMNOPQRSTUVWXYZ[]^_`abcdefghijklmnopqrstuvwxyz{|}~";

    private static readonly SearchValues<char> PlainChars = SearchValues.Create(Plain);
    private static readonly SearchValues<byte> PlainBytes = SearchValues.Create(Encoding.ASCII.GetBytes(Plain));

    /// <summary>The text in double quotes, escaped as Go's <c>strconv.Quote</c> does.</summary>
    // Source: Go strconv, appendQuotedWith: printable runes stay, others become \a..\v, \xNN, \uNNNN or \UNNNNNNNN.
    public static string Quote(string text)
    {
        if (!text.AsSpan().ContainsAnyExcept(PlainChars))
        {
            return $"\"{text}\"";
        }

        var quoted = new StringBuilder(text.Length + 2).Append('"');
        foreach (Rune rune in text.EnumerateRunes())
        {
            AppendRune(quoted, rune);
        }

        return quoted.Append('"').ToString();
    }

    /// <summary>Appends the UTF-8 text in double quotes.</summary>
    internal static void Append(ref DefaultInterpolatedStringHandler text, ReadOnlySpan<byte> utf8)
    {
        if (utf8.ContainsAnyExcept(PlainBytes))
        {
            text.AppendLiteral(Quote(Encoding.UTF8.GetString(utf8)));
            return;
        }

        text.AppendLiteral("\"");
        AppendAsIs(ref text, utf8);
        text.AppendLiteral("\"");
    }

    /// <summary>Appends the UTF-8 text as it is.</summary>
    internal static void AppendAsIs(ref DefaultInterpolatedStringHandler text, ReadOnlySpan<byte> utf8)
    {
        if (utf8.Length > 256)
        {
            text.AppendLiteral(Encoding.UTF8.GetString(utf8));
            return;
        }

        Span<char> chars = stackalloc char[256];
        text.AppendFormatted(chars[..Encoding.UTF8.GetChars(utf8, chars)]);
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
