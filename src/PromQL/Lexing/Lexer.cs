using System.Text;
using Tocsin.PromQL.Ast;

namespace Tocsin.PromQL.Lexing;

/// <summary>
/// Cuts an expression into tokens, one at a time. The text's brackets and braces decide how it is read, never the
/// grammar. After an error there is nothing more to read.
/// </summary>
// Source: Prometheus 3.14, behaviour of queries; the messages are what tools compare.
internal sealed partial class Lexer(string source)
{
    // What a character is read as when there is none.
    private const int None = -1;

    private int _at;
    private int _start;
    private int _parenDepth;
    private bool _isInBraces;
    private bool _isInBrackets;

    // After [ and after an operator in brackets, only what a duration expression may go on with is read.
    private bool _wantsDuration;
    private bool _hasColon;

    // Upstream forgets this never, so a colon may come first in every bracket but those before the first number.
    private bool _hasDuration;

    /// <summary>What went wrong, once a token of kind <see cref="TokenKind.Error"/> came.</summary>
    public string ErrorMessage { get; private set; } = "";

    /// <summary>The next token; comments and spaces are left out.</summary>
    public Token Next()
    {
        SkipSpace();
        while (Peek() == '#' && !_wantsDuration)
        {
            SkipComment();
            SkipSpace();
        }

        _start = _at;
        return _wantsDuration ? NextOfDuration() : _isInBraces ? NextInBraces() : NextOfStatement();
    }

    private static bool IsSpace(int c) => c is ' ' or '\t' or '\n' or '\r';

    private static bool IsLetter(int c) => c is '_' or (>= 'a' and <= 'z') or (>= 'A' and <= 'Z');

    private static bool IsDigit(int c) => c is >= '0' and <= '9';

    private static bool IsWord(int c) => IsLetter(c) || IsDigit(c);

    private int Peek(int ahead = 0) => _at + ahead < source.Length ? source[_at + ahead] : None;

    private Token Take(TokenKind kind, int length)
    {
        _at += length;
        return Emit(kind);
    }

    private Token Emit(TokenKind kind) => new(kind, new SourceSpan(_start, _at));

    private Token Fail(string message, int? from = null)
    {
        ErrorMessage = message;
        return new Token(TokenKind.Error, new SourceSpan(from ?? _start, source.Length));
    }

    private void SkipSpace()
    {
        while (IsSpace(Peek()))
        {
            _at++;
        }
    }

    private void SkipComment()
    {
        while (Peek() is not (None or '\n' or '\r'))
        {
            _at++;
        }
    }

    private Token NextOfStatement()
    {
        int c = Peek();
        switch (c)
        {
            case None:
                return _parenDepth != 0 ? Fail("unclosed left parenthesis")
                    : _isInBrackets ? Fail("unclosed left bracket") : Emit(TokenKind.End);
            case ',':
                return Take(TokenKind.Comma, 1);
            case '=':
                return Peek(1) switch
                {
                    '=' => Take(TokenKind.EqualEqual, 2),
                    '~' => Fail("unexpected character after '=': '~'"),
                    _ => Take(TokenKind.Equal, 1),
                };
            case '!':
                return Peek(1) == '=' ? Take(TokenKind.NotEqual, 2) : FailAt("unexpected character after '!'", _at + 1);
            case '<':
                return Angle(TokenKind.LessOrEqual, TokenKind.TrimUpper, TokenKind.Less);
            case '>':
                return Angle(TokenKind.GreaterOrEqual, TokenKind.TrimLower, TokenKind.Greater);
            case '@':
                return Take(TokenKind.At, 1);
            case '"' or '\'' or '`':
                return Quoted();
            case '{':
                _isInBraces = true;
                return Take(TokenKind.LeftBrace, 1);
            case '[':
                return OpenBracket();
            case ']':
                return CloseBracket();
        }

        if (IsDigit(c) || (c == '.' && IsDigit(Peek(1))))
        {
            return NumberOrDuration();
        }

        if (IsLetter(c) || c == ':')
        {
            return _isInBrackets ? ColonOrDurationKeyword() : Word();
        }

        return TryTakeSign(out Token sign) ? sign : FailAt("unexpected character", _at);
    }

    // What statements and duration expressions read alike.
    private bool TryTakeSign(out Token token)
    {
        TokenKind kind = Peek() switch
        {
            '+' => TokenKind.Add,
            '-' => TokenKind.Subtract,
            '*' => TokenKind.Multiply,
            '/' => TokenKind.Divide,
            '%' => TokenKind.Modulo,
            '^' => TokenKind.Power,
            '(' => TokenKind.LeftParen,
            ')' => TokenKind.RightParen,
            _ => TokenKind.Error,
        };
        if (kind == TokenKind.Error)
        {
            token = default;
            return false;
        }

        token = Take(kind, 1);
        _parenDepth += kind == TokenKind.LeftParen ? 1 : kind == TokenKind.RightParen ? -1 : 0;
        if (_parenDepth < 0)
        {
            token = Fail("unexpected right parenthesis ')'", _at);
        }

        return true;
    }

