using System.Text.Json.Nodes;
using Tocsin.Tool.Amtool;
using Tocsin.Tool.CommandLine;

namespace Tocsin.Tool.Rules;

/// <summary>Prints what an edit of a rule group would come to.</summary>
internal static class DryRunPrinter
{
    public static void Print(JsonNode? data, Terminal terminal)
    {
        JsonObject[] changes = [.. Json.Objects(data?["changes"])];
        terminal.Out.Write(changes.Length == 0 ? "nothing would change\n" : "would change:\n");
        foreach (JsonObject change in changes)
        {
            Print(change, terminal);
        }

        foreach (JsonNode? doubt in data?["doubts"] as JsonArray ?? [])
        {
            terminal.Out.Write($"doubtful: {Json.Text(doubt)}\n");
        }

        terminal.Out.Write("at this moment:\n");
        foreach (JsonObject rule in Json.Objects(data?["now"]))
        {
            string error = Json.Text(rule, "error");
            terminal.Out.Write(error.Length > 0
                ? $"  {Json.Text(rule, "rule")}: cannot be evaluated: {error}\n"
                : $"  {Json.Text(rule, "rule")}: {Json.Whole(rule, "series")}\n");
        }
    }

    private static void Print(JsonObject change, Terminal terminal)
    {
        string rule = Json.Text(change, "rule") is { Length: > 0 } name ? name : "the group";
        string field = Json.Text(change, "field");
        terminal.Out.Write($"  {rule}{(field.Length > 0 ? ", " + field : "")}\n");
        foreach ((string key, string sign) in (ReadOnlySpan<(string, string)>)[("before", "-"), ("after", "+")])
        {
            if (change[key] is not null)
            {
                terminal.Out.Write($"    {sign} {Json.Text(change, key).ReplaceLineEndings("\n      ")}\n");
            }
        }
    }
}
