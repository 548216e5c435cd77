using Tocsin.Model.Labels;

namespace Tocsin.Routing.Routes;

/// <summary>The compiled routing tree: where a label set goes. Immutable.</summary>
public sealed class RouteTree(RouteNode root)
{
    /// <summary>The root, which matches everything.</summary>
    public RouteNode Root { get; } = root;

    /// <summary>
    /// Adds the routes an alert lands on to <paramref name="landed"/>: depth first, the first matching child ends the
    /// scan unless it continues, and a route none of whose children match is itself the result.
    /// </summary>
    public void Match(LabelSet labels, List<RouteNode> landed) => Match(Root, labels, landed);

    private static bool Match(RouteNode node, LabelSet labels, List<RouteNode> landed)
    {
        if (!node.Matchers.Matches(labels))
        {
            return false;
        }

        int before = landed.Count;
        IReadOnlyList<RouteNode> children = node.Children;
        for (int i = 0; i < children.Count; i++)
        {
            if (Match(children[i], labels, landed) && !children[i].Continue)
            {
                break;
            }
        }

        if (landed.Count == before)
        {
            landed.Add(node);
        }

        return true;
    }
}
