using System.Globalization;
using System.Text;
using Tocsin.Templates.Values;

namespace Tocsin.Templates.Parsing;

/// <summary>Cuts a template into tokens. After an error token there is nothing more.</summary>
// Source: Go text/template/parse, the lexer's states; token borders and messages are the same.
internal sealed partial class Lexer(string text)
{
    private const string LeftDelim = "{{";
    private const string RightDelim = "}}";
    private const string LeftComment = "/*";
    private const string RightComment = "*/";
    private const int TrimMarkerLength = 2;

    private readonly List<Token> _tokens = [];
    private int _at;
    private int _start;
    private int _line = 1;
    private int _parenDepth;
    private bool _failed;

    /// <summary>All tokens of the text; the last is End or Error.</summary>
    public static List<Token> Scan(string text)
    {
        var lexer = new Lexer(text);
        while (lexer.ScanText() && lexer.ScanAction())
        {
        }

        return lexer._tokens;
    }

    // Scans up to and with the next left delimiter (or the comment after it); false at the end or on an error.
    private bool ScanText()
    {
        while (true)
        {
            int found = text.IndexOf(LeftDelim, _at, StringComparison.Ordinal);
            int end = found < 0 ? text.Length : found;
            bool trims = found >= 0 && HasLeftTrimMarker(found + LeftDelim.Length);
            int textEnd = trims ? _start + text.AsSpan(_start, end - _start).TrimEnd(" \t\r\n").Length : end;
            if (textEnd > _start)
            {
                _at = textEnd;
                Emit(TokenKind.Text);
            }

            SkipTo(end);
            if (found < 0)
            {
                Emit(TokenKind.End);
                return false;
            }

            int afterMarker = end + LeftDelim.Length + (trims ? TrimMarkerLength : 0);
            if (StartsWith(afterMarker, LeftComment))
            {
                SkipTo(afterMarker);
                if (!ScanComment())
                {
                    return false;
                }

                continue;
            }

            _at = end + LeftDelim.Length;
            Emit(TokenKind.LeftDelim);
            SkipTo(afterMarker);
            _parenDepth = 0;
            return true;
        }
    }

    private bool ScanComment()
    {
        int end = text.IndexOf(RightComment, _at + LeftComment.Length, StringComparison.Ordinal);
        if (end < 0)
        {
            return Fail("unclosed comment");
        }

        _at = end + RightComment.Length;
        if (!AtRightDelim(out bool trims))
        {
            return Fail("comment ends before closing delimiter");
        }

        Emit(TokenKind.Comment);
        SkipRightDelim(trims);
        return true;
    }

    private void SkipRightDelim(bool trims)
    {
        int after = _at + (trims ? TrimMarkerLength : 0) + RightDelim.Length;
        SkipTo(trims ? AfterSpace(after) : after);
    }

    // Scans the inside of an action; true if its right delimiter was reached.
    private bool ScanAction()
    {
        while (!_failed)
        {
            if (AtRightDelim(out bool trims))
            {
                return _parenDepth == 0 ? EmitRightDelim(trims) : Fail("unclosed left paren");
            }

            ScanToken();
        }

        return false;
    }

    private bool EmitRightDelim(bool trims)
    {
        if (trims)
        {
            SkipTo(_at + TrimMarkerLength);
        }

        _at += RightDelim.Length;
        Emit(TokenKind.RightDelim);
        if (trims)
        {
            SkipTo(AfterSpace(_at));
        }

        return true;
    }

    private void ScanToken()
    {
        Rune? next = Peek();
        if (next is not { } rune)
        {
            Fail("unclosed action");
            return;
        }

        switch (rune.Value)
        {
            case ' ' or '\t' or '\r' or '\n':
                ScanSpace();
                break;
            case '"' or '\'':
                ScanQuoted((char)rune.Value);
                break;
            case '`':
                ScanRawString();
                break;
            case '$':
                _at++;
                ScanName(TokenKind.Variable);
                break;
            case '.' when _at + 1 < text.Length && !char.IsAsciiDigit(text[_at + 1]):
                _at++;
                ScanName(TokenKind.Field);
                break;
            case '.' or '+' or '-' or (>= '0' and <= '9'):
                ScanNumber();
                break;
            default:
                ScanMark(rune);
                break;
        }
    }

    private void ScanMark(Rune rune)
    {
        if (IsAlphaNumeric(rune))
        {
            ScanIdentifier();
            return;
        }

        _at += rune.Utf16SequenceLength;
        switch (rune.Value)
        {
            case '=':
                Emit(TokenKind.Assign);
                break;
            case ':' when StartsWith(_at, "="):
                _at++;
                Emit(TokenKind.Declare);
                break;
            case ':':
                Fail("expected :=");
                break;
            case '|':
                Emit(TokenKind.Pipe);
                break;
            case '(':
                Emit(TokenKind.LeftParen);
                _parenDepth++;
                break;
            case ')':
                Emit(TokenKind.RightParen);
                if (--_parenDepth < 0)
                {
                    Fail("unexpected right paren " + GoStrings.DescribeRune(rune.Value));
                }

                break;
            case > ' ' and < 0x7F:
                Emit(TokenKind.Char);
                break;
            default:
                Fail("unrecognized character in action: " + GoStrings.DescribeRune(rune.Value));
                break;
        }
    }

