using Tocsin.Model.Labels;
using Tocsin.Model.Matching;
using Tocsin.PromQL.Ast;
using Tocsin.PromQL.Lexing;

namespace Tocsin.PromQL.Parsing;

/// <content>Selectors: a name, conditions in braces, and what may stand behind them.</content>
internal sealed partial class Parser
{
    private VectorSelector? Selector(Token? name)
    {
        ValueList<LabelMatcher> matchers = [];
        int from = name?.Span.From ?? -1;
        if (Peek() == TokenKind.LeftBrace)
        {
            Token open = Take();
            from = name is null ? open.Span.From : from;
            if (Matchers() is not ValueList<LabelMatcher> read)
            {
                return null;
            }

            matchers = read;
        }

        string metric = name?.Text(text) ?? "";
        return new VectorSelector(
            new SourceSpan(from, _end),
            metric,
            name is null ? matchers : matchers.Add(LabelMatcher.Create(MatchOp.Equal, LabelName.MetricName, metric)));
    }

    // The rest of the braces: conditions and commas, of which the last may end the list.
    private ValueList<LabelMatcher>? Matchers()
    {
        List<LabelMatcher> matchers = [];
        while (!TryTake(TokenKind.RightBrace))
        {
            if (!TryReadMatcher(matchers))
            {
                return null;
            }

            if (!TryTake(TokenKind.Comma) && Peek() != TokenKind.RightBrace)
            {
                Unexpected("label matching", "\",\" or \"}\"");
                return null;
            }
        }

        return ValueList.Create<LabelMatcher>(matchers.ToArray());
    }

    private bool TryReadMatcher(List<LabelMatcher> matchers)
    {
        if (Peek() is not (TokenKind.Identifier or TokenKind.String))
        {
            Unexpected("label matching", "identifier or \"}\"");
            return false;
        }

        Token label = Take();
        string name = label.Kind == TokenKind.String ? Unquoted(label) : label.Text(text);
        MatchOp? op = Peek() switch
        {
            TokenKind.Equal => MatchOp.Equal,
            TokenKind.NotEqual => MatchOp.NotEqual,
            TokenKind.RegexMatch => MatchOp.Regex,
            TokenKind.RegexNotMatch => MatchOp.NotRegex,
            _ => null,
        };
        if (op is null && label.Kind == TokenKind.String)
        {
            // A quoted name alone is the metric's.
            matchers.Add(LabelMatcher.Create(MatchOp.Equal, LabelName.MetricName, name));
            return true;
        }

        if (op is null)
        {
            Unexpected("label matching", "label matching operator");
            return false;
        }

        Take();
        if (Peek() != TokenKind.String)
        {
            Unexpected("label matching", "string");
            return false;
        }

        Token value = Take();
        if (LabelMatcher.TryCreateSelector(op.Value, name, Unquoted(value), out LabelMatcher? matcher, out string? error))
        {
            matchers.Add(matcher);
        }
        else
        {
            Fail(label.Span.Through(value.Span), error);
        }

        return true;
    }

    // An operand and what shifts, fixes or extends it.
    private Expr? Modified()
    {
        Expr? node = Operand();
        bool hasOffset = false;
        while (node is not null)
        {
            switch (Peek())
            {
                case TokenKind.LeftBracket:
                    node = Range(node, hasOffset);
                    hasOffset = false;
                    break;
                case TokenKind.Offset:
                    Take();
                    node = Offset(node, ref hasOffset);
                    break;
                case TokenKind.At:
                    Take();
                    node = At(node);
                    break;
                case TokenKind.Anchored:
                    Take();
                    node = Edges(node, RangeEdges.Anchored);
                    break;
                case TokenKind.Smoothed:
                    Take();
                    node = Edges(node, RangeEdges.Smoothed);
                    break;
                default:
                    return node;
            }
        }

        return null;
    }

    private Expr? Range(Expr node, bool hasOffset)
    {
        Token open = Take();
        (string, string) outer = _context;
        _context = ("subquery or range selector", "number, duration, step(), or range()");
        if (PositiveDuration() is not Expr range)
        {
            return null;
        }

        _context = ("subquery or range", "\":\" or \"]\"");
        if (TryTake(TokenKind.Colon))
        {
            Expr? subquery = Subquery(node, range);
            _context = outer;
            return subquery;
        }

        if (!Expect(TokenKind.RightBracket))
        {
            return null;
        }

        _context = outer;
        var selector = node as VectorSelector;
        string? fault = selector is null ? "ranges only allowed for vector selectors"
            : hasOffset ? "no offset modifiers allowed before range"
            : selector.At is not null ? "no @ modifiers allowed before range"
            : null;
        if (fault is not null)
        {
            Fail(new SourceSpan(open.Span.From, _end), fault);
        }

        return selector is null
            ? node
            : new MatrixSelector(new SourceSpan(node.Span.From, _end), selector, ToDuration(range));
    }

