using FsCheck;
using FsCheck.Fluent;
using Tocsin.Journal.Commits;
using Tocsin.Journal.Events;
using Tocsin.Journal.Events.Notify;
using Tocsin.Journal.Format;
using Tocsin.Journal.Reading;
using Tocsin.Journal.Stores;
using Tocsin.Journal.Stores.Sqlite;
using Tocsin.Journal.Subjects;

namespace Tocsin.Journal.Tests.Reading;

/// <summary>A query finds exactly what walking over all events finds, on every store, in pages too.</summary>
public sealed class JournalReaderProperties : IDisposable
{
    private static readonly Arbitrary<int> Seeds = Gen.Choose(0, int.MaxValue).ToArbitrary();

    private readonly string _folder = Repository.NewTemporaryFolder("reader");

    [Fact]
    public void A_query_over_memory_finds_what_a_walk_finds()
    {
        using JournalHost journal = Fill(new MemoryBlockStore());
        Prop.ForAll(Seeds, seed => Agrees(journal, seed)).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void A_query_over_sqlite_finds_what_a_walk_finds()
    {
        string path = Path.Combine(_folder, "journal.db");
        using JournalHost journal = Fill(new SqliteBlockStore(path, TimeProvider.System));
        Prop.ForAll(Seeds, seed => Agrees(journal, seed)).QuickCheckThrowOnFailure();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Events_are_found_by_their_numbers(bool onDisk)
    {
        using JournalHost journal = Fill(
            onDisk ? new SqliteBlockStore(Path.Combine(_folder, "journal.db"), TimeProvider.System) : new MemoryBlockStore());
        JournalRecord[] all = [.. journal.Reader.ReadFrom(1)];
        var random = new Random(5);
        for (int round = 0; round < 50; round++)
        {
            long[] seqs = [.. Enumerable.Range(0, random.Next(1, 40)).Select(_ => random.NextInt64(1, all.Length + 1)).Distinct().Order()];
            Assert.Equal(seqs.Select(seq => all[seq - 1]), journal.Reader.ReadAt(seqs));
        }

        Assert.Equal([all[^1]], journal.Reader.ReadAt([all.Length, all.Length + 1, all.Length + 500]));
    }

    [Fact]
    public void A_damaged_block_takes_only_its_own_events_from_those_asked_for()
    {
        var store = new MemoryBlockStore();
        using JournalHost journal = Fill(store);
        Block damaged = store.Read(new BlockFilter()).ElementAt(2);
        store.Damage(damaged.FirstSeq);

        long[] asked = [1, damaged.FirstSeq, damaged.LastSeq, damaged.LastSeq + 1];

        Assert.Equal([1, damaged.LastSeq + 1], journal.Reader.ReadAt(asked).Select(record => record.Seq));
        Assert.Contains("are damaged on disk", journal.Health.Message, StringComparison.Ordinal);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static JournalHost Fill(IBlockStore store)
    {
        var random = new Random(11);
        JournalHost journal = JournalHost.Open(store, new JournalOptions { Manual = true }, new VirtualTime());
        journal.Recover();
        for (int i = 0; i < 400; i++)
        {
            for (int n = random.Next(1, 10); n > 0; n--)
            {
                journal.Append(RandomEvent(random));
            }

            journal.StepAll();
        }

        return journal;
    }

    // Instants are not in order: several lanes append, each with its own reading of the clock.
    private static JournalEvent RandomEvent(Random random) => random.Next(3) == 0
        ? TestEvents.Numbered(random.Next(1000))
        : TestEvents.About(random.Next(1000), $"g{random.Next(40)}", $"r{random.Next(3)}", $"n{random.Next(2000)}");

    private static void Agrees(JournalHost journal, int seed)
    {
        var random = new Random(seed);
        JournalQuery query = RandomQuery(random);
        List<JournalRecord> want = Naive(journal, query);
        List<JournalRecord> got = [.. journal.Reader.Read(query)];
        Assert.Equal(want, got);

        var paged = new List<JournalRecord>();
        JournalQuery page = query with { Limit = random.Next(1, 20) };
        List<JournalRecord> found;
        do
        {
            found = [.. journal.Reader.Read(page)];
            paged.AddRange(found);
            page = page with { AfterSeq = found.Count == 0 ? 0 : found[^1].Seq };
        }
        while (found.Count > 0 && paged.Count < 100);
        Assert.Equal(Naive(journal, query with { Limit = int.MaxValue }).Take(paged.Count), paged);
    }

    private static JournalQuery RandomQuery(Random random)
    {
        SubjectKey[] subjects =
        [
            SubjectKey.Group($"g{random.Next(45)}"),
            SubjectKey.Receiver($"r{random.Next(4)}"),
            SubjectKey.Notification($"n{random.Next(2000)}"),
        ];
        EventKind[] kinds = [EventKind.ServerStopped, EventKind.NotificationFailed, EventKind.ConfigLoaded];
        return new JournalQuery
        {
            From = TestEvents.Start + TimeSpan.FromSeconds(random.Next(2) == 0 ? 0 : random.Next(1000)),
            To = random.Next(2) == 0 ? Model.Instant.Max : TestEvents.Start + TimeSpan.FromSeconds(random.Next(1000)),
            Kinds = [.. kinds.Where(_ => random.Next(3) == 0)],
            Subjects = [.. subjects.Where(_ => random.Next(3) == 0)],
            NewestFirst = random.Next(2) == 0,
            Limit = random.Next(3) == 0 ? random.Next(30) : int.MaxValue,
            AfterSeq = random.Next(3) == 0 ? random.Next(2500) : null,
        };
    }

    private static List<JournalRecord> Naive(JournalHost journal, JournalQuery query)
    {
        IEnumerable<JournalRecord> all = journal.Reader.ReadFrom(1)
            .Where(r => r.Event.At >= query.From && r.Event.At < query.To)
            .Where(r => query.Kinds.Count == 0 || query.Kinds.Contains(r.Event.Kind))
            .Where(r => query.Subjects.Count == 0 || SubjectsOf(r.Event).Intersect(query.Subjects).Any());
        all = query.NewestFirst
            ? all.Where(r => query.AfterSeq is null || r.Seq < query.AfterSeq).Reverse()
            : all.Where(r => query.AfterSeq is null || r.Seq > query.AfterSeq);
        return [.. all.Take(query.Limit)];
    }

    private static SubjectKey[] SubjectsOf(JournalEvent happened) => happened is NotificationFailed failed
        ? [
            SubjectKey.Group(failed.Target.GroupId),
            SubjectKey.Receiver(failed.Target.Receiver),
            SubjectKey.Notification(failed.Id),
        ]
        : [];
}
