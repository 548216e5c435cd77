using System.Collections.Immutable;
using Tocsin.Templates.Values;

namespace Tocsin.Templates.Parsing;

public sealed partial class Parser
{
    // The left delimiter is past.
    private Item ParseAction()
    {
        Token token = _tokens.NextNonSpace();
        switch (token.Kind)
        {
            case TokenKind.Block:
                return Item.Of(ParseBlock());
            case TokenKind.Break:
                return Item.Of(ParseLoopExit(token));
            case TokenKind.Continue:
                return Item.Of(ParseLoopExit(token));
            case TokenKind.Else:
                return ParseElse();
            case TokenKind.EndKeyword:
                return new Item(ItemKind.End, null, Expect(TokenKind.RightDelim, "end").Position);
            case TokenKind.If:
                return Item.Of(ParseBranch("if"));
            case TokenKind.Range:
                return Item.Of(ParseBranch("range"));
            case TokenKind.With:
                return Item.Of(ParseBranch("with"));
            case TokenKind.Template:
                return Item.Of(ParseTemplateCall());
            default:
                _tokens.BackUp();
                // Variables that the action declares live until the end of the list around it.
                int position = _tokens.Peek().Position;
                return Item.Of(new ActionNode(position, ParsePipeline("command", TokenKind.RightDelim)));
        }
    }

    private Node ParseLoopExit(Token keyword)
    {
        string text = $"{{{{{keyword.Value}}}}}";
        Token token = _tokens.NextNonSpace();
        if (token.Kind != TokenKind.RightDelim)
        {
            throw Unexpected(token, text);
        }

        if (_scope.RangeDepth == 0)
        {
            throw Fault(text + " outside {{range}}");
        }

        return keyword.Kind == TokenKind.Break
            ? new BreakNode(keyword.Position)
            : new ContinueNode(keyword.Position);
    }

    private Item ParseElse()
    {
        Token next = _tokens.PeekNonSpace();
        // "else if" and "else with": the second word stays, and the branch around takes it.
        return next.Kind is TokenKind.If or TokenKind.With
            ? new Item(ItemKind.Else, null, next.Position)
            : new Item(ItemKind.Else, null, Expect(TokenKind.RightDelim, "else").Position);
    }

    private BranchNode ParseBranch(string keyword)
    {
        Enter();
        int variables = _scope.Variables.Count;
        PipeNode pipe = ParsePipeline(keyword, TokenKind.RightDelim);
        _scope.RangeDepth += keyword == "range" ? 1 : 0;
        ListNode body = ParseList(out Item last);
        _scope.RangeDepth -= keyword == "range" ? 1 : 0;
        ListNode? otherwise = last.Kind == ItemKind.Else ? ParseElseList(keyword, last) : null;
        _scope.Variables.RemoveRange(variables, _scope.Variables.Count - variables);
        Leave();
        return keyword switch
        {
            "if" => new IfNode(pipe.Position, pipe, body, otherwise),
            "with" => new WithNode(pipe.Position, pipe, body, otherwise),
            _ => new RangeNode(pipe.Position, pipe, body, otherwise),
        };
    }

    private ListNode ParseElseList(string keyword, Item otherwise)
    {
        TokenKind next = _tokens.Peek().Kind;
        if ((keyword == "if" && next == TokenKind.If) || (keyword == "with" && next == TokenKind.With))
        {
            // {{else if}} is {{else}}{{if}} that shares the {{end}}.
            _tokens.Next();
            return new ListNode(otherwise.Position, [ParseBranch(keyword)]);
        }

        ListNode list = ParseList(out Item last);
        return last.Kind == ItemKind.End ? list : throw Fault("expected end; found " + last.Ending());
    }

    private TemplateNode ParseBlock()
    {
        const string Context = "block clause";
        Token token = _tokens.NextNonSpace();
        string name = ParseTemplateName(token, Context);
        PipeNode pipe = ParsePipeline(Context, TokenKind.RightDelim);
        Enter();
        ParseBody(name, Context);
        Leave();
        return new TemplateNode(token.Position, name, pipe);
    }

