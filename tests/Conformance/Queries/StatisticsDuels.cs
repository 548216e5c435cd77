using System.Globalization;
using System.Text.Json.Nodes;

namespace Tocsin.Conformance.Queries;

/// <summary>What the two servers say that queries cost, in samples; times are each one's own.</summary>
public sealed class StatisticsDuels(ITestOutputHelper output)
{
    private const int Count = 1500;

    [Fact]
    public async Task Samples_are_counted_as_the_real_Prometheus_counts_them()
    {
        await using SeriesPair pair = await SeriesPair.StartAsync();
        int seed = int.TryParse(Environment.GetEnvironmentVariable("TOCSIN_SEED"), CultureInfo.InvariantCulture, out int number)
            ? number
            : 20266;
        var random = new Random(seed);
        var generator = new QueryGenerator(random, experimental: false);
        List<string> faults = [];
        Dictionary<string, int> deliberate = [];
        int compared = 0;
        for (int i = 0; i < Count; i++)
        {
            DuelQuery query = DuelQuery.Next(random, generator, pair.BaseMs);
            query = query with { Fields = [.. query.Fields, new("stats", random.Next(2) == 0 ? "all" : "true")] };
            JsonNode? wanted = await AskAsync(pair.Prometheus.Client, query);
            JsonNode? got = await AskAsync(pair.Tocsin.Client, query);
            if (wanted is null || got is null)
            {
                continue;
            }

            compared++;
            foreach (string name in (string[])["totalQueryableSamples", "totalQueryableSamplesPerStep", "peakSamples"])
            {
                (string theirs, string ours) = ($"{wanted["samples"]![name]?.ToJsonString()}", $"{got["samples"]![name]?.ToJsonString()}");
                if (theirs != ours && StatisticsDifferences.Reason(query.Text, name) is { } reason)
                {
                    deliberate[reason] = deliberate.GetValueOrDefault(reason) + 1;
                }
                else if (theirs != ours)
                {
                    faults.Add($"{query}\n  {name}: prometheus {theirs}\n  {name}: tocsin     {ours}");
                }
            }

            Assert.Equal(Names(wanted["timings"]!), Names(got["timings"]!));
        }

        output.WriteLine($"{compared} of {Count} queries compared, {faults.Count} numbers differ");
        foreach ((string reason, int times) in deliberate)
        {
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{times} differ: {reason}"));
        }

        Assert.True(compared > Count / 2, $"only {compared} have an answer");
        Assert.True(faults.Count == 0, string.Join('\n', faults.Take(60)));
    }

    private static async Task<JsonNode?> AskAsync(TestKit.BlackBox.SeriesClient client, DuelQuery query) =>
        JsonNode.Parse((await client.FormAsync(query.Path, query.Fields)).Body)!["data"]?["stats"];

    private static string Names(JsonNode node) => string.Join(' ', node.AsObject().Select(p => p.Key));
}
