using System.Collections.Immutable;
using Tocsin.Model.Durations;
using Tocsin.Model.Labels;
using Tocsin.PromQL.Ast;
using Tocsin.PromQL.Lexing;
using Tocsin.PromQL.Printing;

namespace Tocsin.PromQL.Parsing;

/// <content>Literals, parentheses, calls and aggregations.</content>
internal sealed partial class Parser
{
    private Expr? Operand()
    {
        TokenKind kind = Peek();
        switch (kind)
        {
            case TokenKind.Number or TokenKind.Duration:
                return Number();
            case TokenKind.String:
                Token literal = Take();
                return new StringLiteral(literal.Span, Unquoted(literal));
            case TokenKind.LeftParen:
                return Paren();
            case TokenKind.LeftBrace:
                return Selector(null);
        }

        if (!IsMetricName(kind))
        {
            Unexpected();
            return null;
        }

        Token name = Take();
        if (kind is >= TokenKind.Avg and <= TokenKind.LimitRatio
            && Peek() is TokenKind.LeftParen or TokenKind.By or TokenKind.Without)
        {
            return Aggregate(name);
        }

        bool canBeCalled = kind is TokenKind.Identifier or >= TokenKind.Start;
        return canBeCalled && Peek() == TokenKind.LeftParen ? Call(name) : Selector(name);
    }

    // Most keywords are names of metrics where an operand is due.
    private static bool IsMetricName(TokenKind kind) => kind
        is TokenKind.Identifier or TokenKind.MetricIdentifier
        or TokenKind.And or TokenKind.Or or TokenKind.Unless
        or (>= TokenKind.Avg and <= TokenKind.LimitRatio)
        or TokenKind.By or TokenKind.Without or TokenKind.Offset or TokenKind.Anchored or TokenKind.Smoothed
        or TokenKind.Fill or TokenKind.FillLeft or TokenKind.FillRight
        or >= TokenKind.Start;

    private bool IsOperandNext() => Peek() is TokenKind.Number or TokenKind.Duration or TokenKind.String
        or TokenKind.LeftParen or TokenKind.LeftBrace or TokenKind.Add or TokenKind.Subtract || IsMetricName(Peek());

    private string Unquoted(Token literal) => StringText.Unquote(text.AsSpan(literal.Span.From..literal.Span.To));

    private NumberLiteral Number()
    {
        Token token = Take();
        string written = token.Text(text);
        if (token.Kind == TokenKind.Number)
        {
            if (!NumberText.TryParse(written, out double value, out string? error))
            {
                Fail(token.Span, $"error parsing number: {error}");
            }

            return new NumberLiteral(token.Span, value);
        }

        if (!PrometheusDuration.TryParse(written, out TimeSpan duration, out string? fault))
        {
            Fail(token.Span, fault);
        }

        // Whole seconds and the rest apart, as Go turns durations into seconds.
        (long seconds, long rest) = Math.DivRem(duration.Ticks, TimeSpan.TicksPerSecond);
        return new NumberLiteral(token.Span, seconds + ((double)rest / TimeSpan.TicksPerSecond), IsDuration: true);
    }

    // A number or duration, maybe with one sign; null with an error if something else comes.
    private NumberLiteral? SignedNumber()
    {
        Token? sign = Peek() is TokenKind.Add or TokenKind.Subtract ? Take() : null;
        if (Peek() is not (TokenKind.Number or TokenKind.Duration))
        {
            Unexpected();
            return null;
        }

        NumberLiteral number = Number();
        return sign is not Token before ? number : number with
        {
            Span = before.Span.Through(number.Span),
            Value = before.Kind == TokenKind.Subtract ? -number.Value : number.Value,
        };
    }

    private ParenExpr? Paren()
    {
        Token open = Take();
        Expr? inner = Expression(1);
        return inner is not null && Expect(TokenKind.RightParen)
            ? new ParenExpr(new SourceSpan(open.Span.From, _end), inner)
            : null;
    }

    private CallExpr? Call(Token name)
    {
        if (Arguments() is not ValueList<Expr> arguments)
        {
            return null;
        }

        string called = name.Text(text);
        if (!FunctionTable.TryGet(called, out FunctionSignature? function))
        {
            Fail(name.Span, $"unknown function with name {QuotedText.Quote(called)}");
            function = new FunctionSignature(called, ExpressionType.None, []);
        }
        else if (function.IsExperimental && !options.AllowExperimentalFunctions)
        {
            Fail(name.Span, $"function {QuotedText.Quote(called)} is not enabled");
        }

        return new CallExpr(new SourceSpan(name.Span.From, _end), function, arguments);
    }

