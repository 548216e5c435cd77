using Tocsin.PromQL.Ast;
using Tocsin.PromQL.Lexing;

namespace Tocsin.PromQL.Parsing;

/// <content>Operators with two operands, their modifiers, and signs.</content>
internal sealed partial class Parser
{
    private const int PowerPrecedence = 6;

    // An expression of operators that bind at least so strongly.
    private Expr? Expression(int precedence)
    {
        if (_nesting >= ParserLimits.NestingMax)
        {
            Peek();
            Fail(_ahead!.Value.Span, $"expression nests more than {ParserLimits.NestingMax} levels");
            return null;
        }

        _nesting++;
        Expr? left = Signed();
        while (left is not null && Peek() is >= TokenKind.Or and <= TokenKind.Power and TokenKind kind)
        {
            var op = (BinaryOp)(kind - TokenKind.Or);
            if (op.Precedence() < precedence)
            {
                break;
            }

            left = Binary(left, op);
        }

        _nesting--;
        return left;
    }

    private BinaryExpr? Binary(Expr left, BinaryOp op)
    {
        Take();
        bool isBool = TryTake(TokenKind.Bool);
        if (Matching() is not VectorMatching matching)
        {
            return null;
        }

        SourceSpan span = OperatorSpan(left);
        Expr? right = Expression(op == BinaryOp.Power ? op.Precedence() : op.Precedence() + 1);
        if (right is null)
        {
            return null;
        }

        bool isBetweenVectors = left.Type == ExpressionType.Vector && right.Type == ExpressionType.Vector;
        bool isMany = op.IsSet() && matching.Cardinality == MatchCardinality.OneToOne;
        var binary = new BinaryExpr(left.Span.Through(right.Span), op, left, right)
        {
            IsBool = isBool,
            Matching = !isBetweenVectors ? null
                : isMany ? matching with { Cardinality = MatchCardinality.ManyToMany }
                : matching,
        };
        if (!options.AllowFillModifiers && (matching.FillLeft ?? matching.FillRight) is not null)
        {
            Fail(binary.Span, "binop fill modifiers are experimental and not enabled");
        }

        _operators.Add(binary, new WrittenOperator(span, matching));
        return binary;
    }

    // From what follows the left operand to the last modifier; errors name its beginning.
    private SourceSpan OperatorSpan(Expr left)
    {
        int from = left.Span.To;
        while (char.IsWhiteSpace(text[from]))
        {
            from++;
        }

        return new SourceSpan(from, _end);
    }

    private VectorMatching? Matching()
    {
        VectorMatching matching = VectorMatching.Default;
        if (Peek() is TokenKind.On or TokenKind.Ignoring)
        {
            bool isOn = Take().Kind == TokenKind.On;
            if (GroupingLabels() is not ValueList<string> labels)
            {
                return null;
            }

            matching = matching with { IsOn = isOn, Labels = labels };
            if (Peek() is TokenKind.GroupLeft or TokenKind.GroupRight)
            {
                bool isLeft = Take().Kind == TokenKind.GroupLeft;
                bool hasLabels = Peek() == TokenKind.LeftParen || !IsOperandNext();
                ValueList<string>? include = hasLabels ? GroupingLabels() : [];
                if (include is null)
                {
                    return null;
                }

                matching = matching with
                {
                    Cardinality = isLeft ? MatchCardinality.ManyToOne : MatchCardinality.OneToMany,
                    Include = include.Value,
                };
            }
        }

        return Fills(matching);
    }

    // fill(x), or fill_left(x) and fill_right(x) in either order.
    private VectorMatching? Fills(VectorMatching matching)
    {
        if (TryTake(TokenKind.Fill))
        {
            return FillValue() is double both ? matching with { FillLeft = both, FillRight = both } : null;
        }

        while ((Peek() == TokenKind.FillLeft && matching.FillLeft is null)
            || (Peek() == TokenKind.FillRight && matching.FillRight is null))
        {
            bool isLeft = Take().Kind == TokenKind.FillLeft;
            if (FillValue() is not double value)
            {
                return null;
            }

            matching = isLeft ? matching with { FillLeft = value } : matching with { FillRight = value };
        }

        return matching;
    }

    private double? FillValue()
    {
        if (!Expect(TokenKind.LeftParen))
        {
            return null;
        }

        NumberLiteral? number = SignedNumber();
        return number is not null && Expect(TokenKind.RightParen) ? number.Value : null;
    }

    private Expr? Signed()
    {
        if (Peek() is not (TokenKind.Add or TokenKind.Subtract))
        {
            return Modified();
        }

        Token sign = Take();
        bool isMinus = sign.Kind == TokenKind.Subtract;
        Expr? inner = Expression(PowerPrecedence);
        if (inner is null)
        {
            return null;
        }

        SourceSpan span = sign.Span.Through(inner.Span);
        return inner is NumberLiteral number
            ? number with { Span = span, Value = isMinus ? -number.Value : number.Value }
            : new UnaryExpr(span, isMinus ? UnaryOp.Minus : UnaryOp.Plus, inner);
    }
}
