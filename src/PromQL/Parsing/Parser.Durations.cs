using Tocsin.PromQL.Ast;
using Tocsin.PromQL.Lexing;

namespace Tocsin.PromQL.Parsing;

/// <content>Durations and their arithmetic, in ranges, steps and offsets.</content>
internal sealed partial class Parser
{
    // What a 64-bit count of nanoseconds can hold, in seconds.
    private const double SecondsMax = 9223372036.854775808;
    private const int DurationPowerPrecedence = 3;

    private static long Nanoseconds(NumberLiteral seconds) =>
        (long)Math.Round(seconds.Value * 1e9, MidpointRounding.AwayFromZero);

    private static DurationValue ToDuration(Expr duration) => duration is NumberLiteral number
        ? new DurationValue(Nanoseconds(number) / 1_000_000)
        : new DurationValue(0, (DurationExpr)duration);

    private static int DurationPrecedence(TokenKind kind) => kind switch
    {
        TokenKind.Add or TokenKind.Subtract => 1,
        TokenKind.Multiply or TokenKind.Divide or TokenKind.Modulo => 2,
        TokenKind.Power => DurationPowerPrecedence,
        _ => 0,
    };

    private Expr? PositiveDuration()
    {
        Expr? duration = Duration(1);
        if (duration is NumberLiteral { Value: <= 0 } number)
        {
            Fail(number.Span, "duration must be greater than 0");
        }

        return duration;
    }

    // What follows offset ends with the first literal or call, so that "x offset 5m + y" adds; only a parenthesis opens
    // arithmetic, which then goes on behind it.
    private Expr? OffsetDuration()
    {
        if (Peek() is not (TokenKind.Add or TokenKind.Subtract))
        {
            return Peek() == TokenKind.LeftParen ? Duration(1) : DurationOperand();
        }

        Token sign = Take();
        if (Peek() is TokenKind.Add or TokenKind.Subtract)
        {
            Expr? inner = Duration(DurationPowerPrecedence);
            return inner is null ? null : DurationOperators(WithSign(sign, inner), 1);
        }

        if (Peek() is TokenKind.Number or TokenKind.Duration)
        {
            return InRange((NumberLiteral)WithSign(sign, Number()), sign.Span);
        }

        Expr? operand = DurationOperand();
        return operand is null ? null : WithSign(sign, operand);
    }

    private Expr? Duration(int precedence)
    {
        if (_nesting >= ParserLimits.NestingMax)
        {
            Peek();
            Fail(_ahead!.Value.Span, $"expression nests more than {ParserLimits.NestingMax} levels");
            return null;
        }

        _nesting++;
        Expr? left = Peek() is TokenKind.Add or TokenKind.Subtract ? SignedDuration() : DurationOperand();
        left = left is null ? null : DurationOperators(left, precedence);
        _nesting--;
        return left;
    }

    private Expr? SignedDuration()
    {
        Token sign = Take();
        Expr? inner = Duration(DurationPowerPrecedence);
        return inner is null ? null : WithSign(sign, inner);
    }

    private Expr? DurationOperators(Expr first, int precedence)
    {
        Expr left = first;
        while (DurationPrecedence(Peek()) is int binds and > 0 && binds >= precedence)
        {
            Token sign = Take();
            var op = (DurationOp)(sign.Kind == TokenKind.Power ? (int)DurationOp.Power : sign.Kind - TokenKind.Add);
            Expr? right = Duration(op == DurationOp.Power ? binds : binds + 1);
            if (right is null)
            {
                return null;
            }

            CheckDurationExpressions(left.Span);
            if (op is DurationOp.Divide or DurationOp.Modulo && right is NumberLiteral { Value: 0 })
            {
                Fail(sign.Span, op == DurationOp.Divide ? "division by zero" : "modulo by zero");
            }

            left = new DurationExpr(left.Span.Through(right.Span), op, left, right);
        }

        return left;
    }

    private Expr? DurationOperand()
    {
        switch (Peek())
        {
            case TokenKind.Number or TokenKind.Duration:
                NumberLiteral number = Number();
                return InRange(number, number.Span);
            case TokenKind.Step or TokenKind.Range or TokenKind.MaxOf or TokenKind.MinOf:
                return DurationCall();
            case TokenKind.LeftParen:
                Token open = Take();
                Expr? inner = Duration(1);
                return inner is not null && Expect(TokenKind.RightParen)
                    ? Wrapped(inner, new SourceSpan(open.Span.From, _end))
                    : null;
            default:
                Unexpected();
                return null;
        }
    }

    private DurationExpr? DurationCall()
    {
        Token name = Take();
        if (!Expect(TokenKind.LeftParen))
        {
            return null;
        }

        Expr? left = null;
        Expr? right = null;
        if (name.Kind is TokenKind.MaxOf or TokenKind.MinOf)
        {
            left = Duration(1);
            if (left is null || !Expect(TokenKind.Comma))
            {
                return null;
            }

            right = Duration(1);
            if (right is null)
            {
                return null;
            }
        }

        if (!Expect(TokenKind.RightParen))
        {
            return null;
        }

        DurationOp op = name.Kind switch
        {
            TokenKind.Step => DurationOp.Step,
            TokenKind.Range => DurationOp.Range,
            TokenKind.MaxOf => DurationOp.MaxOf,
            _ => DurationOp.MinOf,
        };
        var call = new DurationExpr(new SourceSpan(name.Span.From, _end), op, left, right);
        CheckDurationExpressions(call.Span);
        return call;
    }

    private NumberLiteral InRange(NumberLiteral number, SourceSpan span)
    {
        if (!(Math.Abs(number.Value) > SecondsMax))
        {
            return number;
        }

        Fail(span, "duration out of range");
        return number with { Value = 0 };
    }

    // A number in parentheses becomes a plus sign before it, which prints as the parentheses alone.
    private DurationExpr Wrapped(Expr inner, SourceSpan span)
    {
        CheckDurationExpressions(inner.Span);
        return inner is DurationExpr expression
            ? expression with { IsWrapped = true }
            : new DurationExpr(span, DurationOp.Add, null, inner) { IsWrapped = true };
    }

    private static Expr WithSign(Token sign, Expr inner)
    {
        SourceSpan span = sign.Span.Through(inner.Span);
        bool isMinus = sign.Kind == TokenKind.Subtract;
        return inner switch
        {
            NumberLiteral number => number with { Span = span, Value = isMinus ? -number.Value : number.Value },
            _ when isMinus => new DurationExpr(span, DurationOp.Subtract, null, inner),
            _ => inner,
        };
    }

    private void CheckDurationExpressions(SourceSpan span)
    {
        if (!options.AllowDurationExpressions)
        {
            Fail(span, "experimental duration expression is not enabled");
        }
    }
}
