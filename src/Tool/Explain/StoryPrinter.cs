using System.Text.Json.Nodes;
using Tocsin.Tool.Amtool;
using Tocsin.Tool.CommandLine;

namespace Tocsin.Tool.Explain;

/// <summary>Prints explanations and history for people.</summary>
internal sealed class StoryPrinter(Invocation given)
{
    private readonly TextWriter _out = given.Terminal.Out;
    private readonly string _dates = given.Find("date.format") ?? Dates.DefaultFormat;

    /// <summary>Prints why an alert did or did not page: the answer first, then what it rests on.</summary>
    public void Explain(JsonObject alert)
    {
        string labels = string.Join(", ", Json.Texts(alert["labels"]).Select(l => $"{l.Key}=\"{l.Value}\""));
        _out.Write($"{{{labels}}}\n");
        _out.Write($"fingerprint {Json.Text(alert, "fingerprint")}, {Json.Text(alert, "state")}{Times(alert)}\n");
        Section("Why", Json.Objects(alert["verdicts"]).Select(Verdict));
        Section("Groups", Json.Objects(alert["groups"]).Select(Group));
        if (alert["route"] is JsonObject route)
        {
            _out.Write("\nRoutes:\n");
            Route(route, "  ", true);
        }

        Section("Story", Json.Objects(alert["story"]).Select(Event));
        _out.Write("\n");
    }

    /// <summary>Prints a page of history, the oldest entry first, as logs are read.</summary>
    public void History(JsonObject history)
    {
        foreach (JsonObject happened in Json.Objects(history["events"]).Reverse())
        {
            _out.Write(Event(happened) + "\n");
        }

        if (Json.Text(history, "next").Length > 0)
        {
            given.Terminal.Error.Write("There is more: raise --limit or narrow the time.\n");
        }
    }

    private void Section(string title, IEnumerable<string> lines)
    {
        string[] all = [.. lines];
        if (all.Length == 0)
        {
            return;
        }

        _out.Write($"\n{title}:\n");
        foreach (string line in all)
        {
            _out.Write($"  {line}\n");
        }
    }

    private string Times(JsonObject alert)
    {
        string start = Json.Text(alert, "startsAt");
        return start.Length == 0 ? "" : $", from {Date(start)} until {Date(Json.Text(alert, "endsAt"))}";
    }

    private static string Verdict(JsonObject verdict)
    {
        string receiver = Json.Text(verdict, "receiver");
        string about = receiver.Length == 0 ? "" : $"{receiver}: ";
        return $"{about}{Json.Text(verdict, "text")} [{Json.Text(verdict, "code")}]";
    }

    private string Group(JsonObject group)
    {
        string muted = string.Join(", ", (group["mutedBy"] as JsonArray ?? []).Select(name => Json.Text(name)));
        string next = Date(Json.Text(group, "nextFlushAt"));
        return $"{Json.Text(group, "key")} to {Json.Text(group, "receiver")}, next at {next}"
            + (muted.Length == 0 ? "" : $", muted by {muted}");
    }

    private string Event(JsonObject happened) => $"{Date(Json.Text(happened, "at"))}  {Json.Text(happened, "text")}";

    private void Route(JsonObject route, string indent, bool isLast)
    {
        string matchers = Json.Text(route, "matchers") is { Length: > 2 } some ? some : "default-route";
        _out.Write($"{indent}{(isLast ? "└── " : "├── ")}{matchers}  {Describe(route)}\n");
        JsonObject[] below = [.. Json.Objects(route["routes"])];
        for (int i = 0; i < below.Length; i++)
        {
            Route(below[i], indent + (isLast ? "    " : "│   "), i == below.Length - 1);
        }
    }

    private static string Describe(JsonObject route)
    {
        string failed = string.Join(", ", (route["failedMatchers"] as JsonArray ?? []).Select(m => Json.Text(m)));
        return Json.Text(route, "verdict") switch
        {
            "landed" => $"goes to {Json.Text(route, "receiver")}",
            "passedDown" => "matches, a route below takes it",
            "notMatched" => $"does not match {failed}",
            _ => "not tried, a route before took it",
        };
    }

    private string Date(string text) => text.Length == 0 ? "-" : Dates.Format(text, _dates);
}
