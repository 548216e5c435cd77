using System.Globalization;
using System.Text.Json.Nodes;
using Tocsin.Tool.Amtool;
using Tocsin.Tool.CommandLine;
using Tocsin.Tool.Notifications;

namespace Tocsin.Tool.Receivers;

/// <summary>Prints what became of a test.</summary>
internal static class ReceiverTestPrinter
{
    private const int AnswerCharsMax = 100;

    /// <summary>Prints it in the form asked for; whether every message was taken.</summary>
    public static bool Print(Invocation given, JsonObject report)
    {
        bool isDelivered = Json.Truth(report, "delivered", false);
        TextWriter output = given.Terminal.Out;
        string dates = given.Find("date.format") ?? Dates.DefaultFormat;
        if (given.Text("output") == "json")
        {
            output.Write(Json.Compact(report) + "\n");
            return isDelivered;
        }

        JsonObject[] integrations = [.. Json.Objects(report["integrations"])];
        output.Write(integrations.Length == 0
            ? $"Receiver {Json.Text(report, "receiver")} has no integrations: nothing was sent, and nobody is told of its alerts.\n"
            : $"Receiver {Json.Text(report, "receiver")}: {(isDelivered ? "delivered" : "NOT delivered")}"
                + $" (test {Json.Text(report, "id")})\n");
        foreach (JsonObject integration in integrations)
        {
            output.Write($"\n{Json.Text(integration, "integration")}[{Json.Whole(integration, "index")}]\n");
            if (Json.Text(integration, "breakerOpenUntil") is { Length: > 0 } until)
            {
                output.Write($"  Its other messages wait until {Dates.Format(until, dates)}, since it failed so often.\n");
            }

            foreach (JsonObject message in Json.Objects(integration["messages"]))
            {
                Print(message, output);
            }
        }

        return isDelivered;
    }

    private static void Print(JsonObject message, TextWriter output)
    {
        string reason = Json.Text(message, "reason");
        output.Write($"  {Json.Text(message, "status"),-8}  {Json.Text(message, "outcome")}"
            + $"{(reason.Length > 0 ? $" ({reason})" : "")} after {AttemptTable.Took(Json.Whole(message, "durationMs"))}:"
            + $" {AttemptTable.Cell(Json.Text(message, "answer"), AnswerCharsMax)}\n");
        if (Json.Whole(message, "waitedMs") is var waited and > 0)
        {
            output.Write($"    waited {AttemptTable.Took(waited)} for its turn\n");
        }

        if (Json.Text(message, "templateError") is { Length: > 0 } error)
        {
            output.Write($"    a template failed, so a plain message went: {error}\n");
        }

        var hops = new TabWriter();
        foreach (JsonObject hop in Json.Objects(message["hops"]))
        {
            long code = Json.Whole(hop, "code");
            hops.Line(string.Create(
                CultureInfo.InvariantCulture,
                $"    {Json.Text(hop, "action")}\t{(code > 0 ? code : "-")}\t{AttemptTable.Took(Json.Whole(hop, "durationMs"))}\t"
                    + $"{Json.Whole(hop, "bodyBytes")} bytes\t{AttemptTable.Cell(Json.Text(hop, "answer"), AnswerCharsMax)}"));
        }

        hops.Write(output);
    }
}
