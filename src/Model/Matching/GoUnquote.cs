using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Text;
using System.Text.Unicode;

namespace Tocsin.Model.Matching;

/// <summary>Reads Go's double-quoted strings.</summary>
// Source: Go strconv, Unquote: \a \b \f \n \r \t \v \\ \" \ooo \xhh \uhhhh \Uhhhhhhhh; no line breaks, and \' only in
// single quotes.
internal static class GoUnquote
{
    /// <summary>The text between the quotes; false if it is malformed or its bytes are not UTF-8.</summary>
    public static bool TryUnquote(string quoted, [NotNullWhen(true)] out string? text)
    {
        text = null;
        if (quoted.Length < 2 || quoted[0] != '"' || quoted[^1] != '"')
        {
            return false;
        }

        ReadOnlySpan<char> rest = quoted.AsSpan(1..^1);
        var utf8 = new ArrayBufferWriter<byte>(rest.Length + 1);
        while (!rest.IsEmpty)
        {
            if (rest[0] is '"' or '\n' || !TryReadOne(ref rest, utf8))
            {
                return false;
            }
        }

        if (!Utf8.IsValid(utf8.WrittenSpan))
        {
            return false;
        }

        text = Encoding.UTF8.GetString(utf8.WrittenSpan);
        return true;
    }

    private static bool TryReadOne(ref ReadOnlySpan<char> rest, ArrayBufferWriter<byte> utf8)
    {
        if (rest[0] != '\\')
        {
            bool valid = Rune.DecodeFromUtf16(rest, out Rune rune, out int used) == OperationStatus.Done;
            rest = rest[used..];
            Write(utf8, rune);
            return valid;
        }

        if (rest.Length < 2)
        {
            return false;
        }

        char kind = rest[1];
        rest = rest[2..];
        int plain = "abfnrtv\\\"".IndexOf(kind);
        if (plain >= 0)
        {
            Write(utf8, new Rune("\a\b\f\n\r\t\v\\\""[plain]));
            return true;
        }

        return kind switch
        {
            'x' => TryReadNumber(ref rest, 2, 16, out int value) && WriteByte(utf8, value),
            'u' => TryReadNumber(ref rest, 4, 16, out int value) && TryWrite(utf8, value),
            'U' => TryReadNumber(ref rest, 8, 16, out int value) && TryWrite(utf8, value),
            >= '0' and <= '7' => TryReadOctal(kind, ref rest, utf8),
            _ => false,
        };
    }

    private static bool TryReadOctal(char first, ref ReadOnlySpan<char> rest, ArrayBufferWriter<byte> utf8)
    {
        if (!TryReadNumber(ref rest, 2, 8, out int low))
        {
            return false;
        }

        int value = ((first - '0') * 64) + low;
        return value <= 255 && WriteByte(utf8, value);
    }

    private static bool TryReadNumber(ref ReadOnlySpan<char> rest, int digits, int radix, out int value)
    {
        long number = 0;
        value = 0;
        if (rest.Length < digits)
        {
            return false;
        }

        foreach (char c in rest[..digits])
        {
            int digit = char.IsAsciiHexDigit(c) ? Convert.ToInt32(c.ToString(), 16) : radix;
            if (digit >= radix)
            {
                return false;
            }

            number = (number * radix) + digit;
        }

        rest = rest[digits..];
        value = (int)Math.Min(number, int.MaxValue);
        return true;
    }

    private static bool TryWrite(ArrayBufferWriter<byte> utf8, int value)
    {
        bool valid = Rune.IsValid(value);
        if (valid)
        {
            Write(utf8, new Rune(value));
        }

        return valid;
    }

    private static bool WriteByte(ArrayBufferWriter<byte> utf8, int value)
    {
        utf8.GetSpan(1)[0] = (byte)value;
        utf8.Advance(1);
        return true;
    }

    private static void Write(ArrayBufferWriter<byte> utf8, Rune rune) =>
        utf8.Advance(rune.EncodeToUtf8(utf8.GetSpan(4)));
}
