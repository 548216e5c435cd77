using Tocsin.Model.Labels;
using Tocsin.Model.Matching;

namespace Tocsin.Routing.Routes;

/// <summary>What became of one route when a label set was sent down the tree.</summary>
public enum RouteVerdict
{
    /// <summary>The alert lands here.</summary>
    Landed,

    /// <summary>It matched, and a child of it takes the alert.</summary>
    PassedDown,

    /// <summary>A matcher did not match.</summary>
    NotMatched,

    /// <summary>Not tried: an earlier sibling matched and does not continue.</summary>
    NotTried,
}

/// <summary>The walk of one label set down the routing tree, with every route that was looked at and why it took it or not.</summary>
/// <param name="Node">The route.</param>
/// <param name="Verdict">What became of it.</param>
/// <param name="Failed">The matchers that did not match.</param>
/// <param name="Children">The children, if the route matched.</param>
public sealed record RouteTrace(
    RouteNode Node, RouteVerdict Verdict, IReadOnlyList<LabelMatcher> Failed, IReadOnlyList<RouteTrace> Children)
{
    /// <summary>Walks the tree as <see cref="RouteTree.Match(LabelSet, List{RouteNode})"/> does.</summary>
    public static RouteTrace Of(RouteTree tree, LabelSet labels) => Of(tree.Root, labels);

    private static RouteTrace Of(RouteNode node, LabelSet labels)
    {
        List<LabelMatcher> failed = [.. node.Matchers.Where(matcher => !matcher.Matches(labels))];
        if (failed.Count > 0)
        {
            return new RouteTrace(node, RouteVerdict.NotMatched, failed, []);
        }

        var children = new List<RouteTrace>(node.Children.Count);
        bool isTaken = false;
        bool isOver = false;
        foreach (RouteNode child in node.Children)
        {
            RouteTrace trace = isOver ? new RouteTrace(child, RouteVerdict.NotTried, [], []) : Of(child, labels);
            bool matched = trace.Verdict is RouteVerdict.Landed or RouteVerdict.PassedDown;
            isTaken |= matched;
            isOver |= matched && !child.Continue;
            children.Add(trace);
        }

        return new RouteTrace(node, isTaken ? RouteVerdict.PassedDown : RouteVerdict.Landed, [], children);
    }
}
