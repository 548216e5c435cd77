using System.Collections.Immutable;
using Tocsin.Model.Matching;
using Tocsin.Routing.Config;

namespace Tocsin.Server.Config.Lints;

/// <summary>Routes that no alert can reach, and group labels that are probably not what was meant.</summary>
internal static class RouteLint
{
    public static void Run(LintReport report) => Check(report.Config.Route, "route", [], report);

    // known: the matchers of all ancestors, which hold for every alert that comes here.
    private static void Check(RouteConfig route, string key, ImmutableList<LabelMatcher> known, LintReport report)
    {
        CheckGroupBy(route, key, report);
        for (int i = 0; i < route.Routes.Count; i++)
        {
            RouteConfig child = route.Routes[i];
            string childKey = CrossChecks.Index(key + ".routes", i);
            ImmutableList<LabelMatcher> path = known.AddRange(child.AllMatchers);
            if (FindContradiction(path) is { } label)
            {
                report.Add(
                    Severity.Warning, childKey,
                    $"no alert can match: the matchers on \"{label}\" along the path exclude each other");
            }
            else if (FindShadow(route.Routes.Take(i), path) is { } earlier)
            {
                report.Add(
                    Severity.Warning, childKey,
                    $"no alert comes here: {CrossChecks.Index(key + ".routes", earlier)} takes everything that would match",
                    "set continue: true on the earlier route, or put this one before it");
            }

            Check(child, childKey, path, report);
        }
    }

    private static int? FindShadow(IEnumerable<RouteConfig> earlier, IReadOnlyList<LabelMatcher> path)
    {
        int index = 0;
        foreach (RouteConfig sibling in earlier)
        {
            if (!sibling.Continue && sibling.AllMatchers.All(m => IsImplied(m, path)))
            {
                return index;
            }

            index++;
        }

        return null;
    }

    private static bool IsImplied(LabelMatcher matcher, IReadOnlyList<LabelMatcher> known) => known.Any(
        k => k.Name == matcher.Name && (k.Equals(matcher) || ValuesOf(k)?.All(matcher.Matches) == true));

    private static string? FindContradiction(IReadOnlyList<LabelMatcher> path) => path
        .Where(m => ValuesOf(m) is { } values && !values.Any(
            v => path.Where(o => o.Name == m.Name).All(o => o.Matches(v))))
        .Select(m => m.Name)
        .FirstOrDefault();

    // The only values that the matcher accepts, where they can be listed.
    private static IReadOnlyList<string>? ValuesOf(LabelMatcher matcher) =>
        matcher.Op == MatchOp.Equal ? [matcher.Value] : matcher.AcceptedValues;

    private static void CheckGroupBy(RouteConfig route, string key, LintReport report)
    {
        for (int i = 0; i < route.GroupBy?.Count; i++)
        {
            string label = route.GroupBy[i];
            if (label.AsSpan().IndexOfAny(", \"'") >= 0)
            {
                report.Add(
                    Severity.Warning, CrossChecks.Index(key + ".group_by", i), $"\"{label}\" is taken as the name of one label",
                    "write several labels as several list items");
            }
            else if (label is "startsAt" or "endsAt" or "status" or "fingerprint")
            {
                report.Add(Severity.Info, CrossChecks.Index(key + ".group_by", i), $"\"{label}\" is a field of alerts, not a label");
            }
        }
    }
}
