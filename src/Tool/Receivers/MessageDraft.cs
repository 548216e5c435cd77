using System.Security.Cryptography;
using System.Text;
using Tocsin.Model;
using Tocsin.Model.Alerts;
using Tocsin.Model.Labels;
using Tocsin.Model.Matching;
using Tocsin.Model.Seams;
using Tocsin.Routing.Routes;
using Tocsin.Routing.TimeIntervals;
using Tocsin.Server.Config;

namespace Tocsin.Tool.Receivers;

/// <summary>Makes the message that a receiver would get by its route: the group's key and labels are those of the route.</summary>
internal sealed class MessageDraft
{
    private readonly string _receiver;
    private readonly Instant _now;

    /// <summary>Finds the routes to a receiver.</summary>
    /// <param name="config">The configuration.</param>
    /// <param name="receiver">The receiver's name.</param>
    /// <param name="now">The present.</param>
    public MessageDraft(LoadedConfig config, string receiver, Instant now)
    {
        _receiver = receiver;
        _now = now;
        Dictionary<string, TimeIntervalModel> intervals = config.Config.AllTimeIntervals.ToDictionary(
            interval => interval.Name, interval => new TimeIntervalModel(interval, TimeZoneInfo.Utc), StringComparer.Ordinal);
        Tree = RouteCompiler.Compile(config.Route, intervals);
    }

    private RouteTree Tree { get; }

    /// <summary>An alert such as the receiver's first route takes: what its matchers ask for is among the labels.</summary>
    public Alert Sample()
    {
        var labels = new LabelSetBuilder();
        foreach ((string name, string value) in (ReadOnlySpan<(string, string)>)
            [(LabelName.AlertName, "SampleAlert"), ("instance", "host-1.example:9100"), ("job", "node"), ("severity", "critical")])
        {
            labels.Add(name, value);
        }

        foreach (LabelMatcher matcher in (PathTo(Tree.Root) ?? []).SelectMany(node => node.Matchers)
            .Where(matcher => matcher.Op == MatchOp.Equal))
        {
            labels.Add(matcher.Name, matcher.Value);
        }

        return new Alert
        {
            Labels = labels.Build(dropEmpty: true),
            Annotations = LabelSet.Of(
                ("description", "This is a sample. It shows what a message looks like."),
                ("summary", "A sample of an alert"),
                ("runbook_url", "https://runbooks.example/sample")),
            StartsAt = _now - TimeSpan.FromMinutes(5),
            EndsAt = default,
            UpdatedAt = _now,
            GeneratorUrl = "https://prometheus.example/graph?g0.expr=up+%3D%3D+0&g0.tab=1",
        };
    }

    /// <summary>The first message about these alerts.</summary>
    public Notification About(IReadOnlyList<Alert> alerts, bool areResolved)
    {
        RouteNode? node = NodeOf(alerts[0].Labels);
        LabelSet groupLabels = node?.GroupBy.LabelsOf(alerts[0].Labels, new LabelSetBuilder()) ?? LabelSet.Empty;
        string key = $"{node?.Key ?? "{}"}:{groupLabels}";
        return new Notification
        {
            Id = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(key)).AsSpan(0, 16)),
            GroupKey = key,
            GroupId = key,
            Receiver = _receiver,
            GroupLabels = groupLabels,
            RouteLabels = node?.Labels ?? LabelSet.Empty,
            Alerts = areResolved ? [.. alerts.Select(alert => alert with { EndsAt = _now })] : alerts,
            Reason = areResolved ? "all alerts resolved" : "first notification",
            At = _now,
            RepeatInterval = node?.RepeatInterval ?? TimeSpan.Zero,
            Deadline = _now + (node?.GroupInterval ?? TimeSpan.FromMinutes(5)),
        };
    }

    // Where the alert lands if that is the receiver's, else the receiver's first route.
    private RouteNode? NodeOf(LabelSet labels)
    {
        var landed = new List<RouteNode>();
        Tree.Match(labels, landed);
        return landed.Find(node => node.Receiver == _receiver) ?? PathTo(Tree.Root)?[^1];
    }

    private List<RouteNode>? PathTo(RouteNode from)
    {
        if (from.Receiver == _receiver)
        {
            return [from];
        }

        foreach (RouteNode child in from.Children)
        {
            if (PathTo(child) is { } path)
            {
                path.Insert(0, from);
                return path;
            }
        }

        return null;
    }
}
