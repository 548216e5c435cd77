using System.Buffers;
using System.Text;

namespace Tocsin.PromQL.Parsing;

/// <summary>The value of a string literal.</summary>
internal static class StringText
{
    /// <summary>
    /// Takes off the quotes and resolves the escapes of a literal that the lexer has accepted. A byte that is not part of
    /// UTF-8, <c>"\xff"</c>, becomes the lone surrogate U+DC00 + byte: no label's value equals such a text, no name is one,
    /// and it prints as it was written.
    /// </summary>
    public static string Unquote(ReadOnlySpan<char> literal)
    {
        ReadOnlySpan<char> rest = literal[1..^1];
        if (literal[0] == '`' || !rest.Contains('\\'))
        {
            return rest.ToString();
        }

        var utf8 = new ArrayBufferWriter<byte>(rest.Length * 3);
        while (!rest.IsEmpty)
        {
            int plain = rest.IndexOf('\\');
            plain = plain < 0 ? rest.Length : plain;
            utf8.Advance(Encoding.UTF8.GetBytes(rest[..plain], utf8.GetSpan(plain * 3)));
            rest = rest[plain..];
            if (!rest.IsEmpty)
            {
                rest = rest[WriteEscape(rest, utf8)..];
            }
        }

        return Decode(utf8.WrittenSpan);
    }

    private static string Decode(ReadOnlySpan<byte> utf8)
    {
        var text = new StringBuilder(utf8.Length);
        Span<char> units = stackalloc char[2];
        while (!utf8.IsEmpty)
        {
            if (Rune.DecodeFromUtf8(utf8, out Rune rune, out int used) == OperationStatus.Done)
            {
                text.Append(units[..rune.EncodeToUtf16(units)]);
            }
            else
            {
                used = 1;
                text.Append((char)(0xDC00 + utf8[0]));
            }

            utf8 = utf8[used..];
        }

        return text.ToString();
    }

    // Gives how long the escape is.
    private static int WriteEscape(ReadOnlySpan<char> text, ArrayBufferWriter<byte> utf8)
    {
        char kind = text[1];
        switch (kind)
        {
            case 'x':
                WriteByte(utf8, Convert.ToInt32(text[2..4].ToString(), 16));
                return 4;
            case 'u' or 'U':
                int digits = kind == 'u' ? 4 : 8;
                WriteRune(utf8, new Rune(Convert.ToInt32(text.Slice(2, digits).ToString(), 16)));
                return digits + 2;
            case >= '0' and <= '7':
                WriteByte(utf8, Convert.ToInt32(text[1..4].ToString(), 8));
                return 4;
            default:
                int known = "abfnrtv".IndexOf(kind);
                WriteByte(utf8, known < 0 ? kind : "\a\b\f\n\r\t\v"[known]);
                return 2;
        }
    }

    private static void WriteByte(ArrayBufferWriter<byte> utf8, int value)
    {
        utf8.GetSpan(1)[0] = (byte)value;
        utf8.Advance(1);
    }

    private static void WriteRune(ArrayBufferWriter<byte> utf8, Rune rune) =>
        utf8.Advance(rune.EncodeToUtf8(utf8.GetSpan(4)));
}
