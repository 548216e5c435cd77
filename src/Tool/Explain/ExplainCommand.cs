using System.Text.Json.Nodes;
using Tocsin.Tool.Amtool;
using Tocsin.Tool.CommandLine;

namespace Tocsin.Tool.Explain;

/// <summary><c>tocsin explain</c>: why an alert did or did not reach someone.</summary>
internal static class ExplainCommand
{
    /// <summary>Describes the command.</summary>
    public static CommandSpec Create() => new("explain", Help)
    {
        Arguments =
        [
            new("fingerprint", "The alert's fingerprint, or matchers for its labels")
            {
                Required = true,
                Kind = ValueKind.TextList,
            },
        ],
        Run = (given, cancellation) => AmtoolSession.RunAsync(given, ExplainAsync, cancellation),
    };

    private const string Help = """
        Tell the whole story of one alert: routes, groups, mutes, decisions, attempts.

        	tocsin explain 8f3c2d1a00b1c2d3
        	tocsin explain alertname=DiskFull instance=db1

        Alerts of the past are found by their fingerprint, which tocsin history shows.
        """;

    private static async Task ExplainAsync(AmtoolSession session)
    {
        foreach (string fingerprint in await FingerprintsAsync(session))
        {
            JsonObject story = await session.Api.ExplainAsync(fingerprint, session.Cancellation);
            if (session.Given.Text("output") == "json")
            {
                session.Out.Write(Json.Compact(story) + "\n");
            }
            else
            {
                new StoryPrinter(session.Given).Explain(story);
            }
        }
    }

    private static async Task<IReadOnlyList<string>> FingerprintsAsync(AmtoolSession session)
    {
        IReadOnlyList<string> arguments = session.Given.List("fingerprint");
        if (arguments is [{ Length: 16 } only] && only.All(char.IsAsciiHexDigit))
        {
            return [only.ToLowerInvariant()];
        }

        List<string> filters = new MatcherArguments(session.Given).WithAlertName(arguments);
        JsonArray alerts = await session.Api.GetAlertsAsync(
            filters.Select(f => KeyValuePair.Create("filter", f)),
            session.Cancellation);
        string[] found = [.. Json.Objects(alerts).Select(a => Json.Text(a, "fingerprint"))];
        return found.Length > 0
            ? found
            : throw new CommandFailure("no alert has these labels now; past ones are found by fingerprint");
    }
}
