using Tocsin.Model.Labels;
using Tocsin.Model.Matching;
using Tocsin.Routing.Config;

namespace Tocsin.Tool.Amtool;

/// <summary>A node of the routing tree with what it inherits, for showing and trying it.</summary>
internal sealed class RouteNode
{
    private readonly MatcherSet _matchers;

    public RouteNode(RouteConfig config, string inheritedReceiver = "")
    {
        _matchers = config.AllMatchers;
        Receiver = config.Receiver.Length > 0 ? config.Receiver : inheritedReceiver;
        Continue = config.Continue;
        Children = [.. config.Routes.Select(child => new RouteNode(child, Receiver))];
    }

    public string Receiver { get; }

    public bool Continue { get; }

    public IReadOnlyList<RouteNode> Children { get; }

    /// <summary>The matchers as the tree shows them.</summary>
    public string Title => _matchers.Count == 0 ? "default-route" : _matchers.ToString();

    /// <summary>The receivers of an alert with these labels, in order.</summary>
    // Source: Alertmanager's routing: the first child that matches, and the next ones while it says continue; the node
    // itself when no child does.
    public IEnumerable<string> Receivers(LabelSet labels)
    {
        List<RouteNode> matching = MatchingChildren(labels);
        return matching.Count == 0 ? [Receiver] : matching.SelectMany(c => c.Receivers(labels));
    }

    /// <summary>The children that an alert with these labels goes to.</summary>
    public List<RouteNode> MatchingChildren(LabelSet labels)
    {
        var matching = new List<RouteNode>();
        foreach (RouteNode child in Children.Where(c => c._matchers.Matches(labels)))
        {
            matching.Add(child);
            if (!child.Continue)
            {
                break;
            }
        }

        return matching;
    }
}
