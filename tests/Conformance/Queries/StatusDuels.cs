using System.Text.Json;
using System.Text.Json.Nodes;
using Tocsin.TestKit.BlackBox;

namespace Tocsin.Conformance.Queries;

public sealed class StatusDuels
{
    [Theory]
    [InlineData("buildinfo")]
    [InlineData("runtimeinfo")]
    [InlineData("config")]
    [InlineData("flags")]
    [InlineData("tsdb")]
    [InlineData("walreplay")]
    public async Task An_answer_about_the_server_has_the_fields_that_the_real_one_has(string name)
    {
        await using SeriesPair pair = await SeriesPair.StartAsync();
        JsonNode wanted = await AskAsync(pair.Prometheus, name);
        JsonNode got = await AskAsync(pair.Tocsin, name);

        // Flags are each program's own; what both have, they have under the same name.
        string[] left = [.. Fields(wanted)];
        string[] right = [.. Fields(got)];
        Assert.Empty(name == "flags" ? [] : left.Except(right));
        Assert.NotEmpty(left.Intersect(right));
    }

    [Fact]
    public async Task Labels_are_counted_as_the_real_one_counts_them()
    {
        await using SeriesPair pair = await SeriesPair.StartAsync();
        JsonNode wanted = await AskAsync(pair.Prometheus, "tsdb?limit=1000");
        JsonNode got = await AskAsync(pair.Tocsin, "tsdb?limit=1000");
        foreach (string list in new[]
            {
                "seriesCountByMetricName", "labelValueCountByLabelName", "memoryInBytesByLabelName",
                "seriesCountByLabelValuePair",
            })
        {
            Assert.Equal(Counts(wanted[list]!), Counts(got[list]!));
        }

        foreach (string number in new[] { "numSeries", "numLabelPairs", "minTime", "maxTime" })
        {
            Assert.Equal((long)wanted["headStats"]![number]!, (long)got["headStats"]![number]!);
        }
    }

    [Theory]
    [InlineData("tsdb?limit=0")]
    [InlineData("tsdb?limit=x")]
    public async Task A_senseless_limit_is_refused_as_the_real_one_refuses_it(string path)
    {
        await using SeriesPair pair = await SeriesPair.StartAsync();
        Answer wanted = await pair.Prometheus.Client.GetAsync("api/v1/status/" + path);
        Answer got = await pair.Tocsin.Client.GetAsync("api/v1/status/" + path);
        Assert.Equal((wanted.Status, wanted.Body), (got.Status, got.Body));
    }

    private static async Task<JsonNode> AskAsync(SeriesServer server, string path) =>
        JsonNode.Parse((await server.Client.GetAsync("api/v1/status/" + path)).Body)!["data"]!;

    private static string[] Counts(JsonNode list) =>
        [.. list.AsArray().Select(e => $"{e!["name"]} {e["value"]}").Order(StringComparer.Ordinal)];

    // Names and kinds of values; of a list, those of its first element.
    private static IEnumerable<string> Fields(JsonNode? node, string path = "") => node switch
    {
        JsonObject all => all.SelectMany(p => Fields(p.Value, $"{path}.{p.Key}")),
        JsonArray list => Fields(list.FirstOrDefault(), path + "[]"),
        _ => [$"{path} {(node?.GetValueKind() is JsonValueKind.True or JsonValueKind.False ? "flag" : node?.GetValueKind())}"],
    };
}