    private Token NextOfDuration()
    {
        int c = Peek();
        if (c == None)
        {
            return Fail("unexpected end of input in duration expression");
        }

        if (c == ']')
        {
            _hasColon = false;
            return CloseBracket();
        }

        if (c == ':')
        {
            return DurationColon();
        }

        if (c == ',')
        {
            return Take(TokenKind.Comma, 1);
        }

        if (IsDigit(c) || (c == '.' && IsDigit(Peek(1))))
        {
            _hasDuration = true;
            _wantsDuration = false;
            return NumberOrDuration();
        }

        if (TryTakeSign(out Token token) || TryTakeDurationKeyword(out token))
        {
            return token;
        }

        return FailAt("unexpected character in duration expression", _at);
    }

    private Token DurationColon()
    {
        _at++;
        if (!_hasDuration)
        {
            return Fail("unexpected colon before duration in duration expression", _at);
        }

        if (_hasColon)
        {
            return Fail("unexpected repeated colon in duration expression", _at);
        }

        _hasColon = true;
        return Emit(TokenKind.Colon);
    }

    private Token OpenBracket()
    {
        if (_isInBrackets)
        {
            return Fail("unexpected left bracket '['");
        }

        _hasColon = false;
        _isInBrackets = true;
        _wantsDuration = true;
        return Take(TokenKind.LeftBracket, 1);
    }

    private Token CloseBracket()
    {
        if (!_isInBrackets)
        {
            return Fail("unexpected right bracket ']'");
        }

        _isInBrackets = false;
        _wantsDuration = false;
        return Take(TokenKind.RightBracket, 1);
    }

    private Token ColonOrDurationKeyword()
    {
        if (Peek() != ':')
        {
            int first = _at;
            return TryTakeDurationKeyword(out Token keyword)
                ? keyword
                : FailAt("unexpected character", first, ", expected ':'");
        }

        if (_hasColon)
        {
            return Fail("unexpected colon ':'");
        }

        _hasColon = true;
        return Take(TokenKind.Colon, 1);
    }

    private bool TryTakeDurationKeyword(out Token token)
    {
        int end = _at;
        while (end < source.Length && IsLetter(source[end]))
        {
            end++;
        }

        TokenKind kind = Keywords.Find(source.AsSpan(_at, end - _at));
        bool found = kind is TokenKind.Step or TokenKind.Range or TokenKind.MaxOf or TokenKind.MinOf;
        token = found ? Take(kind, end - _at) : default;
        return found;
    }

    private Token Word()
    {
        while (IsWord(Peek()) || Peek() == ':')
        {
            _at++;
        }

        TokenKind kind = Keywords.Find(source.AsSpan(_start, _at - _start));
        return Emit(kind is TokenKind.Fill or TokenKind.FillLeft or TokenKind.FillRight && !IsBeforeParen()
            ? TokenKind.Identifier
            : kind);
    }

    // fill came late to the language; metrics of that name must stay what they were.
    private bool IsBeforeParen()
    {
        int ahead = 0;
        while (IsSpace(Peek(ahead)))
        {
            ahead++;
        }

        return Peek(ahead) == '(';
    }

    private Token Angle(TokenKind withEqual, TokenKind withSlash, TokenKind alone) => Peek(1) switch
    {
        '=' => Take(withEqual, 2),
        '/' => Take(withSlash, 2),
        _ => Take(alone, 1),
    };

    private Token NextInBraces()
    {
        int c = Peek();
        switch (c)
        {
            case None:
                return Fail("unexpected end of input inside braces");
            case ',':
                return Take(TokenKind.Comma, 1);
            case '"' or '\'' or '`':
                return Quoted();
            case '=':
                return Peek(1) == '~' ? Take(TokenKind.RegexMatch, 2) : Take(TokenKind.Equal, 1);
            case '!':
                return Peek(1) switch
                {
                    '~' => Take(TokenKind.RegexNotMatch, 2),
                    '=' => Take(TokenKind.NotEqual, 2),
                    _ => FailAt("unexpected character after '!' inside braces", _at + 1),
                };
            case '{':
                return Fail("unexpected left brace '{'");
            case '}':
                _isInBraces = false;
                return Take(TokenKind.RightBrace, 1);
        }

        if (!IsLetter(c))
        {
            return FailAt("unexpected character inside braces", _at);
        }

        while (IsWord(Peek()))
        {
            _at++;
        }

        return Emit(TokenKind.Identifier);
    }

    // An error that ends with the character at a place, as Go quotes runes.
    private Token FailAt(string message, int at, string after = "") =>
        Fail($"{message}: {RuneText.Quote(RuneAt(at))}{after}");

    private Rune RuneAt(int at) => at < source.Length && Rune.TryGetRuneAt(source, at, out Rune rune)
        ? rune
        : Rune.ReplacementChar;
}