    private ValueList<Expr>? Arguments()
    {
        if (!Expect(TokenKind.LeftParen))
        {
            return null;
        }

        if (TryTake(TokenKind.RightParen))
        {
            return [];
        }

        ImmutableArray<Expr>.Builder arguments = ImmutableArray.CreateBuilder<Expr>();
        if (Expression(1) is not Expr first)
        {
            return null;
        }

        arguments.Add(first);
        while (Peek() == TokenKind.Comma)
        {
            Token comma = Take();
            if (!IsOperandNext())
            {
                Fail(comma.Span, "trailing commas not allowed in function call args");
            }
            else if (Expression(1) is Expr next)
            {
                arguments.Add(next);
            }
            else
            {
                return null;
            }
        }

        return Expect(TokenKind.RightParen) ? ValueList.Create<Expr>(arguments.ToArray()) : null;
    }

    private AggregateExpr? Aggregate(Token name)
    {
        (string, string) outer = _context;
        _context = ("aggregation", "");
        Grouping? grouping = null;
        if (Peek() is TokenKind.By or TokenKind.Without)
        {
            grouping = ReadGrouping();
            if (grouping is null)
            {
                return null;
            }
        }

        if (Arguments() is not ValueList<Expr> arguments)
        {
            return null;
        }

        if (grouping is null && Peek() is TokenKind.By or TokenKind.Without)
        {
            grouping = ReadGrouping();
            if (grouping is null)
            {
                return null;
            }
        }

        _context = outer;
        return Aggregate((AggregateOp)(name.Kind - TokenKind.Avg), new SourceSpan(name.Span.From, _end), arguments) with
        {
            Grouping = grouping?.Labels ?? [],
            IsWithout = grouping?.IsWithout ?? false,
        };
    }

    private AggregateExpr Aggregate(AggregateOp op, SourceSpan span, ValueList<Expr> arguments)
    {
        bool hasParameter = op.ParameterType() != ExpressionType.None;
        int wanted = hasParameter ? 2 : 1;
        if (arguments.IsEmpty)
        {
            Fail(span, "no arguments for aggregate expression provided");
        }
        else if (op.IsExperimental() && !options.AllowExperimentalFunctions)
        {
            Fail(span, $"{op.Name()}() is experimental and must be enabled with "
                + "--enable-feature=promql-experimental-functions");
        }
        else if (arguments.Count != wanted)
        {
            Fail(span, "wrong number of arguments for aggregate expression provided, "
                + $"expected {wanted}, got {arguments.Count}");
        }

        // Where there are too few, the tree is not handed out.
        Expr inner = arguments.Count >= wanted ? arguments[wanted - 1] : new NumberLiteral(span, 0);
        return new AggregateExpr(span, op, inner, hasParameter && !arguments.IsEmpty ? arguments[0] : null);
    }

    private Grouping? ReadGrouping()
    {
        bool isWithout = Take().Kind == TokenKind.Without;
        return GroupingLabels() is ValueList<string> labels ? new Grouping(labels, isWithout) : null;
    }

    // The labels of by, without, on, ignoring and group_*: in parentheses, maybe none, maybe with a comma at the end.
    private ValueList<string>? GroupingLabels()
    {
        if (Peek() != TokenKind.LeftParen)
        {
            Unexpected("grouping opts", "\"(\"");
            return null;
        }

        Take();
        List<string> labels = [];
        while (!TryTake(TokenKind.RightParen))
        {
            if (GroupingLabel() is not string label)
            {
                return null;
            }

            labels.Add(label);
            if (!TryTake(TokenKind.Comma) && Peek() != TokenKind.RightParen)
            {
                Unexpected("grouping opts", "\",\" or \")\"");
                return null;
            }
        }

        return ValueList.Create<string>(labels.ToArray());
    }

    private string? GroupingLabel()
    {
        TokenKind kind = Peek();
        if (kind == TokenKind.String)
        {
            Token quoted = Take();
            string name = Unquoted(quoted);
            if (!LabelName.IsUtf8(name))
            {
                Fail(quoted.Span, $"invalid label name for grouping: {QuotedText.Quote(name)}");
            }

            return name;
        }

        bool isName = (IsMetricName(kind) && kind != TokenKind.Without) || kind is TokenKind.Bool or TokenKind.On
            or TokenKind.Ignoring or TokenKind.GroupLeft or TokenKind.GroupRight or TokenKind.Atan2;
        if (!isName)
        {
            Unexpected("grouping opts", "label");
            return null;
        }

        return Take().Text(text);
    }

    private readonly record struct Grouping(ValueList<string> Labels, bool IsWithout);
}
