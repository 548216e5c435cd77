using Tocsin.Model.Alerts;
using Tocsin.Model.Labels;
using Tocsin.Routing.Routes;
using Tocsin.Routing.Views;

namespace Tocsin.Server.Dashboard.Live;

/// <summary>One live alert as the dashboard shows it. Immutable: a change is a new object with the same number.</summary>
internal sealed class LiveAlert
{
    private const int SummaryMax = 240;
    private static readonly string[] Summaries = ["summary", "message", "description", "title"];

    private LiveAlert(int id, Alert alert, KeyValuePair<string, string>[] labels)
    {
        Id = id;
        Alert = alert;
        Labels = labels;
    }

    /// <summary>Its number on the board; never given again.</summary>
    public int Id { get; }

    /// <summary>The alert.</summary>
    public Alert Alert { get; private init; }

    /// <summary>Its labels by name; the texts are shared by all alerts of the board.</summary>
    public KeyValuePair<string, string>[] Labels { get; }

    /// <summary>How it stands.</summary>
    public LiveState State { get; private init; }

    /// <summary>The ids of the silences that match it.</summary>
    public IReadOnlyList<string> SilencedBy { get; private init; } = [];

    /// <summary>The fingerprint of an alert that inhibits it, or null.</summary>
    public string? InhibitedBy { get; private init; }

    /// <summary>The groups of the router that hold it.</summary>
    public LiveGroup[] Groups { get; private init; } = [];

    /// <summary>The receivers that it goes to, without repeats.</summary>
    public IReadOnlyList<string> Receivers { get; private init; } = [];

    /// <summary>Whose it is: its label <c>team</c>, else its route's, else nothing.</summary>
    public string Team { get; private init; } = "";

    /// <summary>How bad it is, 0 the worst; see <see cref="SeverityRank"/>.</summary>
    public int Severity { get; private init; }

    /// <summary>The annotation that says most, shortened.</summary>
    public string Summary { get; private init; } = "";

    /// <summary>The value of a label; empty if it has none of that name.</summary>
    public string this[string name]
    {
        get
        {
            foreach (KeyValuePair<string, string> label in Labels)
            {
                if (label.Key == name)
                {
                    return label.Value;
                }
            }

            return "";
        }
    }

    /// <summary>An alert that is new on the board.</summary>
    public static LiveAlert New(int id, AlertView view, LiveGroup[] groups, Func<string, string> share)
    {
        var labels = new KeyValuePair<string, string>[view.Alert.Labels.Count];
        int at = 0;
        foreach (LabelSet.Label label in view.Alert.Labels)
        {
            labels[at++] = new(share(label.NameText), share(label.ValueText));
        }

        return new LiveAlert(id, view.Alert, labels).With(view, groups);
    }

    /// <summary>The alert as it stands now; itself if nothing that is shown changed.</summary>
    public LiveAlert Changed(AlertView view, LiveGroup[] groups)
    {
        bool isSame = view.Alert.StartsAt == Alert.StartsAt
            && (ReferenceEquals(view.Alert.Annotations, Alert.Annotations) || view.Alert.Annotations.Equals(Alert.Annotations))
            && StateOf(view, groups) == State
            && view.InhibitedBy == InhibitedBy
            && SameTexts(view.SilencedBy, SilencedBy)
            && groups.AsSpan().SequenceEqual(Groups);
        return isSame ? this : With(view, groups);
    }

    private LiveAlert With(AlertView view, LiveGroup[] groups) => new(Id, view.Alert, Labels)
    {
        State = StateOf(view, groups),
        SilencedBy = view.SilencedBy,
        InhibitedBy = view.InhibitedBy,
        Groups = groups,
        Receivers = ReceiversOf(view.Routes),
        Team = TeamOf(view),
        Severity = SeverityRank.Of(this["severity"]),
        Summary = SummaryOf(view.Alert.Annotations),
    };

    private static LiveState StateOf(AlertView view, LiveGroup[] groups) =>
        view.SilencedBy.Count > 0 ? LiveState.Silenced
        : view.InhibitedBy is not null ? LiveState.Inhibited
        : groups.Length > 0 && Array.TrueForAll(groups, static group => group.MutedBy.Count > 0) ? LiveState.Muted
        : LiveState.Active;

    private static bool SameTexts(IReadOnlyList<string> left, IReadOnlyList<string> right)
    {
        if (left.Count != right.Count)
        {
            return false;
        }

        for (int i = 0; i < left.Count; i++)
        {
            if (left[i] != right[i])
            {
                return false;
            }
        }

        return true;
    }

    private static string[] ReceiversOf(IReadOnlyList<RouteNode> routes)
    {
        if (routes.Count == 1)
        {
            return [routes[0].Receiver];
        }

        var receivers = new List<string>(routes.Count);
        foreach (RouteNode route in routes)
        {
            if (!receivers.Contains(route.Receiver))
            {
                receivers.Add(route.Receiver);
            }
        }

        return [.. receivers];
    }

    private static string TeamOf(AlertView view)
    {
        string? own = view.Alert.Labels["team"];
        if (own is not null || view.Routes.Count == 0)
        {
            return own ?? "";
        }

        // A route's label may be a template, which only a notification can fill in.
        string routes = view.Routes[0].Labels["team"] ?? "";
        return routes.Contains("{{", StringComparison.Ordinal) ? "" : routes;
    }

    private static string SummaryOf(LabelSet annotations)
    {
        foreach (string name in Summaries)
        {
            if (annotations[name] is { Length: > 0 } text)
            {
                return Shorten(text);
            }
        }

        return "";
    }

    private static string Shorten(string text)
    {
        if (text.Length <= SummaryMax)
        {
            return text;
        }

        int end = char.IsHighSurrogate(text[SummaryMax - 1]) ? SummaryMax - 1 : SummaryMax;
        return string.Concat(text.AsSpan(0, end), "…");
    }
}