    private TemplateNode ParseTemplateCall()
    {
        const string Context = "template clause";
        Token token = _tokens.NextNonSpace();
        string name = ParseTemplateName(token, Context);
        if (_tokens.NextNonSpace().Kind == TokenKind.RightDelim)
        {
            return new TemplateNode(token.Position, name, null);
        }

        _tokens.BackUp();
        return new TemplateNode(token.Position, name, ParsePipeline(Context, TokenKind.RightDelim));
    }

    private string ParseTemplateName(Token token, string context) =>
        token.Kind is TokenKind.String or TokenKind.RawString
            ? Unquote(token.Value)
            : throw Unexpected(token, context);

    private PipeNode ParsePipeline(string context, TokenKind end)
    {
        int position = _tokens.PeekNonSpace().Position;
        ImmutableArray<VariableNode> declarations = ParseDeclarations(context, out bool isAssign);
        var commands = ImmutableArray.CreateBuilder<CommandNode>();
        while (true)
        {
            Token token = _tokens.NextNonSpace();
            if (token.Kind == end)
            {
                CheckPipeline(commands, context);
                return new PipeNode(position, isAssign, declarations, commands.ToImmutable());
            }

            if (!StartsOperand(token.Kind))
            {
                throw Unexpected(token, context);
            }

            _tokens.BackUp();
            commands.Add(ParseCommand());
        }
    }

    private ImmutableArray<VariableNode> ParseDeclarations(string context, out bool isAssign)
    {
        var declarations = ImmutableArray.CreateBuilder<VariableNode>();
        isAssign = false;
        while (_tokens.PeekNonSpace() is { Kind: TokenKind.Variable } variable)
        {
            _tokens.Next();
            // Spaces are tokens, so it takes three of them to see that "$x foo" declares nothing.
            Token after = _tokens.Peek();
            Token next = _tokens.PeekNonSpace();
            bool comma = next is { Kind: TokenKind.Char, Value: "," };
            if (!comma && next.Kind is not (TokenKind.Assign or TokenKind.Declare))
            {
                PushBackVariable(variable, after);
                break;
            }

            _tokens.NextNonSpace();
            declarations.Add(new VariableNode(variable.Position, [variable.Value]));
            _scope.Variables.Add(variable.Value);
            if (!comma)
            {
                isAssign = next.Kind == TokenKind.Assign;
                break;
            }

            CheckSecondDeclaration(context, declarations.Count);
        }

        return declarations.ToImmutable();
    }

    private void PushBackVariable(Token variable, Token after)
    {
        if (after.Kind == TokenKind.Space)
        {
            _tokens.BackUp(variable, after);
        }
        else
        {
            _tokens.BackUp(variable);
        }
    }

    private void CheckSecondDeclaration(string context, int count)
    {
        if (context != "range" || count >= 2)
        {
            throw Fault("too many declarations in " + context);
        }

        if (_tokens.PeekNonSpace().Kind is not (TokenKind.Variable or TokenKind.RightDelim or TokenKind.RightParen))
        {
            throw Fault("range can only initialize variables");
        }
    }

    private void CheckPipeline(ImmutableArray<CommandNode>.Builder commands, string context)
    {
        if (commands.Count == 0)
        {
            throw Fault("missing value for " + context);
        }

        for (int i = 1; i < commands.Count; i++)
        {
            if (commands[i].Arguments[0] is BoolNode or DotNode or NilNode or NumberNode or StringNode)
            {
                throw Fault($"non executable command in pipeline stage {i + 1}");
            }
        }
    }

    private CommandNode ParseCommand()
    {
        int position = _tokens.PeekNonSpace().Position;
        var arguments = ImmutableArray.CreateBuilder<Node>();
        while (true)
        {
            _tokens.PeekNonSpace();
            if (ParseOperand() is { } operand)
            {
                arguments.Add(operand);
            }

            Token token = _tokens.Next();
            if (token.Kind == TokenKind.Space)
            {
                continue;
            }

            if (token.Kind is TokenKind.RightDelim or TokenKind.RightParen)
            {
                _tokens.BackUp();
            }
            else if (token.Kind != TokenKind.Pipe)
            {
                throw Unexpected(token, "operand");
            }

            return arguments.Count > 0
                ? new CommandNode(position, arguments.ToImmutable())
                : throw Fault("empty command");
        }
    }

