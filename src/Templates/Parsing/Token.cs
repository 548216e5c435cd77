using Tocsin.Templates.Values;

namespace Tocsin.Templates.Parsing;

/// <summary>The kinds of token, in Go's order: those after <see cref="KeywordMark"/> print in angle brackets.</summary>
internal enum TokenKind : byte
{
    Error,
    Bool,
    Char,
    CharConstant,
    Comment,
    Complex,
    Assign,
    Declare,
    End,
    Field,
    Identifier,
    LeftDelim,
    LeftParen,
    Number,
    Pipe,
    RawString,
    RightDelim,
    RightParen,
    Space,
    String,
    Text,
    Variable,
    KeywordMark,
    Block,
    Break,
    Continue,
    Dot,
    Define,
    Else,
    EndKeyword,
    If,
    Nil,
    Range,
    Template,
    With,
}

/// <summary>One token; for <see cref="TokenKind.Error"/> the value is the message.</summary>
internal readonly record struct Token(TokenKind Kind, int Position, string Value, int Line)
{
    /// <summary>The token as parse errors show it.</summary>
    public string Describe() => Kind switch
    {
        TokenKind.End => "EOF",
        TokenKind.Error => Value,
        > TokenKind.KeywordMark => $"<{Value}>",
        _ when GoText.ByteLength(Value) > 10 => GoStrings.Quote(GoText.FirstRunes(Value, 10)) + "...",
        _ => GoStrings.Quote(Value),
    };
}
