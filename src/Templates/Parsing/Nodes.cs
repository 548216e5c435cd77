using System.Collections.Immutable;

namespace Tocsin.Templates.Parsing;

/// <summary>
/// A part of a parse tree. Nodes are immutable, so that a rewriter copies what it changes with <c>with</c> and shares
/// the rest; every node prints as Go's <c>Node.String</c> does.
/// </summary>
/// <param name="Position">The UTF-16 offset in the text of the tree's source that error messages point to.</param>
public abstract record Node(int Position)
{
    /// <summary>The node as template text.</summary>
    public sealed override string ToString() => NodePrinter.Print(this);
}

/// <summary>A sequence of texts and actions.</summary>
public sealed record ListNode(int Position, ImmutableArray<Node> Nodes) : Node(Position);

/// <summary>Text that is copied to the output; trimming by <c>{{-</c> and <c>-}}</c> is already done.</summary>
public sealed record TextNode(int Position, string Text) : Node(Position);

/// <summary>A comment with its <c>/*</c> and <c>*/</c>. Only kept when the parser is asked to.</summary>
public sealed record CommentNode(int Position, string Text) : Node(Position);

/// <summary>A pipeline whose value is printed, unless it declares or assigns variables.</summary>
public sealed record ActionNode(int Position, PipeNode Pipe) : Node(Position);

/// <summary>Commands joined by <c>|</c>, maybe with variables to declare or assign.</summary>
public sealed record PipeNode(
    int Position, bool IsAssign, ImmutableArray<VariableNode> Declarations, ImmutableArray<CommandNode> Commands)
    : Node(Position)
{
    /// <summary>The same pipeline with one more command at the end.</summary>
    public PipeNode Append(CommandNode command) => this with { Commands = Commands.Add(command) };
}

/// <summary>An operand with its arguments; there is at least one.</summary>
public sealed record CommandNode(int Position, ImmutableArray<Node> Arguments) : Node(Position);

/// <summary>The name of a function.</summary>
public sealed record IdentifierNode(int Position, string Name) : Node(Position);

/// <summary>A variable and the fields after it; the first element has the dollar sign.</summary>
public sealed record VariableNode(int Position, ImmutableArray<string> Path) : Node(Position);

/// <summary>The cursor.</summary>
public sealed record DotNode(int Position) : Node(Position);

/// <summary>The constant <c>nil</c>.</summary>
public sealed record NilNode(int Position) : Node(Position);

/// <summary>Fields of the cursor, <c>.A.B</c>; without the dots.</summary>
public sealed record FieldNode(int Position, ImmutableArray<string> Path) : Node(Position);

/// <summary>Fields of an operand that is neither the cursor nor a variable, <c>(x).A.B</c>.</summary>
public sealed record ChainNode(int Position, Node Operand, ImmutableArray<string> Path) : Node(Position);

/// <summary><c>true</c> or <c>false</c>.</summary>
public sealed record BoolNode(int Position, bool Value) : Node(Position);

/// <summary>A number as written and as understood.</summary>
public sealed record NumberNode(int Position, string Text, NumberLiteral Value) : Node(Position);

/// <summary>A string as written, with its quotes, and as understood.</summary>
public sealed record StringNode(int Position, string Quoted, string Value) : Node(Position);

/// <summary>What <c>if</c>, <c>with</c> and <c>range</c> have in common.</summary>
public abstract record BranchNode(int Position, PipeNode Pipe, ListNode Body, ListNode? Else) : Node(Position);

/// <summary><c>{{if}}</c>; <c>else if</c> is an <c>if</c> alone in the else list.</summary>
public sealed record IfNode(int Position, PipeNode Pipe, ListNode Body, ListNode? Else)
    : BranchNode(Position, Pipe, Body, Else);

/// <summary><c>{{with}}</c>.</summary>
public sealed record WithNode(int Position, PipeNode Pipe, ListNode Body, ListNode? Else)
    : BranchNode(Position, Pipe, Body, Else);

/// <summary><c>{{range}}</c>.</summary>
public sealed record RangeNode(int Position, PipeNode Pipe, ListNode Body, ListNode? Else)
    : BranchNode(Position, Pipe, Body, Else);

/// <summary><c>{{break}}</c>, only inside a range.</summary>
public sealed record BreakNode(int Position) : Node(Position);

/// <summary><c>{{continue}}</c>, only inside a range.</summary>
public sealed record ContinueNode(int Position) : Node(Position);

/// <summary><c>{{template "name" pipeline}}</c>; a block is a definition and one of these.</summary>
public sealed record TemplateNode(int Position, string Name, PipeNode? Pipe) : Node(Position);
