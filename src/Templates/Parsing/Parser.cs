using System.Collections.Immutable;
using Tocsin.Templates.Values;

namespace Tocsin.Templates.Parsing;

/// <summary>Parses template text into trees.</summary>
// Source: Go text/template/parse. The order of look-aheads is kept, because error messages depend on it.
public sealed partial class Parser
{
    /// <summary>How deep actions and parentheses may nest; deeper is an error, as it would exhaust the stack.</summary>
    public const int NestingMax = 400;

    private readonly TemplateSource _source;
    private readonly ParseOptions _options;
    private readonly TokenBuffer _tokens;
    private readonly List<TemplateTree> _definitions = [];
    private Scope _scope = new();
    private int _nesting;

    private Parser(TemplateSource source, ParseOptions options)
    {
        _source = source;
        _options = options;
        List<Token> tokens = Lexer.Scan(source.Text);
        if (!options.KeepComments)
        {
            tokens.RemoveAll(token => token.Kind == TokenKind.Comment);
        }

        _tokens = new TokenBuffer(tokens);
    }

    /// <summary>Parses one text; never throws for what is in it.</summary>
    public static ParseResult Parse(TemplateSource source, ParseOptions options)
    {
        var parser = new Parser(source, options);
        try
        {
            parser.ParseText();
            return new ParseResult([.. parser._definitions], null);
        }
        catch (ParseFaultException fault)
        {
            (_, int column) = source.Locate(fault.At.Position);
            string message = $"template: {source.Name}:{fault.At.Line}: {fault.Message}";
            return new ParseResult([], new TemplateError(source.Name, fault.At.Line, column, message));
        }
    }

    // The whole text; only here may definitions stand.
    private void ParseText()
    {
        var nodes = ImmutableArray.CreateBuilder<Node>();
        int position = _tokens.Peek().Position;
        while (_tokens.Peek().Kind != TokenKind.End)
        {
            if (_tokens.Peek().Kind == TokenKind.LeftDelim)
            {
                Token delim = _tokens.Next();
                if (_tokens.NextNonSpace().Kind == TokenKind.Define)
                {
                    ParseDefinition();
                    continue;
                }

                _tokens.BackUp(delim);
            }

            Item item = ParseItem();
            nodes.Add(item.Node ?? throw Fault("unexpected " + item.Ending()));
        }

        // The text's own template goes first, but it is added last: Go blames it for a name that is taken.
        Add(new TemplateTree(_source.Name, _source, new ListNode(position, nodes.ToImmutable())), 0);
    }

    private void ParseDefinition()
    {
        const string Context = "define clause";
        Token name = _tokens.NextNonSpace();
        if (name.Kind is not (TokenKind.String or TokenKind.RawString))
        {
            throw Unexpected(name, Context);
        }

        string unquoted = Unquote(name.Value);
        Expect(TokenKind.RightDelim, Context);
        ParseBody(unquoted, Context);
    }

    // The body of a definition or a block: own variables, own loops.
    private void ParseBody(string name, string context)
    {
        Scope outer = _scope;
        _scope = new Scope();
        ListNode body = ParseList(out Item last);
        if (last.Kind != ItemKind.End)
        {
            throw Fault($"unexpected {last.Ending()} in {context}");
        }

        Add(new TemplateTree(name, _source, body), _definitions.Count);
        _scope = outer;
    }

    private void Add(TemplateTree tree, int index)
    {
        int old = _definitions.FindIndex(seen => seen.Name == tree.Name);
        if (old < 0)
        {
            _definitions.Insert(index, tree);
        }
        else if (_definitions[old].IsEmpty)
        {
            _definitions[old] = tree;
        }
        else if (!tree.IsEmpty)
        {
            throw Fault($"template: multiple definition of template {GoStrings.Quote(tree.Name)}");
        }
    }

    private ListNode ParseList(out Item last)
    {
        var nodes = ImmutableArray.CreateBuilder<Node>();
        int position = _tokens.PeekNonSpace().Position;
        while (_tokens.PeekNonSpace().Kind != TokenKind.End)
        {
            last = ParseItem();
            if (last.Node is null)
            {
                return new ListNode(position, nodes.ToImmutable());
            }

            nodes.Add(last.Node);
        }

        throw Fault("unexpected EOF");
    }

    private Item ParseItem()
    {
        Token token = _tokens.NextNonSpace();
        switch (token.Kind)
        {
            case TokenKind.Text:
                return Item.Of(new TextNode(token.Position, token.Value));
            case TokenKind.Comment:
                return Item.Of(new CommentNode(token.Position, token.Value));
            case TokenKind.LeftDelim:
                _scope.ActionLine = token.Line;
                Item item = ParseAction();
                _scope.ActionLine = 0;
                return item;
            default:
                throw Unexpected(token, "input");
        }
    }

    private string Unquote(string quoted) =>
        GoStrings.TryUnquote(quoted, out string value) ? value : throw Fault("invalid syntax");

    private Token Expect(TokenKind kind, string context)
    {
        Token token = _tokens.NextNonSpace();
        return token.Kind == kind ? token : throw Unexpected(token, context);
    }

    private ParseFaultException Unexpected(Token token, string context)
    {
        if (token.Kind != TokenKind.Error)
        {
            return Fault($"unexpected {token.Describe()} in {context}");
        }

        string extra = "";
        if (_scope.ActionLine != 0 && _scope.ActionLine != token.Line)
        {
            // A message that ends in "action" goes on without saying it twice.
            string link = token.Value.EndsWith(" action", StringComparison.Ordinal) ? "" : " in action";
            extra = $"{link} started at {_source.Name}:{_scope.ActionLine}";
        }

        return Fault(token.Describe() + extra);
    }

    private ParseFaultException Fault(string message) => new(_tokens.Latest, message);

    private void Enter()
    {
        if (++_nesting > NestingMax)
        {
            throw Fault($"template nests deeper than {NestingMax} levels");
        }
    }

    private void Leave() => _nesting--;

    /// <summary>What belongs to one definition while it is parsed.</summary>
    private sealed class Scope
    {
        public List<string> Variables { get; } = ["$"];

        public int RangeDepth { get; set; }

        public int ActionLine { get; set; }
    }

    private enum ItemKind : byte
    {
        Node,
        Else,
        End,
    }

    // A node of a list, or the {{else}} or {{end}} that ends the list.
    private readonly record struct Item(ItemKind Kind, Node? Node, int Position)
    {
        public static Item Of(Node node) => new(ItemKind.Node, node, node.Position);

        public string Ending() => Kind == ItemKind.Else ? "{{else}}" : "{{end}}";
    }
}
