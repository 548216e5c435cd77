using System.Globalization;
using System.Numerics;
using System.Text;
using Tocsin.Templates.Values;

namespace Tocsin.Templates.Formatting;

internal sealed partial class FormatPrinter
{
    private void PrintInteger(GoInt integer, char verb)
    {
        bool isSigned = integer.Kind == GoKind.Int;
        ulong size = unchecked((ulong)integer.Value);
        switch (verb)
        {
            case 'v' when _flags.SharpV && !isSigned:
                _flags.Sharp = true;
                PrintNumber(size, false, (16, verb));
                _flags.Sharp = false;
                break;
            case 'v' or 'd':
                PrintNumber(size, isSigned, (10, verb));
                break;
            case 'b':
                PrintNumber(size, isSigned, (2, verb));
                break;
            case 'o' or 'O':
                PrintNumber(size, isSigned, (8, verb));
                break;
            case 'x' or 'X':
                PrintNumber(size, isSigned, (16, verb));
                break;
            case 'c':
                Pad(GoStrings.ToRune(integer.Value).ToString());
                break;
            case 'q':
                Pad(GoStrings.QuoteRune(integer.Value, _flags.Plus));
                break;
            case 'U':
                PrintUnicode(size);
                break;
            default:
                BadVerb(integer, verb);
                break;
        }
    }

    private void PrintNumber(ulong size, bool isSigned, (int Base, char Verb) style)
    {
        bool negative = isSigned && (long)size < 0;
        size = negative ? unchecked(0 - size) : size;
        if (_flags.Precision == 0 && size == 0)
        {
            // A zero with precision zero is nothing but its padding.
            text.Append(' ', _flags.Width ?? 0);
            return;
        }

        // Leading zeros come from %.3d or %03d; a precision wins.
        int digitsMin = _flags.Precision ?? 0;
        if (_flags.Precision is null && _flags.Zero && _flags.Width is { } width)
        {
            digitsMin = width - (negative || _flags.Plus || _flags.Space ? 1 : 0);
        }

        string digits = ToBase(size, style.Base);
        digits = (style.Verb == 'X' ? digits.ToUpperInvariant() : digits).PadLeft(digitsMin, '0');
        string prefix = style.Verb == 'O' ? "0o" : "";
        if (_flags.Sharp)
        {
            prefix += style.Base switch
            {
                2 => "0b",
                8 => digits[0] == '0' ? "" : "0",
                16 => style.Verb == 'X' ? "0X" : "0x",
                _ => "",
            };
        }

        string sign = negative ? "-" : _flags.Plus ? "+" : _flags.Space ? " " : "";
        PadWithoutZeros(sign + prefix + digits);
    }

    private static string ToBase(ulong size, int numberBase)
    {
        if (numberBase == 10)
        {
            return size.ToString(CultureInfo.InvariantCulture);
        }

        int bits = BitOperations.Log2((uint)numberBase);
        var digits = new StringBuilder();
        do
        {
            digits.Insert(0, "0123456789abcdef"[(int)(size & ((1UL << bits) - 1))]);
            size >>= bits;
        }
        while (size != 0);
        return digits.ToString();
    }

    private void PrintUnicode(ulong size)
    {
        int digitsMin = Math.Max(4, _flags.Precision ?? 0);
        string code = "U+" + size.ToString("X", CultureInfo.InvariantCulture).PadLeft(digitsMin, '0');
        if (_flags.Sharp && size <= 0x10FFFF && Rune.IsValid((int)size) && GoStrings.IsPrintable(new Rune((int)size)))
        {
            code += $" '{new Rune((int)size)}'";
        }

        PadWithoutZeros(code);
    }

    private void PrintFloat(GoFloat number, char verb)
    {
        switch (verb)
        {
            case 'v':
                PrintFloat(number.Value, 'g', -1);
                break;
            case 'b' or 'g' or 'G' or 'x' or 'X':
                PrintFloat(number.Value, verb, -1);
                break;
            case 'f' or 'e' or 'E':
                PrintFloat(number.Value, verb, 6);
                break;
            case 'F':
                PrintFloat(number.Value, 'f', 6);
                break;
            default:
                BadVerb(number, verb);
                break;
        }
    }

    private void PrintFloat(double value, char verb, int precision)
    {
        precision = _flags.Precision ?? precision;
        string number = FloatFormat.Format(value, verb, precision);
        char sign = number[0] is '-' or '+' ? number[0] : '+';
        number = number[0] is '-' or '+' ? number[1..] : number;
        sign = _flags.Space && sign == '+' && !_flags.Plus ? ' ' : sign;
        if (number[0] is 'I' or 'N')
        {
            bool bare = number[0] == 'N' && !_flags.Space && !_flags.Plus;
            PadWithoutZeros(bare ? number : sign + number);
            return;
        }

        if (_flags.Sharp && verb != 'b')
        {
            number = KeepZeros(number, verb, precision);
        }

        if (sign == '+' && !_flags.Plus)
        {
            Pad(number);
        }
        else if (_flags.Zero && _flags.Width is { } width && width > number.Length + 1)
        {
            // The sign goes before the zeros.
            text.Append(sign).Append('0', width - number.Length - 1).Append(number);
        }
        else
        {
            Pad(sign + number);
        }
    }

    // The sharp flag: always a point, and %g keeps the zeros at the end.
    private static string KeepZeros(string number, char verb, int precision)
    {
        bool isHex = verb is 'x' or 'X';
        int digits = verb is 'g' or 'G' or 'x' ? (precision == -1 ? 6 : precision) : 0;
        int tailAt = number.AsSpan().IndexOfAny(isHex ? "pP" : "eE");
        string head = tailAt < 0 ? number : number[..tailAt];
        string tail = tailAt < 0 ? "" : number[tailAt..];
        bool sawDigit = false;
        foreach (char c in head)
        {
            sawDigit |= c is not ('0' or '.');
            digits -= sawDigit && c != '.' ? 1 : 0;
        }

        if (!head.Contains('.'))
        {
            digits -= head == "0" ? 1 : 0;
            head += ".";
        }

        return head + new string('0', Math.Max(digits, 0)) + tail;
    }

    private void PadWithoutZeros(string content)
    {
        bool zero = _flags.Zero;
        _flags.Zero = false;
        Pad(content);
        _flags.Zero = zero;
    }
}