    private void ScanSpace()
    {
        int end = AfterSpace(_at);
        // The last space belongs to " -}}", so it is left for the delimiter.
        if (StartsWith(end, "-" + RightDelim))
        {
            if (end - 1 == _at)
            {
                return;
            }

            end--;
        }

        _at = end;
        Emit(TokenKind.Space);
    }

    private void ScanIdentifier()
    {
        SkipAlphaNumeric();
        if (!AtTerminator())
        {
            FailBadCharacter();
            return;
        }

        string word = text[_start.._at];
        Emit(word switch
        {
            "block" => TokenKind.Block,
            "break" => TokenKind.Break,
            "continue" => TokenKind.Continue,
            "define" => TokenKind.Define,
            "else" => TokenKind.Else,
            "end" => TokenKind.EndKeyword,
            "if" => TokenKind.If,
            "nil" => TokenKind.Nil,
            "range" => TokenKind.Range,
            "template" => TokenKind.Template,
            "with" => TokenKind.With,
            "true" or "false" => TokenKind.Bool,
            _ => TokenKind.Identifier,
        });
    }

    // A field or a variable; the leading dot or dollar is past.
    private void ScanName(TokenKind kind)
    {
        if (AtTerminator())
        {
            Emit(kind == TokenKind.Variable ? TokenKind.Variable : TokenKind.Dot);
            return;
        }

        SkipAlphaNumeric();
        if (AtTerminator())
        {
            Emit(kind);
        }
        else
        {
            FailBadCharacter();
        }
    }

    private void ScanQuoted(char quote)
    {
        string what = quote == '"' ? "quoted string" : "character constant";
        for (_at++; _at < text.Length && text[_at] != '\n'; _at++)
        {
            if (text[_at] == quote)
            {
                _at++;
                Emit(quote == '"' ? TokenKind.String : TokenKind.CharConstant);
                return;
            }

            if (text[_at] == '\\')
            {
                _at++;
                if (_at >= text.Length || text[_at] == '\n')
                {
                    break;
                }
            }
        }

        Fail("unterminated " + what);
    }

    private void ScanRawString()
    {
        int end = text.IndexOf('`', _at + 1);
        if (end < 0)
        {
            Fail("unterminated raw quoted string");
            return;
        }

        _at = end + 1;
        Emit(TokenKind.RawString);
    }

    private bool AtTerminator()
    {
        if (_at >= text.Length)
        {
            return true;
        }

        return text[_at] is ' ' or '\t' or '\r' or '\n' or '.' or ',' or '|' or ':' or ')' or '('
            || StartsWith(_at, RightDelim);
    }

    private bool AtRightDelim(out bool trims)
    {
        trims = _at + 1 < text.Length && IsSpace(text[_at]) && text[_at + 1] == '-'
            && StartsWith(_at + TrimMarkerLength, RightDelim);
        return trims || StartsWith(_at, RightDelim);
    }

    private bool HasLeftTrimMarker(int at) => at + 1 < text.Length && text[at] == '-' && IsSpace(text[at + 1]);

    private int AfterSpace(int at)
    {
        while (at < text.Length && IsSpace(text[at]))
        {
            at++;
        }

        return at;
    }

    private void SkipAlphaNumeric()
    {
        while (Peek() is { } rune && IsAlphaNumeric(rune))
        {
            _at += rune.Utf16SequenceLength;
        }
    }

    private Rune? Peek()
    {
        if (_at >= text.Length)
        {
            return null;
        }

        Rune.DecodeFromUtf16(text.AsSpan(_at), out Rune rune, out _);
        return rune;
    }

    private bool StartsWith(int at, string what) =>
        at <= text.Length && text.AsSpan(at).StartsWith(what, StringComparison.Ordinal);

    private void Emit(TokenKind kind)
    {
        _tokens.Add(new Token(kind, _start, text[_start.._at], _line));
        SkipTo(_at);
    }

    private void SkipTo(int at)
    {
        _line += text.AsSpan(_start, at - _start).Count('\n');
        _start = at;
        _at = at;
    }

    private void FailBadCharacter()
    {
        Rune? rune = Peek();
        Fail("bad character " + GoStrings.DescribeRune(rune?.Value ?? -1));
    }

    private bool Fail(string message)
    {
        _failed = true;
        _tokens.Add(new Token(TokenKind.Error, _start, message, _line));
        return false;
    }

    private static bool IsSpace(char c) => c is ' ' or '\t' or '\r' or '\n';

    private static bool IsAlphaNumeric(Rune rune) => rune.Value == '_' || Rune.IsLetter(rune)
        || Rune.GetUnicodeCategory(rune) == UnicodeCategory.DecimalDigitNumber;
}
