using System.Globalization;

namespace Tocsin.Conformance.Queries.Remote;

/// <summary>The queries of the duel with the real Prometheus, answered over it and over VictoriaMetrics.</summary>
[Collection(nameof(QueriesAlone))]
public sealed class RemoteDuels(ITestOutputHelper output)
{
    private const int AtOnce = 4;

    [Fact]
    public async Task Over_a_backend_a_query_has_the_answer_that_it_has_over_the_own_store()
    {
        int count = int.TryParse(Environment.GetEnvironmentVariable("TOCSIN_QUERIES"), CultureInfo.InvariantCulture, out int many)
            ? many
            : 1500;
        await using RemoteStage stage = await RemoteStage.StartAsync();
        var random = new Random(29);
        var generator = new QueryGenerator(random, experimental: true);
        DuelQuery[] queries = [.. Enumerable.Range(0, count).Select(_ => DuelQuery.Next(random, generator, stage.BaseMs))];
        var faults = new List<string>();
        foreach (string backend in new[] { "read", "query", "push", "victoria" })
        {
            (int found, int deliberate) = await CompareAsync(stage, queries, backend, faults);
            output.WriteLine($"{backend}: {count} queries, {found} with a result, {deliberate} differ deliberately");
            Assert.True(found > count / 4, backend);
        }

        Assert.True(faults.Count == 0, $"{faults.Count} differ, base {stage.BaseMs}:\n{string.Join('\n', faults.Take(200))}");
    }

    private static async Task<(int Found, int Deliberate)> CompareAsync(
        RemoteStage stage, DuelQuery[] queries, string backend, List<string> faults)
    {
        int found = 0;
        int deliberate = 0;
        await Parallel.ForEachAsync(queries, new ParallelOptions { MaxDegreeOfParallelism = AtOnce }, async (query, _) =>
        {
            QueryAnswer wanted = await stage.AskAsync(query, "own");
            QueryAnswer got = await stage.AskAsync(query, backend);
            string difference = got.DifferenceTo(wanted, query);
            lock (faults)
            {
                found += got.Series.Length > 0 ? 1 : 0;
                if (difference.Length > 0 && RemoteDifferences.Reason(backend, query.ToString(), difference) is null)
                {
                    // The names are those of the other duel: what the own store answers is in the place of the real one.
                    faults.Add($"{backend} {query}{difference}");
                }
                else
                {
                    deliberate += difference.Length > 0 ? 1 : 0;
                }
            }
        });
        return (found, deliberate);
    }
}
