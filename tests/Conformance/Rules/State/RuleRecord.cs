using System.Globalization;
using System.Text.Json.Nodes;
using Tocsin.TestKit.BlackBox;

namespace Tocsin.Conformance.Rules.State;

/// <summary>What a server did while a story was played.</summary>
internal sealed class RuleRecord
{
    private const string All = "{__name__=~\"ALERTS|ALERTS_FOR_STATE|.*:.*\"}";

    private RuleRecord(RuleSightings rules) => Rules = rules;

    /// <summary>What was told of the rules.</summary>
    public RuleSightings Rules { get; }

    /// <summary>The samples that rules wrote, by their labels: instants and values.</summary>
    public required IReadOnlyDictionary<string, string> Samples { get; init; }

    /// <summary>The series that are there at an instant, by their labels: this shows when they end.</summary>
    public required IReadOnlyDictionary<string, string> Present { get; init; }

    /// <summary>What an Alertmanager was told.</summary>
    public required IReadOnlyDictionary<string, IReadOnlyList<string>> Posts { get; init; }

    /// <summary>When each group was evaluated: the samples of the rule that tells the time.</summary>
    public string Evaluations => string.Join('\n', Samples
        .Where(series => series.Key.Contains("__name__=\"slot:", StringComparison.Ordinal))
        .OrderBy(series => series.Key, StringComparer.Ordinal).Select(series => $"{series.Key} {series.Value}"));

    /// <summary>Reads back what rules wrote.</summary>
    /// <param name="server">The server.</param>
    /// <param name="rules">What was told of the rules meanwhile.</param>
    /// <param name="told">The Alertmanager that it tells.</param>
    /// <param name="story">The story's beginning and its length.</param>
    public static async Task<RuleRecord> ReadAsync(
        SeriesServer server, HttpSink told, RuleSightings rules, (long StartMs, int Seconds) story)
    {
        (long startMs, int seconds) = story;
        JsonNode samples = await AskAsync(server, "api/v1/query", [
            new("query", $"{All}[{seconds}s]"), new("time", Text(startMs + (seconds * 1000L)))]);
        JsonNode present = await AskAsync(server, "api/v1/query_range", [
            new("query", All), new("start", Text(startMs)), new("end", Text(startMs + (seconds * 1000L))), new("step", "0.25")]);
        return new RuleRecord(rules)
        {
            Samples = Series(samples),
            Present = Series(present),
            Posts = AlertPosts.Read(told.Requests.Snapshot()),
        };
    }

    /// <summary>The same without when exactly the series of a group end that is gone.</summary>
    /// <remarks>That is at the reload, which is not at the same moment in both.</remarks>
    public RuleRecord Ending(long reloadMs) => new(Rules)
    {
        Samples = Samples,
        Posts = Posts,
        Present = Present.ToDictionary(
            series => series.Key,
            series => !series.Key.Contains("removed", StringComparison.Ordinal) ? series.Value : string.Join(
                ' ', series.Value.Split(' ').Where(point => Math.Abs(MsOf(point) - reloadMs) > 1500))),
    };

    private static double MsOf(string point) => 1000 * double.Parse(point.Split('=')[0], CultureInfo.InvariantCulture);

    private static Dictionary<string, string> Series(JsonNode result) => result.AsArray().ToDictionary(
        series => DeliberateStates.SeriesName(string.Join(',', series!["metric"]!.AsObject().OrderBy(l => l.Key, StringComparer.Ordinal)
            .Select(l => $"{l.Key}=\"{(string)l.Value!}\""))),
        series => string.Join(' ', series!["values"]!.AsArray().Select(p => $"{p![0]!.ToJsonString()}={(string)p[1]!}")));

    private static async Task<JsonNode> AskAsync(SeriesServer server, string path, KeyValuePair<string, string>[] fields) =>
        JsonNode.Parse((await server.Client.FormAsync(path, fields)).Body)!["data"]!["result"]!;

    private static string Text(long ms) => (ms / 1000m).ToString(CultureInfo.InvariantCulture);
}
