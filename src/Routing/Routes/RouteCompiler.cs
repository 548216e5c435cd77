using Tocsin.Model.Labels;
using Tocsin.Model.Matching;
using Tocsin.Routing.Config;
using Tocsin.Routing.TimeIntervals;

namespace Tocsin.Routing.Routes;

/// <summary>Turns the routes as written into the compiled tree: what is inherited is filled in, names are resolved.</summary>
public static class RouteCompiler
{
    /// <summary>Compiles a validated tree. Every interval that a route names must be in <paramref name="intervals"/>.</summary>
    public static RouteTree Compile(RouteConfig root, IReadOnlyDictionary<string, TimeIntervalModel> intervals) =>
        new(Compile(root, Defaults, "", root.AllMatchers.ToString(), intervals));

    // Source: Alertmanager dispatch, DefaultRouteOpts.
    private static readonly Inherited Defaults = new(
        "", GroupBy.None, TimeSpan.FromSeconds(30), TimeSpan.FromMinutes(5), TimeSpan.FromHours(4), LabelSet.Empty);

    private static RouteNode Compile(
        RouteConfig route, Inherited parent, string parentKey, string id, IReadOnlyDictionary<string, TimeIntervalModel> intervals)
    {
        MatcherSet matchers = route.AllMatchers;
        Inherited own = parent.Override(route);
        string key = parentKey + matchers;
        return new RouteNode
        {
            Matchers = matchers,
            Key = key,
            Id = id,
            Receiver = own.Receiver,
            GroupBy = own.GroupBy,
            GroupWait = own.GroupWait,
            GroupInterval = own.GroupInterval,
            RepeatInterval = own.RepeatInterval,
            Continue = route.Continue,
            MuteTimeIntervals = [.. route.MuteTimeIntervals.Select(name => intervals[name])],
            ActiveTimeIntervals = [.. route.ActiveTimeIntervals.Select(name => intervals[name])],
            Labels = own.Labels,
            Children = CompileChildren(route.Routes, own, key, id, intervals),
        };
    }

    private static RouteNode[] CompileChildren(
        IReadOnlyList<RouteConfig> routes,
        Inherited parent,
        string key,
        string id,
        IReadOnlyDictionary<string, TimeIntervalModel> intervals)
    {
        var seen = new Dictionary<string, int>(StringComparer.Ordinal);
        var children = new RouteNode[routes.Count];
        for (int i = 0; i < children.Length; i++)
        {
            string matchers = routes[i].AllMatchers.ToString();
            int twin = seen.GetValueOrDefault(matchers);
            seen[matchers] = twin + 1;
            string childId = twin == 0 ? $"{id}/{matchers}" : $"{id}/{matchers}~{twin}";
            children[i] = Compile(routes[i], parent, key + "/", childId, intervals);
        }

        return children;
    }

    private sealed record Inherited(
        string Receiver, GroupBy GroupBy, TimeSpan GroupWait, TimeSpan GroupInterval, TimeSpan RepeatInterval, LabelSet Labels)
    {
        public Inherited Override(RouteConfig route) => new(
            route.Receiver.Length > 0 ? route.Receiver : Receiver,
            route.GroupBy is { } names ? GroupBy.Of(names) : GroupBy,
            route.GroupWait ?? GroupWait,
            route.GroupInterval ?? GroupInterval,
            route.RepeatInterval ?? RepeatInterval,
            Merge(Labels, route.Labels));

        private static LabelSet Merge(LabelSet parent, IReadOnlyDictionary<string, string> own)
        {
            if (own.Count == 0)
            {
                return parent;
            }

            var builder = new LabelSetBuilder();
            builder.AddRange(parent);
            foreach ((string name, string value) in own)
            {
                builder.Add(name, value);
            }

            return builder.Build();
        }
    }
}
