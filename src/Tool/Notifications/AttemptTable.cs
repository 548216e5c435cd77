using System.Globalization;
using System.Text.Json.Nodes;
using Tocsin.Tool.Amtool;
using Tocsin.Tool.CommandLine;

namespace Tocsin.Tool.Notifications;

/// <summary>Prints attempts for people, one line each.</summary>
internal sealed class AttemptTable(Invocation given)
{
    private const int AnswerCharsMax = 60;
    private readonly string _dates = given.Find("date.format") ?? Dates.DefaultFormat;
    private readonly bool _isExtended = given.Text("output") == "extended";

    /// <summary>Prints the entries in the order given.</summary>
    public void Write(IEnumerable<JsonObject> entries)
    {
        var table = new TabWriter();
        table.Line(_isExtended
            ? "Time\tTo\tOutcome\tTry\tCode\tTook\tNext try\tAlerts\tGroup\tWhy\tDigest\tAnswer"
            : "Time\tTo\tOutcome\tTry\tCode\tTook\tNext try\tAlerts\tAnswer");
        foreach (JsonObject entry in entries)
        {
            table.Line(Line(entry));
        }

        table.Write(given.Terminal.Out);
    }

    /// <summary>A duration for people: <c>12ms</c>, <c>3.4s</c>.</summary>
    public static string Took(long milliseconds) => milliseconds < 1_000
        ? string.Create(CultureInfo.InvariantCulture, $"{milliseconds}ms")
        : string.Create(CultureInfo.InvariantCulture, $"{milliseconds / 1_000.0:0.#}s");

    /// <summary>A text that fits into a column: in one line, without tabs.</summary>
    public static string Cell(string text, int most = AnswerCharsMax)
    {
        string line = text.ReplaceLineEndings(" ").Replace('\t', ' ').Trim();
        return line.Length == 0 ? "-" : line.Length > most ? line[..(most - 1)] + "…" : line;
    }

    private string Line(JsonObject entry)
    {
        string start = $"{Date(entry, "at")}\t{To(entry)}\t{Json.Text(entry, "outcome")}\t"
            + $"{Count(entry, "attempt")}\t{Count(entry, "code")}\t{Duration(entry)}\t{Date(entry, "nextTryAt")}\t{Alerts(entry)}\t";
        string why = Json.Text(entry, "decision");
        if (!_isExtended)
        {
            string answer = Json.Text(entry, "answer");
            return start + Cell(answer.Length == 0 && Json.Text(entry, "outcome") == "held" ? why : answer);
        }

        string group = Cell(Json.Text(entry, "groupKey"), int.MaxValue);
        string digest = Cell(Json.Text(entry, "bodyDigest"), int.MaxValue);
        return start + $"{group}\t{Cell(why, int.MaxValue)}\t{digest}\t{Cell(Json.Text(entry, "answer"), int.MaxValue)}";
    }

    private static string To(JsonObject entry) => Json.Text(entry, "integration") is { Length: > 0 } integration
        ? $"{Json.Text(entry, "receiver")}/{integration}[{Json.Whole(entry, "index")}]"
        : Json.Text(entry, "receiver");

    private static string Count(JsonObject entry, string name) =>
        Json.Whole(entry, name) is var count and > 0 ? count.ToString(CultureInfo.InvariantCulture) : "-";

    private static string Duration(JsonObject entry) =>
        Json.Text(entry, "outcome") is "failed" or "held" ? "-" : Took(Json.Whole(entry, "durationMs"));

    // The names of the alerts, each once, and how many there are if that is more.
    private static string Alerts(JsonObject entry)
    {
        string[] names = [.. Json.Objects(entry["alerts"]).Select(alert => Json.Text(alert, "labels", "alertname")).Distinct()];
        long count = Json.Whole(entry, "alertCount");
        string joined = Cell(string.Join(",", names));
        return count > 1 ? $"{joined} ({count})" : joined;
    }

    private string Date(JsonObject entry, string name) =>
        Json.Text(entry, name) is { Length: > 0 } text ? Dates.Format(text, _dates) : "-";
}
