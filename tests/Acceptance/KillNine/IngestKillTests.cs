using System.Globalization;
using Tocsin.TestKit.BlackBox;

namespace Tocsin.Acceptance.KillNine;

public sealed class IngestKillTests(ITestOutputHelper output)
{
    private const int RoundsPerFolder = 25;

    // `make soak` runs more of them: TOCSIN_INGEST_KILL_ROUNDS, or half of TOCSIN_KILL_ROUNDS.
    [Fact]
    public async Task Every_sample_that_was_answered_with_204_is_there_once_after_a_kill_at_any_instant()
    {
        int rounds = Number("TOCSIN_INGEST_KILL_ROUNDS", Number("TOCSIN_KILL_ROUNDS", 40) / 2);
        int seed = Number("TOCSIN_KILL_SEED", 20267);
        var random = new Random(seed);
        var faults = new List<string>();
        (long samples, int blocks) = (0, 0);
        for (int first = 0; first < rounds && faults.Count == 0; first += RoundsPerFolder)
        {
            await using IngestSeries series = await IngestSeries.StartAsync(SeriesSubject.Tocsin, random);
            int last = Math.Min(rounds, first + RoundsPerFolder);
            for (int round = first; round < last && faults.Count == 0; round++)
            {
                faults.AddRange(await series.RoundAsync(round, isLast: round == last - 1));
            }

            samples += series.SamplesAccepted;
            blocks += series.BlocksSeen;
        }

        output.WriteLine($"{rounds} rounds, seed {seed}: {samples} samples accepted, {blocks} blocks seen after kills");
        Assert.True(faults.Count == 0, $"seed {seed}, {faults.Count} faults:\n{string.Join('\n', faults.Take(30))}");
        Assert.True(samples > 0, "No round had anything accepted before its kill.");
        Assert.True(blocks > 0, "No kill met a store with blocks.");
    }

    // A harness that cannot see a loss proves nothing: the real server brings its log to disk now and then only.
    [Fact]
    public async Task The_harness_sees_a_sample_that_is_lost()
    {
        await using IngestSeries series = await IngestSeries.StartAsync(SeriesSubject.Tocsin, new Random(7));
        Assert.Empty(await series.RoundAsync(0, isLast: false));
        series.PretendAccepted("r0-c0", TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds(), 1);

        Assert.Contains(await series.RoundAsync(1, isLast: true), f => f.Contains("lost: r0-c0", StringComparison.Ordinal));
    }

    private static int Number(string variable, int otherwise) =>
        int.TryParse(Environment.GetEnvironmentVariable(variable), CultureInfo.InvariantCulture, out int number)
            ? number
            : otherwise;
}
