using System.Diagnostics.CodeAnalysis;

namespace Tocsin.Model.Matching;

/// <summary>
/// The newer matcher grammar: names and values are quoted as in Go or bare words, a value is required, braces come as
/// a pair or not at all, one trailing comma may stand.
/// </summary>
// Source: Alertmanager matcher/parse, parse; its error texts with their columns.
internal sealed class Utf8MatcherParser
{
    private readonly MatcherLexer _lexer;
    private readonly List<LabelMatcher> _matchers = [];
    private bool _hasOpenBrace;
    private string? _error;

    private Utf8MatcherParser(string input) => _lexer = new MatcherLexer(input);

    public static bool TryParse(
        string input, [NotNullWhen(true)] out List<LabelMatcher>? matchers, [NotNullWhen(false)] out string? error)
    {
        var parser = new Utf8MatcherParser(input);
        matchers = parser.Parse() ? parser._matchers : null;
        error = matchers is null ? parser._error ?? "invalid input" : null;
        return matchers is not null;
    }

    private bool Parse()
    {
        if (!_lexer.TryPeek(out MatcherTokenText token, out _error))
        {
            return false;
        }

        if (token.Kind == MatcherToken.End)
        {
            return true;
        }

        _hasOpenBrace = token.Kind == MatcherToken.OpenBrace;
        if (_hasOpenBrace)
        {
            _lexer.Take();
        }

        if (!_lexer.TryPeek(out token, out _error))
        {
            return false;
        }

        bool none = token.Kind is MatcherToken.CloseBrace || (token.Kind == MatcherToken.End && _hasOpenBrace);
        return (none || ParseList()) && ParseCloseBrace() && ParseEnd();
    }

    // Matchers with commas between them, up to what is not a comma or to what follows a last comma.
    private bool ParseList()
    {
        while (ParseMatcher())
        {
            if (!Peek(out MatcherTokenText token, "expected a comma or close brace",
                MatcherToken.Comma, MatcherToken.CloseBrace, MatcherToken.End))
            {
                return false;
            }

            if (token.Kind != MatcherToken.Comma)
            {
                return true;
            }

            _lexer.Take();
            if (!Peek(out token, "expected a matcher or close brace after comma",
                MatcherToken.CloseBrace, MatcherToken.Unquoted, MatcherToken.Quoted, MatcherToken.End))
            {
                return false;
            }

            if (token.Kind is MatcherToken.CloseBrace or MatcherToken.End)
            {
                return true;
            }
        }

        return false;
    }

    private bool ParseMatcher()
    {
        if (!Expect(out MatcherTokenText name, "expected label name", MatcherToken.Quoted, MatcherToken.Unquoted)
            || !Unquote(name, out string? nameText)
            || !Expect(out MatcherTokenText op, "expected an operator such as '=', '!=', '=~' or '!~'",
                MatcherToken.Operator)
            || !Expect(out MatcherTokenText value, "expected label value",
                MatcherToken.Unquoted, MatcherToken.Quoted)
            || !Unquote(value, out string? valueText))
        {
            return false;
        }

        MatchOp kind = op.Text switch
        {
            "=" => MatchOp.Equal,
            "!=" => MatchOp.NotEqual,
            "=~" => MatchOp.Regex,
            _ => MatchOp.NotRegex,
        };
        if (!LabelMatcher.TryCreate(kind, nameText, valueText, out LabelMatcher? matcher, out string? error))
        {
            return Fail($"failed to create matcher: {error}");
        }

        _matchers.Add(matcher);
        return true;
    }

    private bool ParseCloseBrace()
    {
        if (!_lexer.TryPeek(out MatcherTokenText token, out string? error))
        {
            return !_hasOpenBrace || Fail($"0:{_lexer.Columns}: {error}: expected close brace");
        }

        if (token.Kind == MatcherToken.CloseBrace)
        {
            _lexer.Take();
            return _hasOpenBrace || Fail($"0:{_lexer.Columns}: }}: expected opening brace");
        }

        return !_hasOpenBrace || Fail($"0:{_lexer.Columns}: {Unexpected(token)}: expected close brace");
    }

    private bool ParseEnd()
    {
        if (!_lexer.TryPeek(out MatcherTokenText token, out string? error))
        {
            return Fail($"{error}: expected end of input");
        }

        return token.Kind == MatcherToken.End
            || Fail($"{token.Column}:{token.ColumnEnd}: {token.Text}: expected end of input");
    }

    private bool Expect(out MatcherTokenText token, string expected, params ReadOnlySpan<MatcherToken> kinds)
    {
        if (!Peek(out token, expected, kinds))
        {
            return false;
        }

        _lexer.Take();
        return true;
    }

    private bool Peek(out MatcherTokenText token, string expected, params ReadOnlySpan<MatcherToken> kinds)
    {
        if (!_lexer.TryPeek(out token, out string? error))
        {
            return Fail($"{error}: {expected}");
        }

        return kinds.Contains(token.Kind) || Fail($"{Unexpected(token)}: {expected}");
    }

    private static string Unexpected(MatcherTokenText token) => token.Kind == MatcherToken.End
        ? "end of input"
        : $"{token.Column}:{token.ColumnEnd}: unexpected {token.Text}";

    private bool Unquote(MatcherTokenText token, [NotNullWhen(true)] out string? text)
    {
        text = token.Text;
        return token.Kind != MatcherToken.Quoted
            || GoUnquote.TryUnquote(token.Text, out text)
            || Fail($"{token.Column}:{token.ColumnEnd}: {token.Text}: invalid input");
    }

    private bool Fail(string error)
    {
        _error = error;
        return false;
    }
}
