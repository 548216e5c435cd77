using System.Runtime.InteropServices;
using Tocsin.Model;
using Tocsin.Model.Labels;
using Tocsin.Server.Api;

namespace Tocsin.Server.Dashboard.Live;

/// <summary>A value and how many alerts have it.</summary>
internal readonly record struct ValueCount(string Value, int Alerts)
{
    /// <summary>What it stands for, where a person cannot know; empty if it speaks for itself.</summary>
    public string Note { get; init; } = "";
}

/// <summary>What alerts have in common: their labels and the most frequent values.</summary>
/// <param name="Alerts">How many alerts.</param>
/// <param name="Labels">The labels, those that most alerts have first.</param>
internal sealed record LiveLabels(int Alerts, IReadOnlyList<LiveLabels.Label> Labels)
{
    /// <summary>Counts the labels of the alerts that a filter lets through.</summary>
    public static LiveLabels Of(LiveBoard board, LiveFilter filter, int top, Instant now)
    {
        int alerts = board.Alerts.Count;
        var counts = new Dictionary<string, Dictionary<string, int>>(StringComparer.Ordinal);
        if (filter.IsEmpty)
        {
            foreach ((string name, Dictionary<string, HashSet<int>> values) in board.Index)
            {
                counts.Add(name, values.ToDictionary(value => value.Key, value => value.Value.Count, StringComparer.Ordinal));
            }
        }
        else
        {
            alerts = 0;
            foreach (LiveAlert alert in filter.Select(board, now))
            {
                alerts++;
                foreach ((string name, string value) in alert.Labels)
                {
                    ref Dictionary<string, int>? values = ref CollectionsMarshal.GetValueRefOrAddDefault(counts, name, out _);
                    values ??= new Dictionary<string, int>(StringComparer.Ordinal);
                    CollectionsMarshal.GetValueRefOrAddDefault(values, value, out _)++;
                }
            }
        }

        List<Label> labels =
        [
            .. counts.Select(label => new Label(
                label.Key, label.Value.Values.Sum(), label.Value.Count, Top(label.Value, top))),
        ];
        labels.Sort(static (left, right) => left.Alerts != right.Alerts
            ? right.Alerts.CompareTo(left.Alerts)
            : string.CompareOrdinal(left.Name, right.Name));
        return new LiveLabels(alerts, labels);
    }

    /// <summary>The values of one label, or of a name behind <c>@</c>.</summary>
    public static List<ValueCount> ValuesOf(
        LiveBoard board, (LiveFilter Filter, string Name) of, (string Contains, int Limit) page, Instant now)
    {
        var counts = new Dictionary<string, int>(StringComparer.Ordinal);
        if (of.Filter.IsEmpty && of.Name[0] != '@')
        {
            if (board.Index.TryGetValue(of.Name, out Dictionary<string, HashSet<int>>? values))
            {
                foreach ((string value, HashSet<int> alerts) in values)
                {
                    counts[value] = alerts.Count;
                }
            }
        }
        else
        {
            foreach (LiveAlert alert in of.Filter.Select(board, now))
            {
                foreach (string value in LiveFilter.TextsOf(alert, of.Name))
                {
                    CollectionsMarshal.GetValueRefOrAddDefault(counts, value, out _)++;
                }
            }
        }

        if (of.Name is not ("@fingerprint" or "@inhibited_by"))
        {
            return Top(counts.Where(value => value.Key.Contains(page.Contains, StringComparison.OrdinalIgnoreCase)), page.Limit);
        }

        // Nobody knows a fingerprint: it is found by what the alert is called.
        IEnumerable<ValueCount> named = Top(counts, counts.Count).Select(value => value with { Note = NoteOf(board, value.Value) });
        return
        [
            .. named.Where(value => value.Value.Contains(page.Contains, StringComparison.OrdinalIgnoreCase)
                || value.Note.Contains(page.Contains, StringComparison.OrdinalIgnoreCase)).Take(page.Limit),
        ];
    }

    private static string NoteOf(LiveBoard board, string fingerprint) =>
        Fingerprint.TryParse(fingerprint, out Fingerprint parsed) && board.Find(parsed) is { } alert
            ? $"{alert["alertname"]} {alert.Summary}".Trim()
            : "";

    /// <summary>Writes them.</summary>
    public void Write(JsonOutput output)
    {
        output.Raw("{\"alerts\":"u8).Number(Alerts).Raw(",\"labels\":["u8);
        for (int i = 0; i < Labels.Count; i++)
        {
            output.Raw(i == 0 ? "{\"name\":"u8 : ",{\"name\":"u8).String(Labels[i].Name)
                .Raw(",\"alerts\":"u8).Number(Labels[i].Alerts)
                .Raw(",\"values\":"u8).Number(Labels[i].Values)
                .Raw(",\"top\":"u8);
            Write(output, Labels[i].Top);
            output.Raw("}"u8);
        }

        output.Raw("]}"u8);
    }

    /// <summary>Writes values with their counts.</summary>
    public static void Write(JsonOutput output, IReadOnlyList<ValueCount> values)
    {
        output.Raw("["u8);
        for (int i = 0; i < values.Count; i++)
        {
            output.Raw(i == 0 ? "{\"value\":"u8 : ",{\"value\":"u8).String(values[i].Value)
                .Raw(",\"alerts\":"u8).Number(values[i].Alerts);
            if (values[i].Note.Length > 0)
            {
                output.Raw(",\"note\":"u8).String(values[i].Note);
            }

            output.Raw("}"u8);
        }

        output.Raw("]"u8);
    }

    private static List<ValueCount> Top(IEnumerable<KeyValuePair<string, int>> counts, int limit) =>
    [
        .. counts.OrderByDescending(value => value.Value).ThenBy(value => value.Key, StringComparer.Ordinal).Take(limit)
            .Select(value => new ValueCount(value.Key, value.Value)),
    ];

    /// <summary>A label, how many alerts have it, how many values it has, and the most frequent of them.</summary>
    internal sealed record Label(string Name, int Alerts, int Values, IReadOnlyList<ValueCount> Top);
}
