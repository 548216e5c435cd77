using System.Buffers;
using System.Text;

namespace Tocsin.PromQL.Lexing;

/// <content>Strings: quoted ones with Go's escapes, and raw ones in backticks.</content>
internal sealed partial class Lexer
{
    private Token Quoted()
    {
        char quote = source[_at++];
        while (true)
        {
            int c = Peek();
            if (c == None || (c == '\n' && quote != '`'))
            {
                return Fail(quote == '`' ? "unterminated raw string" : "unterminated quoted string");
            }

            if (c == quote)
            {
                return Take(TokenKind.String, 1);
            }

            if (c == '\\' && quote != '`')
            {
                _at++;
                if (EscapeFault(quote) is string fault)
                {
                    return Fail(fault);
                }
            }
            else if (!TryPassRune())
            {
                return Fail("invalid UTF-8 rune");
            }
        }
    }

    // U+FFFD is what a decoder puts in place of broken UTF-8; upstream takes it for that too.
    private bool TryPassRune()
    {
        bool isValid = Rune.DecodeFromUtf16(source.AsSpan(_at), out Rune rune, out int used) == OperationStatus.Done;
        _at += used;
        return isValid && rune != Rune.ReplacementChar;
    }

    private string? EscapeFault(char quote)
    {
        int kind = Peek();
        if (kind == None)
        {
            return "escape sequence not terminated";
        }

        if (kind == quote || "abfnrtv\\".Contains((char)kind))
        {
            _at++;
            return null;
        }

        (int digits, uint radix, uint most) = kind switch
        {
            >= '0' and <= '7' => (3, 8u, 255u),
            'x' => (2, 16u, 255u),
            'u' => (4, 16u, 0x10FFFFu),
            'U' => (8, 16u, 0x10FFFFu),
            _ => (0, 0u, 0u),
        };
        if (digits == 0)
        {
            return $"unknown escape sequence {RuneText.Describe(RuneAt(_at))}";
        }

        _at += radix == 16 ? 1 : 0;
        return NumberFault(digits, radix, most);
    }

    private string? NumberFault(int digits, uint radix, uint most)
    {
        uint value = 0;
        for (int i = 0; i < digits; i++)
        {
            int c = Peek();
            if (c == None)
            {
                return "escape sequence not terminated";
            }

            uint digit = char.IsAsciiHexDigit((char)c) ? (uint)Convert.ToInt32(((char)c).ToString(), 16) : radix;
            if (digit >= radix)
            {
                return $"illegal character {RuneText.Describe(RuneAt(_at))} in escape sequence";
            }

            value = unchecked((value * radix) + digit);
            _at++;
        }

        return value > most || value is >= 0xD800 and < 0xE000 ? "escape sequence is an invalid Unicode code point" : null;
    }
}
