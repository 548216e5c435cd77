using Tocsin.Journal.Commits;
using Tocsin.Journal.Format;
using Tocsin.Journal.Stores;
using Tocsin.Journal.Stores.Sqlite;
using Tocsin.Journal.Tests.Stores;

namespace Tocsin.Journal.Tests.Upkeep;

public sealed class JournalUpkeepTests : IDisposable
{
    private readonly VirtualTime _time = new();
    private MemoryBlockStore _store = new();
    private long _written;

    [Fact]
    public void Many_small_commits_become_few_blocks_with_the_same_events()
    {
        using JournalHost journal = Open(new JournalOptions { Manual = true });
        journal.Recover();
        for (int n = 1; n <= 3000; n++)
        {
            journal.AppendAndStep(n, padding: n % 700);
        }

        Assert.True(Blocks() < 300, $"{Blocks()} blocks");
        Assert.Equal(Enumerable.Range(1, 3000), journal.Numbers());
        Assert.True(_store.Read(new BlockFilter()).All(b => b.IsIntact));
        Assert.True(_store.Read(new BlockFilter()).All(b => b.Bytes <= 2 << 20));
    }

    [Fact]
    public void Merging_rewrites_an_event_only_a_few_times()
    {
        using JournalHost journal = Open(new JournalOptions { Manual = true });
        journal.Recover();
        for (int n = 1; n <= 5000; n++)
        {
            journal.AppendAndStep(n, padding: 100);
        }

        long events = _store.Read(new BlockFilter()).Sum(b => (long)b.Bytes);
        Assert.True(_written < 5 * events, $"{_written} bytes written for {events} bytes of events");
    }

    [Fact]
    public void A_damaged_block_is_left_as_it_is_and_the_others_are_merged()
    {
        using JournalHost journal = Open(new JournalOptions { Manual = true });
        for (int n = 1; n <= 1500; n++)
        {
            journal.AppendAndStep(n, padding: 500);
        }

        _store.Damage(700);
        journal.Recover();
        journal.StepAll();

        // On either side of the damage fewer are left than are worth merging.
        Assert.True(Blocks() < 2 * 256, $"{Blocks()} blocks");
        Assert.Equal(Enumerable.Range(1, 1500).Where(n => n != 700), journal.Numbers());
    }

    [Fact]
    public void Events_older_than_the_age_are_dropped_and_the_newest_block_stays()
    {
        using JournalHost journal = Open(new JournalOptions { Manual = true, AgeMax = TimeSpan.FromSeconds(60) });
        journal.Recover();
        for (int n = 1; n <= 100; n++)
        {
            journal.AppendAndStep(n);
        }

        _time.Advance(TimeSpan.FromSeconds(110));
        journal.StepAll();
        Assert.Equal(Enumerable.Range(50, 51), journal.Numbers());
        _time.Advance(TimeSpan.FromHours(1));
        journal.StepAll();
        Assert.Equal([100], journal.Numbers());
        Assert.Equal(100, _store.Reopen(keepUnsynced: false).Open().LastSeq);
    }

    [Fact]
    public void The_oldest_events_are_dropped_when_there_are_too_many_bytes()
    {
        using JournalHost journal = Open(new JournalOptions { Manual = true, BytesMax = 50_000 });
        journal.Recover();
        for (int n = 1; n <= 200; n++)
        {
            journal.AppendAndStep(n, padding: 1000);
        }

        int[] numbers = [.. journal.Numbers()];
        Assert.InRange(numbers.Length, 40, 50);
        Assert.Equal(Enumerable.Range(201 - numbers.Length, numbers.Length), numbers);
    }

    [Fact]
    public void Events_that_a_projection_still_needs_are_never_dropped()
    {
        using JournalHost journal = Open(new JournalOptions { Manual = true, BytesMax = 1000, AgeMax = TimeSpan.Zero });
        var slow = new NumbersProjection("slow");
        var quick = new NumbersProjection("quick");
        for (int n = 1; n <= 20; n++)
        {
            journal.AppendAndStep(n, padding: 500);
        }

        journal.StepAll();
        Assert.Equal(20, journal.Numbers().Count());
        journal.Recover(slow, quick);
        Assert.Equal(20, slow.Numbers.Count);
        journal.SaveCheckpoint(quick);
        journal.StepAll();
        Assert.Equal(20, journal.Numbers().Count());
        journal.SaveCheckpoint(slow);
        _time.Advance(TimeSpan.FromHours(1));
        journal.StepAll();
        Assert.Equal([20], journal.Numbers());
        using MemoryBlockStore after = _store.Reopen(keepUnsynced: false);
        using JournalHost again = JournalHost.Open(after, new JournalOptions { Manual = true }, _time);
        var restored = new NumbersProjection("slow");
        Assert.Equal(0, again.Recover(restored).Events);
        Assert.Equal(Enumerable.Range(1, 20), restored.Numbers);
    }

