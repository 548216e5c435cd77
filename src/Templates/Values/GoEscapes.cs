using System.Globalization;

namespace Tocsin.Templates.Values;

/// <summary>The backslash escapes of Go's literals.</summary>
internal static class GoEscapes
{
    /// <summary>
    /// Reads one escape and steps over it; <paramref name="isByte"/> if it names a byte rather than a rune.
    /// </summary>
    // Source: Go strconv, UnquoteChar.
    public static bool TryRead(scoped ref ReadOnlySpan<char> text, char quote, out int value, out bool isByte)
    {
        value = 0;
        isByte = false;
        if (text.Length < 2)
        {
            return false;
        }

        char c = text[1];
        text = text[2..];
        switch (c)
        {
            case 'a' or 'b' or 'f' or 'n' or 'r' or 't' or 'v':
                value = "\a\b\f\n\r\t\v"["abfnrtv".IndexOf(c)];
                return true;
            case 'x':
                isByte = true;
                return TryDigits(ref text, 2, out value);
            case 'u':
                return TryDigits(ref text, 4, out value) && System.Text.Rune.IsValid(value);
            case 'U':
                return TryDigits(ref text, 8, out value) && System.Text.Rune.IsValid(value);
            case >= '0' and <= '7':
                isByte = true;
                return TryOctal(ref text, c, out value);
            case '\\':
                value = c;
                return true;
            case '\'' or '"':
                value = c;
                return c == quote;
            default:
                return false;
        }
    }

    private static bool TryDigits(scoped ref ReadOnlySpan<char> text, int count, out int value)
    {
        value = 0;
        if (text.Length < count
            || !uint.TryParse(
                text[..count], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out uint parsed)
            || parsed > int.MaxValue)
        {
            return false;
        }

        value = (int)parsed;
        text = text[count..];
        return true;
    }

    private static bool TryOctal(scoped ref ReadOnlySpan<char> text, char first, out int value)
    {
        value = first - '0';
        if (text.Length < 2)
        {
            return false;
        }

        for (int i = 0; i < 2; i++)
        {
            int digit = text[i] - '0';
            if (digit is < 0 or > 7)
            {
                return false;
            }

            value = (value * 8) + digit;
        }

        text = text[2..];
        return value <= 255;
    }
}
