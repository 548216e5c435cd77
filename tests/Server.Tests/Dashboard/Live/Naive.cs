using Tocsin.Model.Labels;
using Tocsin.Server.Dashboard.Live;

namespace Tocsin.Server.Tests.Dashboard.Live;

/// <summary>What a page should show, computed from nothing each time.</summary>
internal static class Naive
{
    /// <summary>Fails unless the page shows exactly what the world and the query give.</summary>
    public static void AssertShows(World world, LiveQuery query, Func<WorldAlert, bool> wants, Browser page)
    {
        List<WorldAlert> wanted = [.. world.Alerts.Values.Where(wants)];
        Assert.Equal(wanted.Count, (int)page.Counts["alerts"]!);
        Assert.Equal(wanted.Count(alert => StateOf(alert) == "active"), (int)page.Counts["active"]!);
        Assert.Equal(wanted.Count(alert => StateOf(alert) == "silenced"), (int)page.Counts["silenced"]!);
        if (query.Grouping == LiveGrouping.None)
        {
            string[] all = [.. Sorted(wanted, query.Sort).Skip(query.Offset).Take(query.Limit).Select(Name)];
            Assert.Equal(all, page.Groups.SelectMany(group => group.Alerts).Select(alert => alert.Fingerprint));
            return;
        }

        if (query.Grouping != LiveGrouping.Auto)
        {
            AssertGroups(GroupsOf(world, query, wants), query, page);
        }
    }

    private static void AssertGroups(List<(string Labels, List<WorldAlert> Alerts)> groups, LiveQuery query, Browser page)
    {
        Assert.Equal(groups.Count, (int)page.Counts["groups"]!);
        foreach (ShownGroup shown in page.Groups)
        {
            Assert.Contains(groups, group => group.Labels == shown.Labels
                && group.Alerts.Count == shown.Count
                && group.Alerts.Count(alert => StateOf(alert) == "active") == shown.Active
                && Sorted(group.Alerts, query.Sort).Take(query.AlertsPerGroup).Select(Name)
                    .SequenceEqual(shown.Alerts.Select(alert => alert.Fingerprint)));
        }

        if (query.Sort is LiveSort.Severity or LiveSort.Newest or LiveSort.Oldest)
        {
            // An alert may lead two groups, whose order is then open; the leaders in order are not.
            IEnumerable<string> leaders = Sorted(groups.Select(group => Sorted(group.Alerts, query.Sort).First()), query.Sort).Select(Name);
            Assert.Equal(
                leaders.Skip(query.Offset).Take(query.Limit),
                page.Groups.Select(group => group.Alerts[0].Fingerprint));
        }
        else
        {
            Assert.Equal(Math.Min(query.Limit, groups.Count), page.Groups.Count);
        }
    }

    private static List<(string Labels, List<WorldAlert> Alerts)> GroupsOf(World world, LiveQuery query, Func<WorldAlert, bool> wants)
    {
        if (query.Grouping == LiveGrouping.Labels)
        {
            return
            [
                .. world.Alerts.Values.Where(wants)
                    .GroupBy(alert => string.Join(' ', query.GroupLabels.Select(name => $"{name} {alert.Alert.Labels[name]}")))
                    .Select(group => (group.Key, group.ToList())),
            ];
        }

        Dictionary<Fingerprint, WorldAlert> wanted = world.Alerts.Values.Where(wants).ToDictionary(alert => alert.Alert.Fingerprint);
        return
        [
            .. world.Groups().Select(group => (
                Text(group.Labels),
                group.Alerts.Where(alert => wanted.ContainsKey(alert.Alert.Fingerprint))
                    .Select(alert => wanted[alert.Alert.Fingerprint]).ToList())).Where(group => group.Item2.Count > 0),
        ];
    }

    private static IEnumerable<WorldAlert> Sorted(IEnumerable<WorldAlert> alerts, LiveSort sort) => sort switch
    {
        LiveSort.Newest => alerts.OrderByDescending(alert => alert.Alert.StartsAt),
        LiveSort.Oldest => alerts.OrderBy(alert => alert.Alert.StartsAt),
        LiveSort.Name => alerts.OrderBy(alert => alert.Alert.Labels["alertname"], StringComparer.Ordinal),
        _ => alerts.OrderBy(alert => StateOf(alert) != "active")
            .ThenBy(alert => SeverityRank.Of(alert.Alert.Labels["severity"] ?? ""))
            .ThenByDescending(alert => alert.Alert.StartsAt),
    };

    private static string StateOf(WorldAlert alert) =>
        alert.SilencedBy is not null ? "silenced" : alert.InhibitedBy is not null ? "inhibited" : "active";

    private static string Name(WorldAlert alert) => alert.Alert.Fingerprint.ToString();

    private static string Text(LabelSet labels)
    {
        var words = new List<string>();
        foreach (LabelSet.Label label in labels)
        {
            words.Add(label.NameText);
            words.Add(label.ValueText);
        }

        return string.Join(' ', words);
    }
}
