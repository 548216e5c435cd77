using Tocsin.Templates.Parsing;

namespace Tocsin.Rules.Texts;

/// <summary>The functions that a template may call.</summary>
internal static class TextCalls
{
    /// <summary>True if the function stands anywhere in the templates.</summary>
    public static bool Has(IEnumerable<TemplateTree> trees, string function) =>
        trees.Any(tree => Has(tree.Root, function));

    private static bool Has(Node? node, string function) => node switch
    {
        null => false,
        IdentifierNode name => name.Name == function,
        ListNode list => list.Nodes.Any(child => Has(child, function)),
        ActionNode action => Has(action.Pipe, function),
        BranchNode branch => Has(branch.Pipe, function) || Has(branch.Body, function) || Has(branch.Else, function),
        TemplateNode call => Has(call.Pipe, function),
        PipeNode pipe => pipe.Commands.Any(command => Has(command, function)),
        CommandNode command => command.Arguments.Any(argument => Has(argument, function)),
        ChainNode chain => Has(chain.Operand, function),
        _ => false,
    };
}
