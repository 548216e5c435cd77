using System.Text;
using Tocsin.Model.Labels;

namespace Tocsin.Tool.Amtool;

/// <summary>Draws the routing tree, or the part of it that an alert goes through.</summary>
internal sealed class RouteTree
{
    private readonly StringBuilder _text = new(".\n");
    private readonly Func<RouteNode, string> _describe;
    private readonly Func<RouteNode, IReadOnlyList<RouteNode>> _children;

    private RouteTree(Func<RouteNode, string> describe, Func<RouteNode, IReadOnlyList<RouteNode>> children)
    {
        _describe = describe;
        _children = children;
    }

    /// <summary>The whole tree.</summary>
    public static string Draw(RouteNode root)
    {
        var tree = new RouteTree(DescribeAll, node => node.Children);
        tree.Add(root, "", true);
        return tree._text.ToString();
    }

    /// <summary>The part that an alert with these labels goes through; receivers only where it ends.</summary>
    public static string DrawMatching(RouteNode root, LabelSet labels)
    {
        var tree = new RouteTree(Describe, node => node.MatchingChildren(labels));
        tree.Add(root, "", true);
        return tree._text.ToString();

        string Describe(RouteNode node) =>
            node.MatchingChildren(labels).Count == 0 ? $"{node.Title}  receiver: {node.Receiver}" : node.Title;
    }

    private static string DescribeAll(RouteNode node) =>
        $"{node.Title}{(node.Continue ? "  continue: true" : "")}  receiver: {node.Receiver}";

    private void Add(RouteNode node, string indent, bool isLast)
    {
        _text.Append(indent).Append(isLast ? "└── " : "├── ").Append(_describe(node)).Append('\n');
        IReadOnlyList<RouteNode> below = _children(node);
        for (int i = 0; i < below.Count; i++)
        {
            Add(below[i], indent + (isLast ? "    " : "│   "), i == below.Count - 1);
        }
    }
}
