using System.Globalization;
using System.Text;
using Tocsin.Model.Labels;

namespace Tocsin.PromQL.Lexing;

/// <summary>Single characters as Go's messages write them.</summary>
internal static class RuneText
{
    /// <summary>The character in single quotes, escaped where it cannot be printed.</summary>
    // Source: Go strconv, QuoteRune: like Quote, but the single quote is the one that is escaped.
    public static string Quote(Rune rune) => rune.Value switch
    {
        '\'' => @"'\''",
        '"' => "'\"'",
        _ => $"'{GoQuote.Quote(rune.ToString())[1..^1]}'",
    };

    /// <summary>Its number, and the character itself where it can be printed: <c>U+0071 'q'</c>.</summary>
    // Source: Go fmt, the verb %#U.
    public static string Describe(Rune rune)
    {
        string number = string.Create(CultureInfo.InvariantCulture, $"U+{rune.Value:X4}");
        bool isPrintable = rune.Value is '\\' or '"' || GoQuote.Quote(rune.ToString()).Length == rune.Utf16SequenceLength + 2;
        return isPrintable ? $"{number} '{rune}'" : number;
    }
}
