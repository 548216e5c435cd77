using Tocsin.Model.Labels;

namespace Tocsin.PromQL.Lexing;

/// <content>Numbers and durations. Their form is only skimmed here; the parser tells whether they have a value.</content>
internal sealed partial class Lexer
{
    private const string DecimalDigits = "0123456789";
    private const string HexDigits = "0123456789abcdefABCDEF";

    private Token NumberOrDuration()
    {
        if (TryPassNumber())
        {
            return Emit(TokenKind.Number);
        }

        return TryPassDuration()
            ? Emit(TokenKind.Duration)
            : Fail($"bad number or duration syntax: {GoQuote.Quote(source[_start.._at])}");
    }

    private bool Accept(string any)
    {
        bool found = Is(any);
        _at += found ? 1 : 0;
        return found;
    }

    private bool Is(string any) => Peek() is int c and not None && any.Contains((char)c);

    private void PassRun(string any)
    {
        while (Accept(any))
        {
        }
    }

    // Decimal or 0x…, with a point, an exponent and underscores. No word may follow directly.
    private bool TryPassNumber()
    {
        string digits = DecimalDigits;
        if (Accept("0") && Accept("xX"))
        {
            Accept("_");
            digits = HexDigits;
        }

        Accept(".");
        Accept(digits);
        bool hasPoint = false;
        bool hasExponent = false;
        while (Is(digits) || Is("._eE"))
        {
            if ((hasPoint && Accept(".")) || (hasExponent && Accept("eE")))
            {
                return false;
            }

            if (Accept("."))
            {
                hasPoint = true;
                if (Accept("_.") || digits == HexDigits)
                {
                    return false;
                }
            }
            else if (Accept("eE"))
            {
                hasExponent = true;
                Accept("+-");
                if (Accept("._eE") || Peek() == None)
                {
                    return false;
                }
            }
            else if (Accept("_"))
            {
                if (Accept("._eE") || Peek() == None)
                {
                    return false;
                }
            }
            else
            {
                PassRun(digits);
            }
        }

        return !IsWord(Peek());
    }

    // The rest of a duration whose first number was passed as a number. Units in a wrong order are the parser's to refuse.
    private bool TryPassDuration()
    {
        if (!Accept("smhdwy"))
        {
            return false;
        }

        Accept("s");
        while (Accept(DecimalDigits))
        {
            PassRun(DecimalDigits);
            if (!Accept("smhdw"))
            {
                return false;
            }

            Accept("s");
        }

        // What spoils a duration is shown with it.
        bool isWhole = !IsWord(Peek());
        _at += isWhole ? 0 : 1;
        return isWhole;
    }
}
