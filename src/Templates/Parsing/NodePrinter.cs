using System.Collections.Immutable;
using System.Text;
using Tocsin.Templates.Values;

namespace Tocsin.Templates.Parsing;

/// <summary>Prints nodes in canonical form: one space between words, no trim markers.</summary>
// Source: Go text/template/parse, Node.String. Error messages of execution quote nodes in this form.
internal static class NodePrinter
{
    public static string Print(Node node)
    {
        var text = new StringBuilder();
        Print(text, node);
        return text.ToString();
    }

    private static void Print(StringBuilder text, Node node)
    {
        switch (node)
        {
            case ListNode list:
                PrintAll(text, list);
                break;
            case BranchNode branch:
                PrintBranch(text, branch);
                break;
            case TemplateNode template:
                text.Append("{{template ").Append(GoStrings.Quote(template.Name));
                PrintOptional(text, template.Pipe);
                text.Append("}}");
                break;
            case ActionNode action:
                text.Append("{{");
                PrintPipe(text, action.Pipe);
                text.Append("}}");
                break;
            case PipeNode pipe:
                PrintPipe(text, pipe);
                break;
            case CommandNode command:
                PrintCommand(text, command);
                break;
            case ChainNode chain:
                PrintOperand(text, chain.Operand);
                PrintPath(text, chain.Path);
                break;
            case FieldNode field:
                PrintPath(text, field.Path);
                break;
            default:
                text.Append(Leaf(node));
                break;
        }
    }

    private static string Leaf(Node node) => node switch
    {
        TextNode t => t.Text,
        CommentNode comment => $"{{{{{comment.Text}}}}}",
        IdentifierNode identifier => identifier.Name,
        VariableNode variable => string.Join('.', variable.Path),
        DotNode => ".",
        NilNode => "nil",
        BoolNode constant => constant.Value ? "true" : "false",
        NumberNode number => number.Text,
        StringNode constant => constant.Quoted,
        BreakNode => "{{break}}",
        ContinueNode => "{{continue}}",
        _ => throw new InvalidOperationException("unknown node"),
    };

    private static void PrintAll(StringBuilder text, ListNode list)
    {
        foreach (Node node in list.Nodes)
        {
            Print(text, node);
        }
    }

    private static void PrintBranch(StringBuilder text, BranchNode branch)
    {
        text.Append(branch switch { IfNode => "{{if ", WithNode => "{{with ", _ => "{{range " });
        PrintPipe(text, branch.Pipe);
        text.Append("}}");
        PrintAll(text, branch.Body);
        if (branch.Else is not null)
        {
            text.Append("{{else}}");
            PrintAll(text, branch.Else);
        }

        text.Append("{{end}}");
    }

    private static void PrintOptional(StringBuilder text, PipeNode? pipe)
    {
        if (pipe is not null)
        {
            text.Append(' ');
            PrintPipe(text, pipe);
        }
    }

    private static void PrintPipe(StringBuilder text, PipeNode pipe)
    {
        for (int i = 0; i < pipe.Declarations.Length; i++)
        {
            text.Append(i == 0 ? "" : ", ").AppendJoin('.', pipe.Declarations[i].Path);
        }

        if (pipe.Declarations.Length > 0)
        {
            text.Append(pipe.IsAssign ? " = " : " := ");
        }

        for (int i = 0; i < pipe.Commands.Length; i++)
        {
            text.Append(i == 0 ? "" : " | ");
            PrintCommand(text, pipe.Commands[i]);
        }
    }

    private static void PrintCommand(StringBuilder text, CommandNode command)
    {
        for (int i = 0; i < command.Arguments.Length; i++)
        {
            text.Append(i == 0 ? "" : " ");
            PrintOperand(text, command.Arguments[i]);
        }
    }

    private static void PrintOperand(StringBuilder text, Node operand)
    {
        if (operand is PipeNode pipe)
        {
            text.Append('(');
            PrintPipe(text, pipe);
            text.Append(')');
        }
        else
        {
            Print(text, operand);
        }
    }

    private static void PrintPath(StringBuilder text, ImmutableArray<string> path)
    {
        foreach (string field in path)
        {
            text.Append('.').Append(field);
        }
    }
}
