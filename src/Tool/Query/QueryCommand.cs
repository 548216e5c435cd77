using System.Text.Json.Nodes;
using Tocsin.Tool.Amtool;
using Tocsin.Tool.CommandLine;

namespace Tocsin.Tool.Query;

/// <summary><c>tocsin query</c>: asks a server for series and expressions, by Prometheus's API.</summary>
internal static class QueryCommand
{
    private const string TimeHelp = "now, -1h, Unix seconds or RFC 3339";

    private static readonly FlagSpec[] Span =
    [
        new("start", $"From when on: {TimeHelp}") { Default = ["-1h"] },
        new("end", $"Until when: {TimeHelp}") { Default = ["now"] },
    ];

    private static readonly ArgumentSpec Expression = new("expression", "PromQL") { Required = true };

    /// <summary>Describes the command.</summary>
    public static CommandSpec Create() => new("query", Help)
    {
        Flags = ServerFlags.All,
        Commands =
        [
            new("instant", "Evaluate an expression at one instant, as a table.")
            {
                Flags = [new("time", $"When: {TimeHelp}") { Default = ["now"] }],
                Arguments = [Expression],
                Run = (given, cancellation) => RunAsync(given, InstantAsync, cancellation),
            },
            new("range", "Evaluate an expression again and again, as a plot.")
            {
                Flags =
                [
                    .. Span,
                    new("step", "How far the points are apart, such as 15s; fitting to the screen if not given"),
                ],
                Arguments = [Expression],
                Run = (given, cancellation) => RunAsync(given, RangeAsync, cancellation),
            },
            new("series", "List the series that selectors choose.")
            {
                Flags = Span,
                Arguments = [new("selector", "Such as up{job=\"node\"}") { Kind = ValueKind.TextList, Required = true }],
                Run = (given, cancellation) => RunAsync(given, SeriesAsync, cancellation),
            },
            new("labels", "List the names of labels, or the values of one.")
            {
                Flags =
                [
                    .. Span,
                    new("match", "Only of the series of this selector; repeatable") { Kind = ValueKind.TextList },
                ],
                Arguments = [new("name", "The label whose values to list")],
                Run = (given, cancellation) => RunAsync(given, LabelsAsync, cancellation),
            },
        ],
    };

    private const string Help = """
        Ask for series and expressions.

        	tocsin query instant 'sum by (job) (rate(http_requests_total[5m]))'
        	tocsin query range --start=-6h 'up == 0'
        	tocsin query series 'up{job="node"}'
        	tocsin query labels job --match=up
        """;

    private static async Task<int> RunAsync(
        Invocation given, Func<Invocation, Func<string, Parameters, Task<JsonNode?>>, Task> command, CancellationToken cancellation)
    {
        await ServerFlags.RunAsync(
            given,
            (api, stop) => command(given, async (path, parameters) =>
            {
                JsonObject answer = await api.AskAsync(path, parameters, stop);
                Tell("warning", answer["warnings"], given.Terminal);
                Tell("info", answer["infos"], given.Terminal);
                return answer["data"];
            }),
            cancellation);
        return 0;
    }

    private static void Tell(string kind, JsonNode? texts, Terminal terminal)
    {
        foreach (JsonNode? text in texts as JsonArray ?? [])
        {
            // The engine's own begin with PromQL warning or PromQL info.
            string told = Json.Text(text);
            terminal.Error.Write((told.StartsWith("PromQL ", StringComparison.Ordinal) ? told : $"{kind}: {told}") + "\n");
        }
    }

    private static async Task InstantAsync(Invocation given, Func<string, Parameters, Task<JsonNode?>> ask)
    {
        double at = QueryTimes.Parse(given.Text("time"), given.Terminal.Time);
        JsonNode? data = await ask("query", [new("query", given.Text("expression")), new("time", QueryTimes.Write(at))]);
        if (TryJson(given, data))
        {
            return;
        }

        JsonObject[] elements = [.. Json.Objects(data?["result"])];
        switch (Json.Text(data, "resultType"))
        {
            case "vector":
                VectorTable.Write(elements, given.Terminal);
                break;
            case "matrix":
                double[] times =
                [
                    .. elements.SelectMany(e => new[] { e["values"], e["histograms"] })
                        .SelectMany(list => list as JsonArray ?? []).Select(p => p![0]!.GetValue<double>()),
                ];
                new RangePlot(times.DefaultIfEmpty(at).Min(), times.DefaultIfEmpty(at).Max(), given.Terminal).Write(elements);
                break;
            default:
                given.Terminal.Out.Write(Json.Text(data?["result"]?[1]) + "\n");
                break;
        }
    }

    private static async Task RangeAsync(Invocation given, Func<string, Parameters, Task<JsonNode?>> ask)
    {
        (double start, double end) = Edges(given);
        string step = given.Text("step") is { Length: > 0 } wanted
            ? wanted
            : $"{QueryTimes.Step(end - start, given.Terminal.Width * 2)}";
        JsonNode? data = await ask(
            "query_range", [new("query", given.Text("expression")), .. SpanOf(given), new("step", step)]);
        if (!TryJson(given, data))
        {
            new RangePlot(start, end, given.Terminal).Write([.. Json.Objects(data?["result"])]);
        }
    }

    private static async Task SeriesAsync(Invocation given, Func<string, Parameters, Task<JsonNode?>> ask)
    {
        JsonNode? data = await ask(
            "series", [.. given.List("selector").Select(s => KeyValuePair.Create("match[]", s)), .. SpanOf(given)]);
        Lines(given, data, Json.Objects(data).Select(s => SeriesName.Of(s)));
    }

    private static async Task LabelsAsync(Invocation given, Func<string, Parameters, Task<JsonNode?>> ask)
    {
        string name = given.Text("name");
        string path = name.Length == 0 ? "labels" : $"label/{Uri.EscapeDataString(name)}/values";
        JsonNode? data = await ask(
            path, [.. given.List("match").Select(m => KeyValuePair.Create("match[]", m)), .. SpanOf(given)]);
        Lines(given, data, (data as JsonArray ?? []).Select(v => Json.Text(v)));
    }

    private static (double Start, double End) Edges(Invocation given) => (
        QueryTimes.Parse(given.Text("start"), given.Terminal.Time), QueryTimes.Parse(given.Text("end"), given.Terminal.Time));

    private static Parameters SpanOf(Invocation given)
    {
        (double start, double end) = Edges(given);
        return [new("start", QueryTimes.Write(start)), new("end", QueryTimes.Write(end))];
    }

    private static void Lines(Invocation given, JsonNode? data, IEnumerable<string> lines)
    {
        if (!TryJson(given, data))
        {
            given.Terminal.Out.Write(string.Concat(lines.Select(line => line + "\n")));
        }
    }

    private static bool TryJson(Invocation given, JsonNode? data)
    {
        bool isJson = given.Text("output") == "json";
        if (isJson && data is not null)
        {
            given.Terminal.Out.Write(Json.Compact(data) + "\n");
        }

        return isJson;
    }

    /// <summary>The parameters of a request.</summary>
    private sealed class Parameters : List<KeyValuePair<string, string>>;
}
