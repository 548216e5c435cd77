using Tocsin.Routing.Views;

namespace Tocsin.Server.Dashboard;

/// <summary>What is live on one route, without the routes below it.</summary>
internal sealed class RouteCounts
{
    /// <summary>Groups with a live alert.</summary>
    public int Groups { get; private set; }

    /// <summary>Live alerts.</summary>
    public int Alerts { get; private set; }

    /// <summary>Those of them that notify: neither silenced nor inhibited nor on a muted route.</summary>
    public int Active { get; private set; }

    /// <summary>Counts the groups by their route's id.</summary>
    public static Dictionary<string, RouteCounts> Of(IEnumerable<GroupView> groups)
    {
        var counts = new Dictionary<string, RouteCounts>(StringComparer.Ordinal);
        foreach (GroupView group in groups)
        {
            if (group.Alerts.Count == 0)
            {
                continue;
            }

            if (!counts.TryGetValue(group.Route.Id, out RouteCounts? route))
            {
                counts.Add(group.Route.Id, route = new RouteCounts());
            }

            route.Groups++;
            route.Alerts += group.Alerts.Count;
            route.Active += group.MutedBy.Count > 0 ? 0 : group.Alerts.Count(alert => !alert.IsSuppressed);
        }

        return counts;
    }
}
