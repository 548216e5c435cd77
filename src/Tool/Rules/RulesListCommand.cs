using System.Text.Json.Nodes;
using Tocsin.Tool.Amtool;
using Tocsin.Tool.CommandLine;
using Tocsin.Tool.Query;

namespace Tocsin.Tool.Rules;

/// <summary><c>tocsin rules list</c>: the rules that a server evaluates.</summary>
internal static class RulesListCommand
{
    private const string Help = """
        List the rules in force with their state and their last evaluation.

        	tocsin rules list --never-matched
        	tocsin rules list --unhealthy -o json

        With --never-matched only those are listed that have a selector which matches no series in the whole store, each
        with those selectors: they cannot find what they look for. The exit code is 1 if there is one, so that a script
        can tell.
        """;

    /// <summary>Describes the command.</summary>
    public static CommandSpec Create() => new("list", Help)
    {
        Flags =
        [
            new("never-matched", "Only rules with a selector that matches no series") { Kind = ValueKind.Switch },
            new("unhealthy", "Only rules whose last evaluation failed") { Kind = ValueKind.Switch },
        ],
        Run = async (given, cancellation) =>
        {
            int code = 0;
            await ServerFlags.RunAsync(given, async (api, stop) => code = await ListAsync(given, api, stop), cancellation);
            return code;
        },
    };

    private static async Task<int> ListAsync(Invocation given, SeriesApi api, CancellationToken stop)
    {
        bool onlyUnmatched = given.IsOn("never-matched");
        JsonObject answer = await api.SendAsync(
            HttpMethod.Get, onlyUnmatched ? "rules?never_matched=true" : "rules", null, stop);
        (JsonObject Group, JsonObject Rule)[] rules =
        [
            .. Json.Objects(answer["data"]?["groups"])
                .SelectMany(group => Json.Objects(group["rules"]).Select(rule => (group, rule)))
                .Where(each => !given.IsOn("unhealthy") || Json.Text(each.rule, "health") == "err"),
        ];
        if (given.Text("output") == "json")
        {
            given.Terminal.Out.Write(Json.Compact(new JsonArray([.. rules.Select(ToJson)])) + "\n");
        }
        else
        {
            Write(rules, onlyUnmatched, given.Terminal);
        }

        return onlyUnmatched && rules.Length > 0 ? 1 : 0;
    }

    private static JsonObject ToJson((JsonObject Group, JsonObject Rule) each)
    {
        var rule = (JsonObject)each.Rule.DeepClone();
        rule["file"] = Json.Text(each.Group, "file");
        rule["group"] = Json.Text(each.Group, "name");
        return rule;
    }

    private static void Write((JsonObject Group, JsonObject Rule)[] rules, bool withSelectors, Terminal terminal)
    {
        if (rules.Length == 0)
        {
            terminal.Out.Write("No rules.\n");
            return;
        }

        var table = new TabWriter();
        table.Line("file\tgroup\trule\ttype\thealth\tstate\t" + (withSelectors ? "matches nothing" : "error"));
        foreach ((JsonObject group, JsonObject rule) in rules)
        {
            string last = withSelectors
                ? string.Join(", ", rule["unmatchedSelectors"]?.AsArray().Select(each => (string?)each) ?? [])
                : Json.Text(rule, "lastError");
            table.Line(string.Join('\t', new[]
            {
                Json.Text(group, "file"), Json.Text(group, "name"), Json.Text(rule, "name"), Json.Text(rule, "type"),
                Json.Text(rule, "health"), Json.Text(rule, "state"), last,
            }.Select(cell => cell.Length == 0 ? "-" : cell.ReplaceLineEndings(" ").Replace('\t', ' '))));
        }

        table.Write(terminal.Out);
    }
}
