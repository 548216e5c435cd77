using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Tocsin.Tool.Amtool;
using Tocsin.Tool.CommandLine;
using Tocsin.Tool.Query;

namespace Tocsin.Tool.Rules;

/// <summary><c>tocsin rules replay</c>: what rules would have told whom.</summary>
internal static class ReplayCommand
{
    private const string TimeHelp = "now, -1h, Unix seconds or RFC 3339";
    private const string Help = """
        Run rules over the series that a server has stored: what would have fired, when, and how many messages that would
        have been under its routing. Nothing is written, nobody is told.

        Without --file the rules in force are taken.
        """;

    /// <summary>Describes the command.</summary>
    public static CommandSpec Create() => new("replay", Help)
    {
        Flags =
        [
            new("from", $"From when on: {TimeHelp}") { Default = ["-1d"] },
            new("to", $"Until when: {TimeHelp}") { Default = ["now"] },
            new("file", "A rule file to replay instead of the rules in force; - reads standard input"),
            new("group", "Only this group; repeatable") { Kind = ValueKind.TextList },
            new("rule", "Only this rule; repeatable") { Kind = ValueKind.TextList },
            new("warmup", "How long rules run before --from, such as 1h; as their for demands if not given"),
        ],
        Run = RunAsync,
    };

    private static async Task<int> RunAsync(Invocation given, CancellationToken cancellation)
    {
        using HttpContent content = given.Text("file") is { Length: > 0 } file
            ? RuleTexts.Content(given, file)
            : new StringContent("", Encoding.UTF8, "application/yaml");
        JsonObject? answer = null;
        await ServerFlags.RunAsync(
            given,
            async (api, stop) => answer = await api.StreamAsync(
                "replay?" + string.Join('&', ParametersOf(given)), content, line => Tell(given.Terminal, line), stop),
            cancellation,
            patience: TimeSpan.FromHours(6));
        EndProgress(given.Terminal);
        if (given.Text("output") == "json")
        {
            given.Terminal.Out.Write(Json.Compact(answer!["data"]!) + "\n");
        }
        else
        {
            ReplayPrinter.Print(answer!["data"], given.Terminal);
        }

        return Json.Text(answer["data"], "stopped").Length > 0 ? 1 : 0;
    }

    private static IEnumerable<string> ParametersOf(Invocation given)
    {
        TimeProvider time = given.Terminal.Time;
        yield return "from=" + QueryTimes.Write(QueryTimes.Parse(given.Text("from"), time));
        if (given.Text("to") != "now")
        {
            yield return "to=" + QueryTimes.Write(QueryTimes.Parse(given.Text("to"), time));
        }

        if (given.Text("warmup").Length > 0)
        {
            yield return "warmup=" + Uri.EscapeDataString(given.Text("warmup"));
        }

        foreach (string parameter in given.List("group").Select(name => "rule_group[]=" + Uri.EscapeDataString(name))
            .Concat(given.List("rule").Select(name => "rule_name[]=" + Uri.EscapeDataString(name))))
        {
            yield return parameter;
        }
    }

    private static void Tell(Terminal terminal, JsonObject line)
    {
        if (terminal.OutputIsTerminal)
        {
            string percent = Json.Whole(line, "percent").ToString(CultureInfo.InvariantCulture);
            terminal.Error.Write($"\r{percent,3} %  {Json.Text(line, "at")} ");
        }
    }

    private static void EndProgress(Terminal terminal)
    {
        if (terminal.OutputIsTerminal)
        {
            terminal.Error.Write("\r" + new string(' ', 40) + "\r");
        }
    }
}
