using System.Text.Json.Nodes;
using Tocsin.Tool.Amtool;
using Tocsin.Tool.CommandLine;

namespace Tocsin.Tool.Explain;

/// <summary><c>tocsin history</c>: what happened, by labels and time.</summary>
internal static class HistoryCommand
{
    /// <summary>Describes the command.</summary>
    public static CommandSpec Create() => new("history", Help)
    {
        Flags =
        [
            .. PastQuery.Flags,
            new("kind", "What to look for: alerts, groups, notifications, silences or server; repeatable")
            {
                Kind = ValueKind.TextList,
            },
            new("fingerprint", "Only of the alert with this fingerprint; repeatable") { Kind = ValueKind.TextList },
            new("receiver", "Only of this receiver; repeatable") { Letter = 'r', Kind = ValueKind.TextList },
        ],
        Arguments = [new(PastQuery.Matchers, "Query filter") { Kind = ValueKind.TextList }],
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

    private static List<KeyValuePair<string, string>> Query(Invocation given) => PastQuery.Of(
        given, ["kind", "fingerprint", "receiver"]);
}
