using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using Tocsin.Model.Labels;

namespace Tocsin.PromQL.Parsing;

/// <summary>The value of a number literal.</summary>
// Source: Go strconv, ParseInt with base 0 and then ParseFloat: a leading zero means octal if the digits allow it,
// 0x hexadecimal, and an underscore may stand between digits.
internal static class NumberText
{
    /// <summary>Reads a literal without a sign; false with Go's error text.</summary>
    public static bool TryParse(string text, out double value, [NotNullWhen(false)] out string? error)
    {
        error = null;
        if (TryParseInteger(text, out value))
        {
            return true;
        }

        string? reason = FloatFault(text, out value);
        error = reason is null ? null : $"strconv.ParseFloat: parsing {GoQuote.Quote(text)}: {reason}";
        return reason is null;
    }

    private static bool TryParseInteger(string text, out double value)
    {
        value = 0;
        (ulong radix, int from) = text.Length > 1 && text[0] == '0'
            ? text[1] is 'x' or 'X' ? (16ul, 2) : (8ul, 1)
            : (10ul, 0);
        bool hasDigit = false;
        ulong number = 0;
        foreach (char c in text.AsSpan(from))
        {
            if (c == '_')
            {
                continue;
            }

            uint digit = char.IsAsciiHexDigit(c) ? (uint)(char.IsAsciiDigit(c) ? c - '0' : (c | 0x20) - 'a' + 10) : 99;
            if (digit >= radix || number > ((ulong)long.MaxValue - digit) / radix)
            {
                return false;
            }

            hasDigit = true;
            number = (number * radix) + digit;
        }

        value = number;
        return hasDigit && HasGoodUnderscores(text);
    }

    private static string? FloatFault(string text, out double value)
    {
        value = 0;
        if (text.Equals("inf", StringComparison.OrdinalIgnoreCase))
        {
            value = double.PositiveInfinity;
            return null;
        }

        if (text.Equals("nan", StringComparison.OrdinalIgnoreCase))
        {
            value = double.NaN;
            return null;
        }

        const NumberStyles Form = NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent;
        string plain = text.Replace("_", "", StringComparison.Ordinal);
        if (!HasGoodUnderscores(text) || !double.TryParse(plain, Form, CultureInfo.InvariantCulture, out value))
        {
            return "invalid syntax";
        }

        return double.IsInfinity(value) ? "value out of range" : null;
    }

    // Each between two digits, or between 0x and a digit.
    private static bool HasGoodUnderscores(string text)
    {
        bool isHex = text.Length > 1 && text[0] == '0' && text[1] is 'x' or 'X';
        for (int i = 0; i < text.Length; i++)
        {
            bool isFine = text[i] != '_'
                || (i > 0 && i + 1 < text.Length && IsDigit(text[i + 1]) && (IsDigit(text[i - 1]) || (isHex && i == 2)));
            if (!isFine)
            {
                return false;
            }
        }

        return true;

        bool IsDigit(char c) => isHex ? char.IsAsciiHexDigit(c) : char.IsAsciiDigit(c);
    }
}