    private SubqueryExpr? Subquery(Expr node, Expr range)
    {
        _context = ("subquery selector", "number, duration, step(), range(), or \"]\"");
        DurationValue? step = null;
        if (Peek() != TokenKind.RightBracket)
        {
            if (PositiveDuration() is not Expr written)
            {
                return null;
            }

            // Below a millisecond it is as if it were not written.
            DurationValue value = ToDuration(written);
            step = value == default ? null : value;
            _context = ("subquery selector", "\"]\"");
        }

        return Expect(TokenKind.RightBracket)
            ? new SubqueryExpr(new SourceSpan(node.Span.From, _end), node, ToDuration(range), step)
            : null;
    }

    private Expr? Offset(Expr node, ref bool hasOffset)
    {
        (string, string) outer = _context;
        _context = ("offset", "number, duration, step(), or range()");
        Expr? written = OffsetDuration();
        if (written is null)
        {
            return null;
        }

        _context = outer;
        if (node is not (VectorSelector or MatrixSelector or SubqueryExpr))
        {
            Fail(node.Span, "offset modifier must be preceded by an instant vector selector or range vector selector or a "
                + "subquery");
            return node;
        }

        if (hasOffset)
        {
            Fail(node.Span, "offset may not be set multiple times");
            return node;
        }

        if (written is NumberLiteral { Value: double.NaN })
        {
            // Upstream takes it for some 292 years.
            Fail(written.Span, "duration out of range");
            return node;
        }

        DurationValue value = ToDuration(written);
        hasOffset = written is not NumberLiteral number || Nanoseconds(number) != 0;
        return WithOffset(node, new OffsetModifier(value.Ms, value.Expression));
    }

    private Expr WithOffset(Expr node, OffsetModifier offset)
    {
        var span = new SourceSpan(node.Span.From, _end);
        return node switch
        {
            VectorSelector selector => selector with { Span = span, Offset = offset },
            MatrixSelector matrix => matrix with { Span = span, Selector = matrix.Selector with { Offset = offset } },
            SubqueryExpr subquery => subquery with { Span = span, Offset = offset },
            _ => node,
        };
    }

    private Expr? At(Expr node)
    {
        (string, string) outer = _context;
        _context = ("@", "timestamp");
        AtModifier at;
        if (Peek() is TokenKind.Start or TokenKind.EndKeyword)
        {
            at = new AtModifier(Take().Kind == TokenKind.Start ? AtKind.Start : AtKind.End);
            if (!Expect(TokenKind.LeftParen) || !Expect(TokenKind.RightParen))
            {
                return null;
            }
        }
        else if (SignedNumber() is NumberLiteral seconds)
        {
            // 2^63 is what the field's 64-bit seconds hold.
            if (!(Math.Abs(seconds.Value) < 9223372036854775808.0))
            {
                string shown = Numbers.FloatText.Fixed(seconds.Value, 6);
                Fail(node.Span, $"timestamp out of bounds for @ modifier: {shown}");
            }

            at = new AtModifier(AtKind.Timestamp, (long)Math.Round(seconds.Value * 1000, MidpointRounding.AwayFromZero));
        }
        else
        {
            return null;
        }

        _context = outer;
        return WithAt(node, at);
    }

    private Expr WithAt(Expr node, AtModifier at)
    {
        var span = new SourceSpan(node.Span.From, _end);
        switch (node)
        {
            case VectorSelector { At: null } selector:
                return selector with { Span = span, At = at };
            case MatrixSelector { Selector.At: null } matrix:
                return matrix with { Span = span, Selector = matrix.Selector with { At = at } };
            case SubqueryExpr { At: null } subquery:
                return subquery with { Span = span, At = at };
            case VectorSelector or MatrixSelector or SubqueryExpr:
                Fail(node.Span, "@ <timestamp> may not be set multiple times");
                return node;
            default:
                Fail(node.Span, "@ modifier must be preceded by an instant vector selector or range vector selector or a "
                    + "subquery");
                return node;
        }
    }

    private Expr Edges(Expr node, RangeEdges edges)
    {
        string word = edges == RangeEdges.Anchored ? "anchored" : "smoothed";
        VectorSelector? selector = node as VectorSelector ?? (node as MatrixSelector)?.Selector;
        if (!options.AllowExtendedRangeSelectors)
        {
            Fail(node.Span, $"{word} modifier is experimental and not enabled");
        }
        else if (selector is null)
        {
            Fail(node.Span, node is SubqueryExpr
                ? $"{word} modifier is not supported for subqueries"
                : $"{word} modifier not implemented");
        }
        else if (selector.Edges != RangeEdges.Plain && selector.Edges != edges)
        {
            Fail(node.Span, "anchored and smoothed modifiers cannot be used together");
        }
        else
        {
            selector = selector with { Edges = edges };
            return node is MatrixSelector matrix ? matrix with { Selector = selector } : selector;
        }

        return node;
    }
}
