using System.Collections.Immutable;
using Tocsin.Templates.Parsing;

namespace Tocsin.Templates.Html;

/// <summary>Carries the context through the nodes of one template and rewrites them.</summary>
internal sealed class ListWalk(TemplateWalk owner, TemplateSource source)
{
    // Where the range at hand is left or begun again, with the context there; empty outside of a range.
    private ImmutableList<(HtmlContext Context, Node Node)> _jumps = [];

    /// <summary>The context after the list, and the list to put in its place.</summary>
    public (HtmlContext After, ListNode Node) EscapeList(HtmlContext c, ListNode list) =>
        owner.TryGoDeeper()
            ? owner.ComeBack(EscapeNodes(c, list))
            : (HtmlContext.Failed("templates nest too deep"), list);

    private (HtmlContext After, ListNode Node) EscapeNodes(HtmlContext c, ListNode list)
    {
        ImmutableArray<Node>.Builder? changed = null;
        for (int i = 0; i < list.Nodes.Length && c.State != HtmlState.Dead && !c.IsError; i++)
        {
            (c, Node node) = Escape(c, list.Nodes[i]);
            if (c.Fault is { } fault)
            {
                return (HtmlContext.Failed(fault.LocatedAt(list.Nodes[i], source)), list);
            }

            if (!ReferenceEquals(node, list.Nodes[i]))
            {
                changed ??= list.Nodes.ToBuilder();
                changed[i] = node;
            }
        }

        return (c, changed is null ? list : list with { Nodes = changed.MoveToImmutable() });
    }

    private (HtmlContext After, Node Node) Escape(HtmlContext c, Node node)
    {
        switch (node)
        {
            case TextNode text:
                return TextEscaper.Escape(c, text);
            case ActionNode action:
                return PipelineEscapers.Escape(c, action);
            case TemplateNode call:
                return owner.EscapeTemplateCall(c, call);
            case RangeNode range:
                return EscapeRange(c, range);
            case BranchNode branch:
                (HtmlContext after, ListNode body) = EscapeList(c, branch.Body);
                return EscapeElse(c, branch with { Body = body }, after);
            case BreakNode or ContinueNode:
                _jumps = _jumps.Add((c, node));
                return (new HtmlContext { State = HtmlState.Dead }, node);
            default:
                // A comment.
                return (c, node);
        }
    }

    private (HtmlContext After, Node Node) EscapeElse(HtmlContext before, BranchNode branch, HtmlContext afterBody)
    {
        if (afterBody.IsError)
        {
            return (afterBody, branch);
        }

        string keyword = branch switch { IfNode => "if", WithNode => "with", _ => "range" };
        if (branch.Else is null)
        {
            return (ContextJoin.Join(afterBody, before, keyword), branch);
        }

        (HtmlContext afterElse, ListNode otherwise) = EscapeList(before, branch.Else);
        return (ContextJoin.Join(afterBody, afterElse, keyword), branch with { Else = otherwise });
    }

    private (HtmlContext After, Node Node) EscapeRange(HtmlContext before, RangeNode range)
    {
        (HtmlContext after, ListNode body) = EscapeBody(before, range.Body);
        // A second round starts where the first ended. If that is where the first started, it is the same again.
        if (!after.IsError && after != before)
        {
            HtmlContext again = owner.Probe(() => EscapeBody(after, range.Body).After);
            after = ContextJoin.Join(after, again, "range");
            if (after.Fault is { } fault)
            {
                fault = fault with { Description = "on range loop re-entry: " + fault.Description };
                return (HtmlContext.Failed(fault), range);
            }
        }

        return EscapeElse(before, range with { Body = body }, after);
    }

    // Both break and continue are taken as going back to the start, where the loop may end.
    private (HtmlContext After, ListNode Body) EscapeBody(HtmlContext before, ListNode body)
    {
        var outer = _jumps;
        _jumps = [];
        (HtmlContext after, ListNode rewritten) = EscapeList(before, body);
        foreach ((HtmlContext context, Node jump) in _jumps)
        {
            if (after.IsError)
            {
                break;
            }

            after = ContextJoin.Join(after, context, "range");
            if (after.Fault is { } fault)
            {
                string keyword = jump is BreakNode ? "break" : "continue";
                fault = fault with { Description = $"at range loop {keyword}: {fault.Description}" };
                after = HtmlContext.Failed(fault.LocatedAt(jump, source));
            }
        }

        _jumps = outer;
        return (after, rewritten);
    }
}
