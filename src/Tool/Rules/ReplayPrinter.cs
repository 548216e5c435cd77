using System.Globalization;
using System.Text.Json.Nodes;
using Tocsin.Tool.Amtool;
using Tocsin.Tool.CommandLine;
using Tocsin.Tool.Query;

namespace Tocsin.Tool.Rules;

/// <summary>Prints the report of a replay.</summary>
internal static class ReplayPrinter
{
    private const int AlertsMax = 200;

    public static void Print(JsonNode? data, Terminal terminal)
    {
        terminal.Out.Write(
            $"{Json.Whole(data, "rules")} rules from {Short(Json.Text(data, "from"))} to {Short(Json.Text(data, "to"))}\n\n");
        PrintAlerts(data, terminal);
        foreach (JsonObject fault in Json.Objects(data?["faults"]))
        {
            terminal.Out.Write($"\n{Json.Text(fault, "rule")} of {Json.Text(fault, "group")} could not be evaluated"
                + $" at {Short(Json.Text(fault, "at"))}: {Json.Text(fault, "error")}\n");
        }

        PrintMessages(data?["notifications"], terminal);
        if (Json.Text(data, "stopped") is { Length: > 0 } stopped)
        {
            terminal.Out.Write($"\nIt ended early: {stopped}\n");
        }
    }

    private static void PrintAlerts(JsonNode? data, Terminal terminal)
    {
        JsonObject[] alerts = [.. Json.Objects(data?["alerts"])];
        if (alerts.Length == 0)
        {
            terminal.Out.Write("No alert would have been.\n");
            return;
        }

        var table = new TabWriter();
        table.Line("pending\tfiring\tended\tvalue\talert");
        foreach (JsonObject alert in alerts.Take(AlertsMax))
        {
            table.Line($"{Short(Json.Text(alert, "activeAt"))}\t{Short(Json.Text(alert, "firedAt"))}"
                + $"\t{Short(Json.Text(alert, "endedAt"))}\t{Json.Text(alert, "value")}\t{SeriesName.Of(alert["labels"])}");
        }

        table.Write(terminal.Out);
        long more = Json.Whole(data, "alertCount") - Math.Min(alerts.Length, AlertsMax);
        if (more > 0)
        {
            terminal.Out.Write(string.Create(CultureInfo.InvariantCulture, $"and {more} more\n"));
        }
    }

    private static void PrintMessages(JsonNode? notifications, Terminal terminal)
    {
        terminal.Out.Write($"\n{Json.Whole(notifications, "count")} messages would have been sent\n");
        var table = new TabWriter();
        foreach (JsonObject receiver in Json.Objects(notifications?["receivers"]))
        {
            table.Line($"  {Json.Text(receiver, "receiver")}\t{Json.Text(receiver, "integration")}"
                + $"\t{Json.Whole(receiver, "firing")} firing\t{Json.Whole(receiver, "resolved")} resolved");
        }

        table.Write(terminal.Out);
    }

    // 2026-01-31T12:00:00.000Z without what is the same everywhere.
    private static string Short(string time) =>
        time.Length == 0 ? "-" : time.Length >= 19 ? $"{time[..10]} {time[11..19]}" : time;
}
