using System.Globalization;

namespace Tocsin.Conformance.Queries;

/// <summary>What runs alone: under the load of other tests the real server answers late, or torn.</summary>
[CollectionDefinition(nameof(QueriesAlone), DisableParallelization = true)]
public sealed class QueriesAlone;

[Collection(nameof(QueriesAlone))]
public sealed class QueryDuels(ITestOutputHelper output)
{
    private const int AtOnce = 4;

    [Fact]
    public async Task Generated_queries_are_answered_as_the_real_Prometheus_answers_them()
    {
        int count = Number("TOCSIN_QUERIES", 6000);
        int seed = Number("TOCSIN_SEED", 20265);
        await using SeriesPair pair = await SeriesPair.StartAsync();
        if (Environment.GetEnvironmentVariable("TOCSIN_QUERY") is { Length: > 0 } single)
        {
            await ShowAsync(pair, single);
            return;
        }

        var random = new Random(seed);
        var generator = new QueryGenerator(random, experimental: true);
        DuelQuery[] queries = [.. Enumerable.Range(0, count).Select(_ => DuelQuery.Next(random, generator, pair.BaseMs))];
        var faults = new Dictionary<DuelQuery, string>();
        int deliberate = 0;
        int errors = 0;
        await Parallel.ForEachAsync(queries, new ParallelOptions { MaxDegreeOfParallelism = AtOnce }, async (query, _) =>
        {
            (string difference, bool isError) = await CompareAsync(pair, query);
            lock (faults)
            {
                errors += isError ? 1 : 0;
                if (difference.Length > 0 && DeliberateDifferences.Reason(query.ToString(), difference) is null)
                {
                    faults[query] = difference;
                }
                else
                {
                    deliberate += difference.Length > 0 ? 1 : 0;
                }
            }
        });
        int unsteady = await ForgetUnsteadyAsync(pair, faults);
        output.WriteLine(
            $"{count} queries, seed {seed}: {errors} are errors, {deliberate} differ deliberately, {unsteady} unsteadily,"
            + $" {faults.Count} differ");
        Assert.True(
            faults.Count == 0,
            $"{faults.Count} of {count} differ, seed {seed}, base {pair.BaseMs}:\n"
            + string.Join('\n', faults.Select(f => $"{f.Key}{f.Value}").Take(400)));
    }

    private static async Task<(string Difference, bool IsError)> CompareAsync(SeriesPair pair, DuelQuery query)
    {
        QueryAnswer wanted = QueryAnswer.Read(await pair.Prometheus.Client.FormAsync(query.Path, query.Fields));
        QueryAnswer got = QueryAnswer.Read(await pair.Tocsin.Client.FormAsync(query.Path, query.Fields));
        return (got.DifferenceTo(wanted, query), wanted.IsError);
    }

    // The real server answers some queries differently each time, by the order of its maps and by queries beside.
    private static async Task<int> ForgetUnsteadyAsync(SeriesPair pair, Dictionary<DuelQuery, string> faults)
    {
        int before = faults.Count;
        foreach (DuelQuery query in faults.Keys.Take(100).ToArray())
        {
            for (int attempt = 0; attempt < 10 && faults.ContainsKey(query); attempt++)
            {
                if ((await CompareAsync(pair, query)).Difference.Length == 0)
                {
                    faults.Remove(query);
                }
            }
        }

        return before - faults.Count;
    }

    // For whoever looks into one: both answers as they are.
    private async Task ShowAsync(SeriesPair pair, string query)
    {
        KeyValuePair<string, string>[] fields =
        [
            .. query.Split('&').Select(f => f.Replace("{base}", $"{pair.BaseMs / 1000}", StringComparison.Ordinal).Split('=', 2))
                .Select(f => new KeyValuePair<string, string>(f[0], f[1])),
        ];
        string path = fields.Any(f => f.Key == "step") ? "api/v1/query_range" : "api/v1/query";
        output.WriteLine((await pair.Prometheus.Client.FormAsync(path, fields)).Body);
        output.WriteLine((await pair.Tocsin.Client.FormAsync(path, fields)).Body);
    }

    private static int Number(string variable, int otherwise) =>
        int.TryParse(Environment.GetEnvironmentVariable(variable), CultureInfo.InvariantCulture, out int number)
            ? number
            : otherwise;
}
