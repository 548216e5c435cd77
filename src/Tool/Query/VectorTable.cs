using System.Text.Json.Nodes;
using Tocsin.Tool.Amtool;
using Tocsin.Tool.CommandLine;

namespace Tocsin.Tool.Query;

/// <summary>Prints an instant vector: a column for each label that differs, the value last.</summary>
internal static class VectorTable
{
    private const int ColumnsMax = 8;

    /// <summary>Prints the elements in the order of the answer.</summary>
    public static void Write(IReadOnlyList<JsonObject> elements, Terminal terminal)
    {
        if (elements.Count == 0)
        {
            terminal.Error.Write("No series.\n");
            return;
        }

        KeyValuePair<string, string>[] shared = Shared(elements);
        if (shared.Length > 0)
        {
            var labels = new JsonObject(shared.Select(l => KeyValuePair.Create(l.Key, (JsonNode?)l.Value)));
            terminal.Out.Write(SeriesName.Of(labels) + "\n");
        }

        string[] names =
        [
            .. elements.SelectMany(e => Json.Texts(e["metric"])).Select(l => l.Key).Distinct()
                .Except(shared.Select(l => l.Key)).OrderBy(n => n == "__name__" ? "" : n, StringComparer.Ordinal),
        ];
        var table = new TabWriter();
        if (names.Length > ColumnsMax)
        {
            string[] told = [.. shared.Select(l => l.Key)];
            foreach (JsonObject element in elements)
            {
                table.Line($"{SeriesName.Of(element["metric"], told)}\t{Value(element)}");
            }
        }
        else
        {
            table.Line(string.Join('\t', names.Select(n => n == "__name__" ? "metric" : n).Append("value")));
            foreach (JsonObject element in elements)
            {
                table.Line(string.Join('\t', names.Select(n => Cell(element, n)).Append(Value(element))));
            }
        }

        table.Write(terminal.Out);
    }

    // What all elements have in common is told once, above the table. One element has nothing in common with others.
    private static KeyValuePair<string, string>[] Shared(IReadOnlyList<JsonObject> elements) => elements.Count == 1
        ? []
        : [.. Json.Texts(elements[0]["metric"]).Where(l => elements.All(e => Json.Text(e["metric"], l.Key) == l.Value))];

    private static string Cell(JsonObject element, string name) =>
        Json.Text(element["metric"], name) is { Length: > 0 } text ? text.ReplaceLineEndings(" ").Replace('\t', ' ') : "-";

    private static string Value(JsonObject element) => element["value"] is JsonArray point
        ? Json.Text(point[1])
        : Histogram((element["histogram"] as JsonArray)?[1]);

    private static string Histogram(JsonNode? histogram)
    {
        int buckets = (histogram?["buckets"] as JsonArray)?.Count ?? 0;
        return $"count {Json.Text(histogram, "count")}, sum {Json.Text(histogram, "sum")}, {buckets} buckets";
    }
}
