using Tocsin.Templates.Values;

namespace Tocsin.Templates.Parsing;

internal sealed partial class Lexer
{
    private void ScanNumber()
    {
        if (!ScanSimpleNumber())
        {
            FailNumber();
            return;
        }

        if (_at >= text.Length || text[_at] is not ('+' or '-'))
        {
            Emit(TokenKind.Number);
        }
        else if (ScanSimpleNumber() && text[_at - 1] == 'i')
        {
            // 1+2i: no spaces, and the second part ends in i.
            Emit(TokenKind.Complex);
        }
        else
        {
            FailNumber();
        }
    }

    // Takes whatever looks like a number; the parser decides whether it is one.
    private bool ScanSimpleNumber()
    {
        Accept("+-");
        string digits = "0123456789_";
        if (Accept("0"))
        {
            digits = Accept("xX") ? "0123456789abcdefABCDEF_"
                : Accept("oO") ? "01234567_"
                : Accept("bB") ? "01_"
                : digits;
        }

        AcceptRun(digits);
        if (Accept("."))
        {
            AcceptRun(digits);
        }

        if (digits.Length == 11 && Accept("eE"))
        {
            Accept("+-");
            AcceptRun("0123456789_");
        }

        if (digits.Length == 23 && Accept("pP"))
        {
            Accept("+-");
            AcceptRun("0123456789_");
        }

        Accept("i");
        if (Peek() is { } rune && IsAlphaNumeric(rune))
        {
            _at += rune.Utf16SequenceLength;
            return false;
        }

        return true;
    }

    private bool Accept(string valid)
    {
        if (_at < text.Length && valid.Contains(text[_at]))
        {
            _at++;
            return true;
        }

        return false;
    }

    private void AcceptRun(string valid)
    {
        while (Accept(valid))
        {
        }
    }

    private void FailNumber() => Fail("bad number syntax: " + GoStrings.Quote(text[_start.._at]));
}
