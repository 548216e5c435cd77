using System.Text.Json.Nodes;
using Tocsin.Templates.GoTime;
using Tocsin.Tool.Amtool;
using Tocsin.Tool.CommandLine;

namespace Tocsin.Tool.Explain;

/// <summary><c>tocsin history</c>: what happened, by labels and time.</summary>
internal static class HistoryCommand
{
    private const string TimeFormat = "RFC3339 format 2006-01-02T15:04:05-07:00";

    /// <summary>Describes the command.</summary>
    public static CommandSpec Create() => new("history", Help)
    {
        Flags =
        [
            new("since", "How far back to look") { Kind = ValueKind.Duration, Default = ["24h"] },
            new("from", $"From when to look, in the place of --since. {TimeFormat}"),
            new("to", $"Until when to look. {TimeFormat}"),
            new("kind", "What to look for: alerts, groups, notifications, silences or server; repeatable")
            {
                Kind = ValueKind.TextList,
            },
            new("fingerprint", "Only of the alert with this fingerprint; repeatable") { Kind = ValueKind.TextList },
            new("receiver", "Only of this receiver; repeatable") { Letter = 'r', Kind = ValueKind.TextList },
            new("limit", "Entries at most, the newest ones") { Kind = ValueKind.Whole, Default = ["100"] },
        ],
        Arguments = [new("matcher-groups", "Query filter") { Kind = ValueKind.TextList }],
        Run = (given, cancellation) => AmtoolSession.RunAsync(given, ShowAsync, cancellation),
    };

    private const string Help = """
        Search what happened to alerts, notifications and silences.

        	tocsin history --since 7d alertname=DiskFull
        	tocsin history --kind notifications --limit 20
        """;

    private static async Task ShowAsync(AmtoolSession session)
    {
        JsonObject history = await session.Api.HistoryAsync(Query(session.Given), session.Cancellation);
        if (session.Given.Text("output") == "json")
        {
            session.Out.Write(Json.Compact(history) + "\n");
        }
        else
        {
            new StoryPrinter(session.Given).History(history);
        }
    }

    private static List<KeyValuePair<string, string>> Query(Invocation given)
    {
        GoMoment from = given.Text("from") is { Length: > 0 } text
            ? Dates.Parse(text)
            : Dates.After(Dates.Now(given.Terminal), -given.Duration("since"));
        var query = new List<KeyValuePair<string, string>> { new("from", Dates.Write(from)) };
        if (given.Text("to") is { Length: > 0 } to)
        {
            query.Add(new("to", Dates.Write(Dates.Parse(to))));
        }

        foreach (string name in (string[])["kind", "fingerprint", "receiver"])
        {
            query.AddRange(given.List(name).Select(value => KeyValuePair.Create(name, value)));
        }

        query.Add(new("limit", given.Text("limit")));
        List<string> filters = new MatcherArguments(given).WithAlertName(given.List("matcher-groups"));
        query.AddRange(filters.Select(f => KeyValuePair.Create("filter", f)));
        return query;
    }
}
