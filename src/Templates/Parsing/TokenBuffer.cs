namespace Tocsin.Templates.Parsing;

/// <summary>Hands out tokens with three tokens of push-back.</summary>
// Kept in Go's shape (slot 0 is the token read last) because error messages take their line from slot 0.
internal sealed class TokenBuffer(List<Token> tokens)
{
    private readonly Token[] _slots = new Token[3];
    private int _pushedBack;
    private int _at;

    /// <summary>The token that was read last from the text, whether or not it was pushed back.</summary>
    public Token Latest => _slots[0];

    public Token Next()
    {
        if (_pushedBack > 0)
        {
            _pushedBack--;
        }
        else
        {
            _slots[0] = Read();
        }

        return _slots[_pushedBack];
    }

    public Token Peek()
    {
        if (_pushedBack == 0)
        {
            _pushedBack = 1;
            _slots[0] = Read();
        }

        return _slots[_pushedBack - 1];
    }

    public Token NextNonSpace()
    {
        Token token;
        do
        {
            token = Next();
        }
        while (token.Kind == TokenKind.Space);
        return token;
    }

    public Token PeekNonSpace()
    {
        Token token = NextNonSpace();
        BackUp();
        return token;
    }

    public void BackUp() => _pushedBack++;

    /// <summary>Pushes back the latest token and one before it.</summary>
    public void BackUp(Token before)
    {
        _slots[1] = before;
        _pushedBack = 2;
    }

    /// <summary>Pushes back the latest token and two before it.</summary>
    public void BackUp(Token first, Token second)
    {
        _slots[1] = second;
        _slots[2] = first;
        _pushedBack = 3;
    }

    // The last token (the end or an error) is handed out for ever.
    private Token Read() => tokens[_at < tokens.Count - 1 ? _at++ : _at];
}
