using System.Text.Json.Nodes;
using Tocsin.Tool.Amtool;
using Tocsin.Tool.CommandLine;
using Tocsin.Tool.Query;

namespace Tocsin.Tool.Rules;

/// <summary><c>tocsin rules</c>: the rules of a running server, and what they would have done.</summary>
internal static class RulesCommand
{
    private const string Help = """
        See, change and replay the rules of a running server.

        	tocsin rules list
        	tocsin rules put payments checkout.yml --dry-run
        	tocsin rules versions payments checkout
        	tocsin rules replay --from=-7d --file=checkout.yml
        """;

    private static readonly ArgumentSpec Space = new("namespace", "What stands for the file") { Required = true };
    private static readonly ArgumentSpec Group = new("group", "The rule group") { Required = true };

    private static readonly FlagSpec[] Why =
    [
        new("author", "Who asks, if no password says it; else the user of this machine"),
        new("comment", "Why, for whoever looks at the versions later") { Letter = 'c' },
    ];

    /// <summary>Describes the command.</summary>
    public static CommandSpec Create() => new("rules", Help)
    {
        Flags = ServerFlags.All,
        Commands =
        [
            RulesListCommand.Create(),
            new("get", "Print a group that the API keeps, or all of a namespace.")
            {
                Arguments = [Space, new("group", "The rule group; all of the namespace if not given")],
                Run = (given, stop) => RunAsync(given, GetAsync, stop),
            },
            new("put", "Write a rule group from a file; - reads standard input.")
            {
                Flags =
                [
                    new("dry-run", "Only say what would change, and what the rules give at this moment") { Kind = ValueKind.Switch },
                    .. Why,
                ],
                Arguments = [Space, new("file", "One rule group as YAML") { Required = true }],
                Run = (given, stop) => RunAsync(given, PutAsync, stop),
            },
            new("delete", "Remove a group, or all of a namespace. Versions are kept.")
            {
                Flags = Why,
                Arguments = [Space, new("group", "The rule group; all of the namespace if not given")],
                Run = (given, stop) => RunAsync(given, DeleteAsync, stop),
            },
            new("versions", "List who brought which version of a group, when and why.")
            {
                Arguments = [Space, Group],
                Run = (given, stop) => RunAsync(given, VersionsAsync, stop),
            },
            new("rollback", "Put an earlier version of a group in force again.")
            {
                Flags = Why,
                Arguments = [Space, Group, new("version", "The version's number") { Required = true }],
                Run = (given, stop) => RunAsync(given, RollBackAsync, stop),
            },
            ReplayCommand.Create(),
        ],
    };

    private static async Task<int> RunAsync(
        Invocation given, Func<Invocation, SeriesApi, CancellationToken, Task> command, CancellationToken cancellation)
    {
        await ServerFlags.RunAsync(given, (api, stop) => command(given, api, stop), cancellation);
        return 0;
    }

    private static async Task GetAsync(Invocation given, SeriesApi api, CancellationToken stop) =>
        given.Terminal.Out.Write(await api.TextAsync(PathOf(given), stop));

    private static async Task PutAsync(Invocation given, SeriesApi api, CancellationToken stop)
    {
        string dryRun = given.IsOn("dry-run") ? "&dry_run=true" : "";
        using var content = RuleTexts.Content(given, given.Text("file"));
        JsonObject answer = await api.SendAsync(
            HttpMethod.Post, $"rules/{Part(given, "namespace")}?{WhyOf(given)}{dryRun}", content, stop);
        if (TryJson(given, answer))
        {
            return;
        }

        if (dryRun.Length > 0)
        {
            DryRunPrinter.Print(answer["data"], given.Terminal);
        }
        else
        {
            TellVersion(given, answer["data"]);
        }
    }

    private static async Task DeleteAsync(Invocation given, SeriesApi api, CancellationToken stop)
    {
        JsonObject answer = await api.SendAsync(HttpMethod.Delete, $"{PathOf(given)}?{WhyOf(given)}", null, stop);
        if (!TryJson(given, answer))
        {
            given.Terminal.Out.Write("removed\n");
        }
    }

    private static async Task VersionsAsync(Invocation given, SeriesApi api, CancellationToken stop)
    {
        JsonObject answer = await api.SendAsync(HttpMethod.Get, PathOf(given) + "/versions", null, stop);
        if (TryJson(given, answer))
        {
            return;
        }

        var table = new TabWriter();
        table.Line("version\tat\tby\twhat\tcomment");
        foreach (JsonObject one in Json.Objects(answer["data"]?["versions"]))
        {
            long restored = Json.Whole(one, "restoredFrom");
            string what = Json.Truth(one, "removed", false) ? "removed" : restored > 0 ? $"version {restored} again" : "written";
            table.Line($"{Json.Whole(one, "version")}\t{Json.Text(one, "at")}\t{Json.Text(one, "by")}\t{what}"
                + $"\t{Json.Text(one, "comment")}");
        }

        table.Write(given.Terminal.Out);
    }

    private static async Task RollBackAsync(Invocation given, SeriesApi api, CancellationToken stop)
    {
        string path = $"{PathOf(given)}/rollback?version={Part(given, "version")}&{WhyOf(given)}";
        JsonObject answer = await api.SendAsync(HttpMethod.Post, path, null, stop);
        if (!TryJson(given, answer))
        {
            TellVersion(given, answer["data"]);
        }
    }

    private static void TellVersion(Invocation given, JsonNode? data)
    {
        string done = Json.Truth(data, "changed", true) ? "is in force" : "was in force already";
        given.Terminal.Out.Write($"version {Json.Whole(data, "version")} of {Json.Text(data, "group")} {done}\n");
    }

    private static string PathOf(Invocation given) =>
        $"rules/{Part(given, "namespace")}{(given.Text("group").Length > 0 ? "/" + Part(given, "group") : "")}";

    private static string Part(Invocation given, string name) => Uri.EscapeDataString(given.Text(name));

    private static string WhyOf(Invocation given)
    {
        string author = given.Text("author") is { Length: > 0 } said ? said : given.Terminal.Environment("USER") ?? "";
        return $"author={Uri.EscapeDataString(author)}&comment={Uri.EscapeDataString(given.Text("comment"))}";
    }

    private static bool TryJson(Invocation given, JsonObject answer)
    {
        bool isJson = given.Text("output") == "json";
        if (isJson && answer["data"] is { } data)
        {
            given.Terminal.Out.Write(Json.Compact(data) + "\n");
        }

        return isJson;
    }
}
