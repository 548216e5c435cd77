using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace Tocsin.Model.Matching;

/// <summary>What a piece of matcher text is.</summary>
internal enum MatcherToken
{
    End,
    OpenBrace,
    CloseBrace,
    Comma,
    Operator,
    Quoted,
    Unquoted,
}

/// <summary>A piece of matcher text with the columns, in characters, where it begins and ends.</summary>
internal readonly record struct MatcherTokenText(MatcherToken Kind, string Text, int Column, int ColumnEnd);

/// <summary>Cuts the UTF-8 matcher grammar into tokens; errors have the form <c>column:columnEnd: what</c>.</summary>
// Source: Alertmanager matcher/parse, lexer.
internal sealed class MatcherLexer(string input)
{
    private int _start;
    private int _at;
    private int _column;
    private int _columns;
    private string? _error;
    private MatcherTokenText? _peeked;

    /// <summary>The column after the last character that was read.</summary>
    public int Columns { get; private set; }

    /// <summary>True for white space and the characters with a meaning: they do not stand in a bare word.</summary>
    public static bool IsReserved(char c) => char.IsWhiteSpace(c) || "{}!=~,\\\"'`".Contains(c);

    /// <summary>Reads the next token without taking it.</summary>
    public bool TryPeek(out MatcherTokenText token, [NotNullWhen(false)] out string? error)
    {
        if (_peeked is null && _error is null)
        {
            _peeked = Read();
        }

        token = _peeked ?? default;
        error = _error;
        return error is null;
    }

    /// <summary>Takes the token that was read last.</summary>
    public void Take()
    {
        Columns = _peeked!.Value.ColumnEnd;
        _peeked = null;
    }

    private MatcherTokenText Read()
    {
        while (_at < input.Length && char.IsWhiteSpace(input[_at]))
        {
            Next();
            Skip();
        }

        if (_at >= input.Length)
        {
            return default;
        }

        char first = Next();
        return first switch
        {
            '{' => Emit(MatcherToken.OpenBrace),
            '}' => Emit(MatcherToken.CloseBrace),
            ',' => Emit(MatcherToken.Comma),
            '=' or '!' => ReadOperator(first),
            '"' => ReadQuoted(),
            _ when !IsReserved(first) => ReadUnquoted(),
            _ => Fail($"{_column}:{_columns}: {input[_start.._at]}: invalid input"),
        };
    }

    private MatcherTokenText ReadOperator(char first)
    {
        if (_at < input.Length && (input[_at] == '~' || (input[_at] == '=' && first == '!')))
        {
            Next();
        }
        else if (first == '!')
        {
            return Fail(_at >= input.Length
                ? $"{_column}:{_columns}: unexpected end of input, expected one of '=~'"
                : $"{_column}:{_columns}: {input[_start.._at]}: expected one of '=~'");
        }

        return Emit(MatcherToken.Operator);
    }

    private MatcherTokenText ReadQuoted()
    {
        bool escaped = false;
        while (_at < input.Length)
        {
            char c = Next();
            if (escaped)
            {
                escaped = false;
            }
            else if (c == '\\')
            {
                escaped = true;
            }
            else if (c == '"')
            {
                return Emit(MatcherToken.Quoted);
            }
        }

        return Fail($"{_column}:{_columns}: {input[_start.._at]}: missing end \"");
    }

    private MatcherTokenText ReadUnquoted()
    {
        while (_at < input.Length && !IsReserved(input[_at]))
        {
            Next();
        }

        return Emit(MatcherToken.Unquoted);
    }

    // Columns count characters, so a surrogate pair is one.
    private char Next()
    {
        char c = input[_at];
        Rune.DecodeFromUtf16(input.AsSpan(_at), out _, out int used);
        _at += used;
        _columns++;
        return c;
    }

    private void Skip()
    {
        _start = _at;
        _column = _columns;
    }

    private MatcherTokenText Emit(MatcherToken kind)
    {
        var token = new MatcherTokenText(kind, input[_start.._at], _column, _columns);
        Skip();
        return token;
    }

    private MatcherTokenText Fail(string error)
    {
        _error = error;
        return default;
    }
}
