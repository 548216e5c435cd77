using System.Globalization;
using System.Text;

namespace Tocsin.Templates.Values;

/// <summary>Go's string and character literals: quoting as <c>strconv.Quote</c> does, and reading them back.</summary>
public static class GoStrings
{
    /// <summary>The text in double quotes; bytes that are part of no rune become <c>\xNN</c>.</summary>
    public static string Quote(string text) => Quote(text, '"', false);

    /// <summary>The text in quotes of that kind, with everything beyond ASCII escaped if asked for.</summary>
    public static string Quote(string text, char quote, bool asciiOnly)
    {
        var quoted = new StringBuilder(text.Length + 2).Append(quote);
        for (int at = 0; at < text.Length;)
        {
            if (GoText.IsEscape(text, at))
            {
                quoted.Append(CultureInfo.InvariantCulture, $"\\x{text[at++] - 0xDC00:x2}");
                continue;
            }

            Rune.DecodeFromUtf16(text.AsSpan(at), out Rune rune, out int units);
            AppendRune(quoted, rune, quote, asciiOnly);
            at += units;
        }

        return quoted.Append(quote).ToString();
    }

    /// <summary>The rune in single quotes; what is no rune becomes U+FFFD.</summary>
    public static string QuoteRune(long rune, bool asciiOnly)
    {
        var quoted = new StringBuilder().Append('\'');
        AppendRune(quoted, ToRune(rune), '\'', asciiOnly);
        return quoted.Append('\'').ToString();
    }

    /// <summary>True if the text can stand between back quotes: no control characters but tab, no back quote.</summary>
    public static bool CanBackquote(string text)
    {
        foreach (Rune rune in text.EnumerateRunes())
        {
            if (rune.Value is '`' or 0x7F or 0xFEFF or 0xFFFD || (rune.Value < ' ' && rune.Value != '\t'))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>The rune as <c>%#U</c> prints it: <c>U+0041 'A'</c>.</summary>
    public static string DescribeRune(long rune)
    {
        string code = string.Create(CultureInfo.InvariantCulture, $"U+{rune:X4}");
        return rune is >= 0 and <= 0x10FFFF && Rune.IsValid((int)rune) && IsPrintable(new Rune((int)rune))
            ? $"{code} '{new Rune((int)rune)}'"
            : code;
    }

    /// <summary>The rune of a number, U+FFFD if there is none.</summary>
    public static Rune ToRune(long value) =>
        value is >= 0 and <= 0x10FFFF && Rune.IsValid((int)value) ? new Rune((int)value) : Rune.ReplacementChar;

    /// <summary>Go's <c>unicode.IsPrint</c>.</summary>
    public static bool IsPrintable(Rune rune) => rune.Value == ' ' || Rune.GetUnicodeCategory(rune) is not (
        UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.Surrogate or UnicodeCategory.PrivateUse
        or UnicodeCategory.OtherNotAssigned or UnicodeCategory.SpaceSeparator or UnicodeCategory.LineSeparator
        or UnicodeCategory.ParagraphSeparator);

    /// <summary>Reads a literal in double or back quotes.</summary>
    public static bool TryUnquote(string quoted, out string value)
    {
        value = "";
        if (quoted.Length < 2 || quoted[0] != quoted[^1])
        {
            return false;
        }

        if (quoted[0] == '`')
        {
            // As in Go source, a raw string has no carriage returns.
            value = quoted[1..^1].Replace("\r", "", StringComparison.Ordinal);
            return true;
        }

        if (!quoted.Contains('\\'))
        {
            value = quoted[1..^1];
            return true;
        }

        return TryUnescape(quoted.AsSpan(1, quoted.Length - 2), out value);
    }

    /// <summary>
    /// Reads a character literal with its quotes; malformed means that it holds more or less than one rune.
    /// </summary>
    public static bool TryUnquoteChar(string quoted, out int rune, out bool malformed)
    {
        ReadOnlySpan<char> rest = quoted.AsSpan(1);
        malformed = false;
        rune = 0;
        if (rest[0] == '\'')
        {
            return false;
        }

        if (rest[0] != '\\')
        {
            Rune.DecodeFromUtf16(rest, out Rune plain, out int units);
            rune = plain.Value;
            rest = rest[units..];
        }
        else if (!GoEscapes.TryRead(ref rest, '\'', out rune, out _))
        {
            return false;
        }

        malformed = rest is not "'";
        return !malformed;
    }

    private static bool TryUnescape(ReadOnlySpan<char> text, out string value)
    {
        var bytes = new List<byte>(text.Length + 8);
        Span<byte> utf8 = stackalloc byte[4];
        value = "";
        while (!text.IsEmpty)
        {
            int rune;
            bool isByte = false;
            if (text[0] != '\\')
            {
                Rune.DecodeFromUtf16(text, out Rune plain, out int units);
                rune = plain.Value;
                text = text[units..];
            }
            else if (!GoEscapes.TryRead(ref text, '"', out rune, out isByte))
            {
                return false;
            }

            if (isByte)
            {
                bytes.Add((byte)rune);
            }
            else
            {
                bytes.AddRange(utf8[..ToRune(rune).EncodeToUtf8(utf8)]);
            }
        }

        value = GoText.FromBytes(System.Runtime.InteropServices.CollectionsMarshal.AsSpan(bytes));
        return true;
    }

    private static void AppendRune(StringBuilder quoted, Rune rune, char quote, bool asciiOnly)
    {
        string? escape = rune.Value switch
        {
            '\\' => "\\\\",
            '\a' => "\\a",
            '\b' => "\\b",
            '\f' => "\\f",
            '\n' => "\\n",
            '\r' => "\\r",
            '\t' => "\\t",
            '\v' => "\\v",
            _ when rune.Value == quote => "\\" + quote,
            < ' ' or 0x7F => string.Create(CultureInfo.InvariantCulture, $"\\x{rune.Value:x2}"),
            _ => null,
        };
        escape ??= (asciiOnly ? rune.IsAscii : IsPrintable(rune))
            ? rune.ToString()
            : rune.Value < 0x10000
                ? string.Create(CultureInfo.InvariantCulture, $"\\u{rune.Value:x4}")
                : string.Create(CultureInfo.InvariantCulture, $"\\U{rune.Value:x8}");
        quoted.Append(escape);
    }
}
