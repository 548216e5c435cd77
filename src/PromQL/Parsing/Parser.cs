using Tocsin.PromQL.Ast;
using Tocsin.PromQL.Checking;
using Tocsin.PromQL.Lexing;

namespace Tocsin.PromQL.Parsing;

/// <summary>
/// Recursive descent with operator precedence. A syntax error ends it: methods give null and everything unwinds. Errors
/// of sense are collected, and reading goes on with what there is.
/// </summary>
/// <remarks>
/// Tokens are read only when a decision needs them, as a table-driven parser does, so that of two faults the same one
/// is found first.
/// </remarks>
internal sealed partial class Parser(string text, ParserOptions options)
{
    private readonly Lexer _lexer = new(text);
    private readonly List<ParseError> _errors = [];
    private readonly Dictionary<BinaryExpr, WrittenOperator> _operators = new(ReferenceEqualityComparer.Instance);
    private Token? _ahead;

    // The end of the token that was taken last.
    private int _end;
    private int _nesting;

    // What an unexpected token is in, and what would be expected there.
    private (string Place, string Wanted) _context = ("", "");

    /// <summary>Reads the whole text as an expression.</summary>
    public ParseResult<Expr> ParseExpression()
    {
        if (Peek() == TokenKind.End)
        {
            Fail(default, "no expression found in input");
            return Result<Expr>(null);
        }

        Expr? expression = Expression(1);
        if (expression is not null && Peek() != TokenKind.End)
        {
            Unexpected();
        }

        if (expression is not null && _errors.Count == 0)
        {
            CheckHeight(expression);
        }

        if (expression is not null && _errors.Count == 0)
        {
            new TypeChecker(_operators, Fail).Check(expression);
        }

        return Result(expression);
    }

    /// <summary>Reads the whole text as a selector.</summary>
    public ParseResult<VectorSelector> ParseSelector()
    {
        VectorSelector? selector = null;
        if (Peek() == TokenKind.LeftBrace)
        {
            selector = Selector(null);
        }
        else if (IsMetricName(Peek()))
        {
            selector = Selector(Take());
        }
        else
        {
            Unexpected();
        }

        if (selector is not null && Peek() != TokenKind.End)
        {
            Unexpected();
        }

        return Result(selector);
    }

    private ParseResult<T> Result<T>(T? value)
        where T : class => new(_errors.Count == 0 ? value : null, [.. _errors]);

    private TokenKind Peek() => (_ahead ??= ReadToken()).Kind;

    private Token ReadToken()
    {
        Token token = _lexer.Next();
        if (token.Kind == TokenKind.Error)
        {
            Fail(token.Span, _lexer.ErrorMessage);
        }

        return token;
    }

    private Token Take()
    {
        Token token = _ahead ?? ReadToken();
        _ahead = null;
        _end = token.Span.To;
        return token;
    }

    private bool TryTake(TokenKind kind)
    {
        bool found = Peek() == kind;
        if (found)
        {
            Take();
        }

        return found;
    }

    // False with an error if something else comes.
    private bool Expect(TokenKind kind)
    {
        bool found = TryTake(kind);
        if (!found)
        {
            Unexpected();
        }

        return found;
    }

    private void Fail(SourceSpan span, string message)
    {
        if (_errors.Count < ParserLimits.ErrorsMax)
        {
            _errors.Add(new ParseError(span, span.Place(text), message));
        }
    }

    private void Unexpected() => Unexpected(_context.Place, _context.Wanted);

    private void Unexpected(string place, string wanted)
    {
        // What the lexer could not read is told already.
        if (Peek() == TokenKind.Error)
        {
            return;
        }

        Token token = _ahead!.Value;
        string message = $"unexpected {token.Describe(text)}";
        message += place.Length > 0 ? $" in {place}" : "";
        Fail(token.Span, wanted.Length > 0 ? $"{message}, expected {wanted}" : message);
    }

    private void CheckHeight(Expr root)
    {
        var open = new Stack<(Expr Node, int Height)>([(root, 1)]);
        while (open.TryPop(out (Expr Node, int Height) at))
        {
            if (at.Height > ParserLimits.HeightMax)
            {
                Fail(at.Node.Span, $"expression has more than {ParserLimits.HeightMax} levels");
                return;
            }

            foreach (Expr child in at.Node.Children())
            {
                open.Push((child, at.Height + 1));
            }

            foreach (Expr duration in at.Node.Durations())
            {
                open.Push((duration, at.Height + 1));
            }
        }
    }
}