    [Fact]
    public void What_a_saved_state_points_to_is_kept_until_a_later_one_does_not()
    {
        using JournalHost journal = Open(new JournalOptions { Manual = true, AgeMax = TimeSpan.FromSeconds(1) });
        var pointing = new NumbersProjection("pointing") { OldestNeeded = 7 };
        journal.Recover(pointing);
        for (int n = 1; n <= 20; n++)
        {
            journal.AppendAndStep(n, padding: 500);
        }

        journal.SaveCheckpoint(pointing);
        _time.Advance(TimeSpan.FromHours(1));
        journal.StepAll();
        Assert.Contains(7, journal.Numbers());
        Assert.Equal([7, 19], journal.Reader.ReadAt([7, 19]).Select(record => TestEvents.NumberOf(record.Event)));

        using MemoryBlockStore after = _store.Reopen(keepUnsynced: false);
        using (JournalHost again = JournalHost.Open(
            after, new JournalOptions { Manual = true, AgeMax = TimeSpan.FromSeconds(1) }, _time))
        {
            again.Recover(new NumbersProjection("pointing") { OldestNeeded = 7 });
            again.StepAll();
            Assert.Contains(7, again.Numbers());
        }

        pointing.OldestNeeded = long.MaxValue;
        journal.SaveCheckpoint(pointing);
        journal.StepAll();
        Assert.DoesNotContain(7, journal.Numbers());
    }

    [Fact]
    public void Nothing_is_dropped_before_it_is_known_what_recovery_needs()
    {
        using JournalHost journal = Open(new JournalOptions { Manual = true, BytesMax = 1 });
        for (int n = 1; n <= 300; n++)
        {
            journal.AppendAndStep(n);
        }

        Assert.Equal(300, journal.Numbers().Count());
    }

    [Fact]
    public void The_file_shrinks_after_a_drop()
    {
        string folder = Repository.NewTemporaryFolder("shrink");
        string path = Path.Combine(folder, "journal.db");
        try
        {
            var options = new JournalOptions { Manual = true, AgeMax = TimeSpan.FromSeconds(1) };
            using (JournalHost journal = JournalHost.Open(new SqliteBlockStore(path, _time), options, _time))
            {
                journal.Recover();
                for (int n = 1; n <= 24; n++)
                {
                    Assert.True(journal.Append(TestEvents.Numbered(n, padding: 3_000_000)) != default);
                    journal.Step();
                }

                _time.Advance(TimeSpan.FromHours(1));
                journal.StepAll();
                Assert.Equal([24], journal.Numbers());
            }

            Assert.InRange(new FileInfo(path).Length, 1, 40_000_000);
            Assert.Equal(1, RawSqlite.Scalar(path, "SELECT count(*) FROM block"));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    public void Dispose() => _store.Dispose();

    private JournalHost Open(JournalOptions options)
    {
        _store = new MemoryBlockStore();
        return JournalHost.Open(new CountingStore(_store, bytes => _written += bytes), options, _time);
    }

    private int Blocks() => _store.Read(new BlockFilter()).Count();

    private sealed class CountingStore(IBlockStore inner, Action<long> wrote) : IBlockStore
    {
        public StoreState Open() => inner.Open();

        public void Commit(StoreWrite write)
        {
            wrote(write.Blocks.Sum(b => (long)b.Bytes));
            inner.Commit(write);
        }

        public IEnumerable<Block> Read(BlockFilter filter, CancellationToken cancellationToken = default) =>
            inner.Read(filter, cancellationToken);

        public IEnumerable<ReadOnlyMemory<byte>> ReadCheckpoint(string projection) => inner.ReadCheckpoint(projection);

        public bool Reclaim() => inner.Reclaim();

        public void Dispose()
        {
        }
    }
}
