using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using Tocsin.Model.Labels;

namespace Tocsin.Server.Dashboard.Live;

/// <summary>Finds the groups of an alert in a view, and makes those that are not there yet.</summary>
internal sealed class LiveGrouper
{
    private readonly LiveGrouping _grouping;
    private readonly LiveOrder _order;
    private readonly Dictionary<LiveGroup, LiveViewGroup> _byRoute = [];
    private readonly Dictionary<string, LiveViewGroup> _byLabels = new(StringComparer.Ordinal);
    private int _nextId = 1;

    public LiveGrouper(LiveQuery query, IEnumerable<LiveAlert> alerts)
    {
        _grouping = query.Grouping == LiveGrouping.Auto ? LiveGrouping.Labels : query.Grouping;
        _order = LiveOrder.By(query.Sort == LiveSort.Size ? LiveSort.Severity : query.Sort);
        Names = query.Grouping == LiveGrouping.Auto ? Choose(alerts) : query.Grouping == LiveGrouping.Labels ? query.GroupLabels : [];
    }

    /// <summary>The labels that make the groups, if labels do.</summary>
    public IReadOnlyList<string> Names { get; }

    /// <summary>How many groups there are.</summary>
    public int Count => _byRoute.Count + _byLabels.Count;

    /// <summary>The group of the router, if the view shows it.</summary>
    public LiveViewGroup? Find(LiveGroup source) => _byRoute.GetValueOrDefault(source);

    /// <summary>The groups that the alert is in.</summary>
    public void Find(LiveAlert alert, List<LiveViewGroup> found)
    {
        found.Clear();
        if (_grouping == LiveGrouping.Route)
        {
            foreach (LiveGroup source in alert.Groups)
            {
                ref LiveViewGroup? group = ref CollectionsMarshal.GetValueRefOrAddDefault(_byRoute, source, out _);
                found.Add(group ??= new LiveViewGroup(source.Id, LabelsOf(source.Labels), source, _order));
            }

            return;
        }

        string key = KeyOf(Names.Select(name => alert[name]));
        ref LiveViewGroup? named = ref CollectionsMarshal.GetValueRefOrAddDefault(_byLabels, key, out _);
        found.Add(named ??= new LiveViewGroup(_nextId++, [.. Names.Select(name => KeyValuePair.Create(name, alert[name]))], null, _order));
    }

    /// <summary>Forgets a group that has no alerts.</summary>
    public void Remove(LiveViewGroup group)
    {
        if (group.Source is { } source)
        {
            _byRoute.Remove(source);
        }
        else
        {
            _byLabels.Remove(KeyOf(group.Labels.Select(label => label.Value)));
        }
    }

    /// <summary>One text for several, the same for the same texts alone: a value may hold any separator.</summary>
    public static string KeyOf(IEnumerable<string> texts)
    {
        var key = new StringBuilder();
        foreach (string text in texts)
        {
            key.Append(CultureInfo.InvariantCulture, $"{text.Length}:").Append(text);
        }

        return key.ToString();
    }

    // The label that nearly all have and whose number of values is nearest to the root of the number of alerts: neither one
    // card nor one for each alert.
    private static List<string> Choose(IEnumerable<LiveAlert> alerts)
    {
        var labels = new SortedDictionary<string, (int Alerts, HashSet<string> Values)>(StringComparer.Ordinal);
        int all = 0;
        foreach (LiveAlert alert in alerts)
        {
            all++;
            foreach ((string name, string value) in alert.Labels)
            {
                (int count, HashSet<string> values) = labels.TryGetValue(name, out var known) ? known : (0, new(StringComparer.Ordinal));
                values.Add(value);
                labels[name] = (count + 1, values);
            }
        }

        double wanted = Math.Sqrt(all);
        string? best = null;
        double nearest = double.MaxValue;
        foreach ((string name, (int count, HashSet<string> values)) in labels)
        {
            double distance = Math.Abs(Math.Log(values.Count / wanted));
            if (count >= all * 0.8 && values.Count > 1 && distance < nearest)
            {
                (best, nearest) = (name, distance);
            }
        }

        return best is null ? ["alertname"] : [best];
    }

    private static KeyValuePair<string, string>[] LabelsOf(LabelSet set)
    {
        var labels = new KeyValuePair<string, string>[set.Count];
        int at = 0;
        foreach (LabelSet.Label label in set)
        {
            labels[at++] = new(label.NameText, label.ValueText);
        }

        return labels;
    }
}
