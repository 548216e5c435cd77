using System.Globalization;
using System.Text;
using Tocsin.Templates.Values;

namespace Tocsin.Templates.Functions;

/// <summary>Upper, lower and title case.</summary>
public static class CaseText
{
    public static string ToUpper(string text) => Map(text, ToUpper);

    public static string ToLower(string text) => Map(text, ToLower);

    /// <summary>
    /// Each word with its first letter in title case and the rest in lower case. Words go on over digits, underscores,
    /// and a single apostrophe, point or colon.
    /// </summary>
    // Source: golang.org/x/text/cases, Title, which follows Unicode's word boundaries.
    public static string ToTitle(string text) => ToTitle(text, keepsRest: false);

    /// <summary>Each word with its first letter in title case; the rest stays as it is.</summary>
    public static string ToTitleOnly(string text) => ToTitle(text, keepsRest: true);

    private static string ToTitle(string text, bool keepsRest)
    {
        var titled = new StringBuilder(text.Length);
        bool inWord = false;
        bool wasMid = false;
        for (int at = 0; at < text.Length;)
        {
            if (GoText.IsEscape(text, at))
            {
                titled.Append(text[at++]);
                (inWord, wasMid) = (false, false);
                continue;
            }

            Rune.DecodeFromUtf16(text.AsSpan(at), out Rune rune, out int units);
            at += units;
            bool isMid = rune.Value is '\'' or '.' or ':' or '·' or '\u2018' or '\u2019' or '\u2024' or '\u2027'
                or '\u05F4' or '\uFE13' or '\uFE52' or '\uFE55' or '\uFF07' or '\uFF0E' or '\uFF1A';
            inWord &= (isMid && !wasMid) || ContinuesWord(rune);
            wasMid = isMid;
            bool isCased = IsCased(rune);
            titled.Append(isCased && !inWord ? ToTitle(rune)
                : keepsRest ? rune.ToString()
                : rune.Value == 0x3A3 && inWord ? LowerSigma(text, at)
                : rune.Value == 0x130 ? "i̇"
                : ToLower(rune).ToString());
            inWord |= isCased;
        }

        return titled.ToString();
    }

    private static bool IsCased(Rune rune) => Rune.GetUnicodeCategory(rune) is UnicodeCategory.UppercaseLetter
        or UnicodeCategory.LowercaseLetter or UnicodeCategory.TitlecaseLetter
        || ToUpper(rune) != rune || ToLower(rune) != rune;

    private static bool ContinuesWord(Rune rune) => Rune.GetUnicodeCategory(rune) switch
    {
        UnicodeCategory.UppercaseLetter or UnicodeCategory.LowercaseLetter or UnicodeCategory.TitlecaseLetter
            or UnicodeCategory.ModifierLetter or UnicodeCategory.DecimalDigitNumber
            or UnicodeCategory.ConnectorPunctuation
            or UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark or UnicodeCategory.EnclosingMark
            or UnicodeCategory.Format => true,
        // Scripts without spaces break between their characters; they have no case, so it shows only in mixed words.
        UnicodeCategory.OtherLetter =>
            rune.Value is not (>= 0x2E80 and < 0xA000 or >= 0xF900 and < 0xFB00 or >= 0x20000),
        _ => false,
    };

    private static string ToTitle(Rune rune) => rune.Value switch
    {
        // The three-in-one letters have a title form of their own; the sharp s has two letters.
        0x1C4 or 0x1C5 or 0x1C6 => "ǅ",
        0x1C7 or 0x1C8 or 0x1C9 => "ǈ",
        0x1CA or 0x1CB or 0x1CC => "ǋ",
        0x1F1 or 0x1F2 or 0x1F3 => "ǲ",
        0xDF => "Ss",
        0x149 => "ʼN",
        0x1F0 => "J̌",
        0xFB00 => "Ff",
        0xFB01 => "Fi",
        0xFB02 => "Fl",
        0xFB03 => "Ffi",
        0xFB04 => "Ffl",
        0xFB05 or 0xFB06 => "St",
        _ => ToUpper(rune).ToString(),
    };

    // A sigma at the end of a word has a form of its own.
    private static string LowerSigma(string text, int next)
    {
        while (next < text.Length)
        {
            Rune.DecodeFromUtf16(text.AsSpan(next), out Rune rune, out int units);
            if (IsCased(rune))
            {
                return "σ";
            }

            if (!IsPassedOver(rune))
            {
                break;
            }

            next += units;
        }

        return "ς";
    }

    private static bool IsPassedOver(Rune rune) => rune.Value is '\'' or '.' or ':' or 0xB7 or 0x2019
        || Rune.GetUnicodeCategory(rune) is UnicodeCategory.NonSpacingMark or UnicodeCategory.Format
            or UnicodeCategory.EnclosingMark or UnicodeCategory.ModifierLetter or UnicodeCategory.ModifierSymbol;

    private static string Map(string text, Func<Rune, Rune> map)
    {
        var mapped = new StringBuilder(text.Length);
        for (int at = 0; at < text.Length;)
        {
            if (GoText.IsEscape(text, at))
            {
                mapped.Append(text[at++]);
                continue;
            }

            Rune.DecodeFromUtf16(text.AsSpan(at), out Rune rune, out int units);
            mapped.Append(map(rune).ToString());
            at += units;
        }

        return mapped.ToString();
    }

    // .NET's invariant mappings leave out letters that would leave ASCII, or come into it; Go's do not.
    private static Rune ToUpper(Rune rune) => rune.Value switch
    {
        0x131 => new Rune('I'),
        0x17F => new Rune('S'),
        _ => Rune.ToUpperInvariant(rune),
    };

    private static Rune ToLower(Rune rune) => rune.Value switch
    {
        0x130 => new Rune('i'),
        0x212A => new Rune('k'),
        _ => Rune.ToLowerInvariant(rune),
    };
}
