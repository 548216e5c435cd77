using Tocsin.Rules.Texts;
using Tocsin.Templates;
using Tocsin.Templates.Parsing;

namespace Tocsin.Rules.Files.Lints;

/// <summary>The labels that a template reads from the query's result, by names that it writes out.</summary>
internal static class LabelReads
{
    /// <summary>The labels, and where in the text each is read.</summary>
    public static IEnumerable<(string Label, int Offset)> Of(RuleText text)
    {
        List<(string Label, int Offset)> reads = [];
        if (!text.IsConstant && text.ParseError is null)
        {
            // Definitions begin with a dot of their own; only the text itself is sure to have the alert's.
            foreach (Node node in text.Template!.Body)
            {
                Walk(node, true, reads);
            }
        }

        return reads;
    }

    private static void Walk(Node? node, bool hasDot, List<(string Label, int Offset)> reads)
    {
        switch (node)
        {
            case VariableNode { Path: ["$labels", string label, ..] }:
                Add(reads, label, node);
                break;
            case VariableNode { Path: ["$", "Labels", string label, ..] }:
                Add(reads, label, node);
                break;
            case FieldNode { Path: ["Labels", string label, ..] } when hasDot:
                Add(reads, label, node);
                break;
            case CommandNode { Arguments: [IdentifierNode { Name: "index" }, VariableNode { Path: ["$labels"] }, StringNode label, ..] }:
                Add(reads, label.Value, node);
                break;
            case CommandNode command:
                WalkAll(command.Arguments, hasDot, reads);
                break;
            case PipeNode pipe:
                WalkAll(pipe.Commands, hasDot, reads);
                break;
            case ChainNode chain:
                Walk(chain.Operand, hasDot, reads);
                break;
            case ActionNode action:
                Walk(action.Pipe, hasDot, reads);
                break;
            case TemplateNode call:
                Walk(call.Pipe, hasDot, reads);
                break;
            case ListNode list:
                WalkAll(list.Nodes, hasDot, reads);
                break;
            case BranchNode branch:
                Walk(branch.Pipe, hasDot, reads);
                Walk(branch.Body, hasDot && branch is IfNode, reads);
                Walk(branch.Else, hasDot, reads);
                break;
            default:
                break;
        }
    }

    private static void WalkAll(IEnumerable<Node> nodes, bool hasDot, List<(string Label, int Offset)> reads)
    {
        foreach (Node node in nodes)
        {
            Walk(node, hasDot, reads);
        }
    }

    private static void Add(List<(string Label, int Offset)> reads, string label, Node node) =>
        reads.Add((label, Math.Max(0, node.Position - RuleTemplate.PreludeLength)));
}
