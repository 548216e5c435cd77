using System.Globalization;
using Tocsin.TestKit.BlackBox;

namespace Tocsin.Acceptance.KillNine;

public sealed class KillNineTests(ITestOutputHelper output)
{
    private const int RoundsPerFolder = 20;

    [Fact]
    public async Task Nothing_that_was_answered_with_200_is_lost_by_a_kill_at_any_instant()
    {
        int rounds = Number("TOCSIN_KILL_ROUNDS", 100);
        int seed = Number("TOCSIN_KILL_SEED", 20261);
        var random = new Random(seed);
        var faults = new List<string>();
        (int alerts, int repeats) = (0, 0);
        for (int first = 0; first < rounds && faults.Count == 0; first += RoundsPerFolder)
        {
            await using Series series = await Series.StartAsync(Subject.Tocsin, random);
            int last = Math.Min(rounds, first + RoundsPerFolder);
            for (int round = first; round < last && faults.Count == 0; round++)
            {
                faults.AddRange(await series.RoundAsync(round));
            }

            alerts += series.AlertsAccepted;
            repeats += series.Repeats;
        }

        output.WriteLine($"{rounds} rounds, seed {seed}: {alerts} alerts accepted, {repeats} labelled repeats");
        Assert.True(faults.Count == 0, $"seed {seed}, {faults.Count} faults:\n{string.Join('\n', faults.Take(30))}");
        Assert.True(alerts > 0, "No round had anything accepted before its kill.");
    }

    // A harness that cannot see a loss proves nothing. The real server keeps alerts in memory only.
    [Fact]
    public async Task The_harness_sees_what_the_real_server_loses()
    {
        await using Series series = await Series.StartAsync(Subject.Alertmanager, new Random(7));
        var faults = new List<string>();
        for (int round = 0; round < 5 && series.AlertsAccepted == 0; round++)
        {
            faults.AddRange(await series.RoundAsync(round));
        }

        Assert.Contains(faults, f => f.Contains("lost from api/v2/alerts", StringComparison.Ordinal));
        Assert.Contains(faults, f => f.Contains("lost from api/v2/silences", StringComparison.Ordinal));
    }

    private static int Number(string variable, int otherwise) =>
        int.TryParse(Environment.GetEnvironmentVariable(variable), CultureInfo.InvariantCulture, out int number)
            ? number
            : otherwise;
}
