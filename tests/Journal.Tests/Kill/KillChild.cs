using System.Globalization;
using System.Runtime.CompilerServices;
using Tocsin.Journal.Commits;
using Tocsin.Journal.Stores.Sqlite;

namespace Tocsin.Journal.Tests.Kill;

/// <summary>
/// The program that is killed: this very test program, started with <see cref="Variable"/> set. It appends numbers,
/// saves checkpoints, and says on its output which numbers are durable, until someone ends it.
/// </summary>
internal static class KillChild
{
    public const string Variable = "TOCSIN_JOURNAL_KILL_CHILD";

    public static readonly JournalOptions Options = new() { BytesMax = 100_000, CheckpointEvery = 300 };

    // Before Main, so that no test runner starts in the child.
    [ModuleInitializer]
    internal static void RunIfChild()
    {
        if (Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } task)
        {
            string[] parts = task.Split('|');
            Run(parts[0], int.Parse(parts[1], CultureInfo.InvariantCulture));
            Environment.Exit(0);
        }
    }

    private static void Run(string path, int first)
    {
        using var output = new StreamWriter(Console.OpenStandardOutput()) { AutoFlush = true };
        using var room = new SemaphoreSlim(2000);
        var projection = new NumbersProjection();
        using JournalHost journal = JournalHost.Open(
            new SqliteBlockStore(path, TimeProvider.System), Options, TimeProvider.System);
        journal.Recover(projection);
        for (int n = first; ; n += 2)
        {
            room.Wait();
            int number = n;
            projection.Numbers.Add(n);
            projection.Numbers.Add(n + 1);
            CommitTicket ticket = journal.Append([TestEvents.Numbered(n, n % 300), TestEvents.Numbered(n + 1)]);
            ticket.OnDurable(
                (_, outcome) =>
                {
                    string word = outcome.IsDurable ? "ok" : "failed";
                    output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{word} {number + 1}"));
                    room.Release();
                },
                null);
            if (journal.IsCheckpointDue(projection.Name))
            {
                journal.SaveCheckpoint(projection);
            }
        }
    }
}