    // A term and the fields after it; null if what comes is no term.
    private Node? ParseOperand()
    {
        Node? term = ParseTerm();
        if (term is null || _tokens.Peek().Kind != TokenKind.Field)
        {
            return term;
        }

        int position = _tokens.Peek().Position;
        var path = ImmutableArray.CreateBuilder<string>();
        while (_tokens.Peek().Kind == TokenKind.Field)
        {
            path.Add(_tokens.Next().Value[1..]);
        }

        return term switch
        {
            FieldNode field => new FieldNode(position, field.Path.AddRange(path)),
            VariableNode variable => new VariableNode(position, variable.Path.AddRange(path)),
            BoolNode or StringNode or NumberNode or NilNode or DotNode =>
                throw Fault("unexpected . after term " + GoStrings.Quote(term.ToString())),
            _ => new ChainNode(position, term, path.ToImmutable()),
        };
    }

    private Node? ParseTerm()
    {
        Token token = _tokens.NextNonSpace();
        switch (token.Kind)
        {
            case TokenKind.Identifier:
                return ParseIdentifier(token);
            case TokenKind.Dot:
                return new DotNode(token.Position);
            case TokenKind.Nil:
                return new NilNode(token.Position);
            case TokenKind.Variable:
                return ParseVariable(token);
            case TokenKind.Field:
                return new FieldNode(token.Position, [token.Value[1..]]);
            case TokenKind.Bool:
                return new BoolNode(token.Position, token.Value == "true");
            case TokenKind.CharConstant or TokenKind.Complex or TokenKind.Number:
                return ParseNumber(token);
            case TokenKind.LeftParen:
                Enter();
                PipeNode pipe = ParsePipeline("parenthesized pipeline", TokenKind.RightParen);
                Leave();
                return pipe;
            case TokenKind.String or TokenKind.RawString:
                return new StringNode(token.Position, token.Value, Unquote(token.Value));
            default:
                _tokens.BackUp();
                return null;
        }
    }

    private IdentifierNode ParseIdentifier(Token token) =>
        _options.IsFunction is null || _options.IsFunction(token.Value)
            ? new IdentifierNode(token.Position, token.Value)
            : throw Fault($"function {GoStrings.Quote(token.Value)} not defined");

    private VariableNode ParseVariable(Token token) =>
        _scope.Variables.Contains(token.Value)
            ? new VariableNode(token.Position, [token.Value])
            : throw Fault("undefined variable " + GoStrings.Quote(token.Value));

    private NumberNode ParseNumber(Token token)
    {
        if (token.Kind == TokenKind.CharConstant)
        {
            return GoStrings.TryUnquoteChar(token.Value, out int rune, out bool malformed)
                ? new NumberNode(token.Position, token.Value, NumberLiteral.OfRune(rune))
                : throw Fault(malformed ? "malformed character constant: " + token.Value : "invalid syntax");
        }

        // Nothing in a notification takes complex numbers, so they are refused where Go would compute with them.
        if (token.Kind == TokenKind.Complex || token.Value.EndsWith('i'))
        {
            throw Fault("complex numbers are not supported: " + GoStrings.Quote(token.Value));
        }

        return NumberLiteral.TryParse(token.Value, out NumberLiteral value, out string error)
            ? new NumberNode(token.Position, token.Value, value)
            : throw Fault(error);
    }

    private static bool StartsOperand(TokenKind kind) => kind is TokenKind.Bool or TokenKind.CharConstant
        or TokenKind.Complex or TokenKind.Dot or TokenKind.Field or TokenKind.Identifier or TokenKind.Number
        or TokenKind.Nil or TokenKind.RawString or TokenKind.String or TokenKind.Variable or TokenKind.LeftParen;
}
