using System.Diagnostics;
using System.Globalization;
using Tocsin.Journal.Checkpoints;
using Tocsin.Journal.Commits;
using Tocsin.Journal.Stores.Sqlite;

namespace Tocsin.Journal.Tests.Kill;

public sealed class KillTests : IDisposable
{
    private const int Rounds = 25;

    private readonly string _folder = Repository.NewTemporaryFolder("kill");

    private string Database => Path.Combine(_folder, "journal.db");

    [Fact]
    public void Kill_minus_nine_loses_nothing_that_was_acknowledged()
    {
        const int Seed = 20260101;
        var random = new Random(Seed);
        int acknowledged = 0;
        int next = 1;
        for (int round = 0; round < Rounds; round++)
        {
            acknowledged = RunAndKill(next, acknowledged, random.Next(1, 400));
            List<int> state = Recover();

            // Pairs are appended together; what is there is a whole prefix of this life's pairs.
            string counts = $"round {round}: {acknowledged} acknowledged, {state.Count} present";
            Assert.True(state.Count >= acknowledged, counts);
            Assert.Equal(Enumerable.Range(1, state.Count), state);
            Assert.Equal(0, state.Count % 2);
            next = state.Count + 1;
        }
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private int RunAndKill(int first, int acknowledged, int lines)
    {
        var start = new ProcessStartInfo(Path.Combine(AppContext.BaseDirectory, "Tocsin.Journal.Tests"))
        {
            RedirectStandardOutput = true,
        };
        start.Environment[KillChild.Variable] = string.Create(CultureInfo.InvariantCulture, $"{Database}|{first}");
        using Process child = Process.Start(start)!;
        for (int line = 0; child.StandardOutput.ReadLine() is { } said; line++)
        {
            Assert.False(said.StartsWith("failed", StringComparison.Ordinal), said);
            acknowledged = Math.Max(acknowledged, Number(said));
            if (line == lines)
            {
                child.Kill();
            }
        }

        child.WaitForExit();
        return acknowledged;
    }

    // A line that the kill cut short gives no number, or the first digits of one: never too large a one.
    private static int Number(string said) =>
        int.TryParse(said.Split(' ')[^1], NumberStyles.None, CultureInfo.InvariantCulture, out int number) ? number : 0;

    private List<int> Recover()
    {
        var projection = new NumbersProjection();
        using JournalHost journal = JournalHost.Open(
            new SqliteBlockStore(Database, TimeProvider.System),
            new JournalOptions { Manual = true },
            TimeProvider.System);
        RecoveryReport report = journal.Recover(projection);
        Assert.Empty(report.Damage);
        Assert.True(journal.Health.IsHealthy, journal.Health.Message);
        return projection.Numbers;
    }
}
