using System.Text.Json.Nodes;
using Tocsin.Tool.CommandLine;

namespace Tocsin.Tool.Amtool;

/// <summary><c>amtool alert</c>: look at alerts and add one by hand.</summary>
internal static class AlertCommands
{
    private static readonly string[] States = ["inhibited", "silenced", "active", "unprocessed"];

    /// <summary>Describes the commands.</summary>
    public static CommandSpec Create() => new("alert", "Add or query alerts.") { Commands = [Query(), Add()] };

    private static CommandSpec Query() => new("query", AmtoolHelp.AlertQuery)
    {
        IsDefault = true,
        Flags =
        [
            new("inhibited", "Show inhibited alerts") { Letter = 'i', Kind = ValueKind.Switch },
            new("silenced", "Show silenced alerts") { Letter = 's', Kind = ValueKind.Switch },
            new("active", "Show active alerts") { Letter = 'a', Kind = ValueKind.Switch },
            new("unprocessed", "Show unprocessed alerts") { Letter = 'u', Kind = ValueKind.Switch },
            new("receiver", "Show alerts matching receiver (Supports regex syntax)") { Letter = 'r' },
        ],
        Arguments = [new("matcher-groups", "Query filter") { Kind = ValueKind.TextList }],
        Run = (given, cancellation) => AmtoolSession.RunAsync(given, QueryAsync, cancellation),
    };

    private static CommandSpec Add() => new("add", AmtoolHelp.AlertAdd)
    {
        Flags =
        [
            new("generator-url", "Set the URL of the source that generated the alert"),
            new("start", "Set when the alert should start. RFC3339 format 2006-01-02T15:04:05-07:00"),
            new("end", "Set when the alert should end. RFC3339 format 2006-01-02T15:04:05-07:00"),
            new("annotation", "Set an annotation to be included with the alert") { Kind = ValueKind.TextList },
        ],
        Arguments = [new("labels", "List of labels to be included with the alert") { Kind = ValueKind.TextList }],
        Run = AddAsync,
    };

    private static async Task QueryAsync(AmtoolSession session)
    {
        Invocation given = session.Given;
        bool active = given.IsOn("active") || !States.Any(given.IsOn);
        var query = new List<KeyValuePair<string, string>> { State("active", active) };
        query.AddRange(new MatcherArguments(given)
            .WithAlertName(given.List("matcher-groups"))
            .Select(filter => KeyValuePair.Create("filter", filter)));
        query.Add(State("inhibited", given.IsOn("inhibited")));
        if (given.Text("receiver") is { Length: > 0 } receiver)
        {
            query.Add(KeyValuePair.Create("receiver", receiver));
        }

        query.Add(State("silenced", given.IsOn("silenced")));
        query.Add(State("unprocessed", given.IsOn("unprocessed")));
        session.Output.Alerts(await session.Api.GetAlertsAsync(query, session.Cancellation));
    }

    // Everything is checked before the server is asked for anything.
    private static Task<int> AddAsync(Invocation given, CancellationToken cancellationToken)
    {
        var arguments = new MatcherArguments(given);
        var alert = new JsonObject
        {
            ["labels"] = arguments.Pairs(
                arguments.WithAlertName(given.List("labels")),
                "labels must be specified as key=value pairs"),
            ["annotations"] = arguments.Pairs(
                given.List("annotation"),
                "annotations must be specified as key=value pairs"),
        };
        AddTime(alert, "startsAt", given.Text("start"));
        AddTime(alert, "endsAt", given.Text("end"));
        if (given.Text("generator-url") is { Length: > 0 } address)
        {
            alert["generatorURL"] = address;
        }

        return AmtoolSession.RunAsync(
            given,
            session => session.Api.PostAlertsAsync([alert], session.Cancellation),
            cancellationToken);
    }

    private static void AddTime(JsonObject alert, string key, string text)
    {
        if (text.Length > 0)
        {
            alert[key] = Dates.Write(Dates.Parse(text));
        }
    }

    private static KeyValuePair<string, string> State(string name, bool wanted) =>
        KeyValuePair.Create(name, wanted ? "true" : "false");
}
