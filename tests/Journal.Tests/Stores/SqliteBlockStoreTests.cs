using Tocsin.Journal.Commits;
using Tocsin.Journal.Format;
using Tocsin.Journal.Stores;
using Tocsin.Journal.Stores.Sqlite;

namespace Tocsin.Journal.Tests.Stores;

public sealed class SqliteBlockStoreTests : BlockStoreContract
{
    private readonly string _folder = Repository.NewTemporaryFolder("journal");
    private SqliteBlockStore _store;

    public SqliteBlockStoreTests()
    {
        _store = NewStore();
        _store.Open();
    }

    protected override IBlockStore Store => _store;

    private string Path => System.IO.Path.Combine(_folder, "data", "journal.db");

    [Fact]
    public void The_library_in_use_is_named() =>
        Assert.Matches(@"^SQLite 3\.\d+\.\d+ \((system|bundled)\)$", SqliteLibrary.Description);

    [Fact]
    public void A_second_program_on_the_same_file_is_refused_with_a_reason()
    {
        using SqliteBlockStore second = NewStore();
        JournalStoreException refused = Assert.Throws<JournalStoreException>(() => second.Open());
        Assert.Equal(CommitFailure.Locked, refused.Failure);
        Assert.Contains("is another tocsin running", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_folder_that_cannot_be_made_is_named()
    {
        using var store = new SqliteBlockStore("/proc/nowhere/journal.db", TimeProvider.System);
        JournalStoreException refused = Assert.Throws<JournalStoreException>(() => store.Open());
        Assert.Contains("/proc/nowhere", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_database_of_a_newer_version_or_of_another_program_is_left_alone()
    {
        _store.Dispose();
        RawSqlite.Execute(Path, "PRAGMA user_version=99");

        using (SqliteBlockStore newer = NewStore())
        {
            JournalStoreException refused = Assert.Throws<JournalStoreException>(() => newer.Open());
            Assert.Contains("newer version", refused.Message, StringComparison.Ordinal);
        }

        RawSqlite.Execute(Path, "PRAGMA application_id=5");

        using SqliteBlockStore foreign = NewStore();
        JournalStoreException alien = Assert.Throws<JournalStoreException>(() => foreign.Open());
        Assert.Contains("another program", alien.Message, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFiles(_folder, "*.corrupt-*", SearchOption.AllDirectories));
    }

    [Fact]
    public void A_journal_of_the_first_version_is_read_and_goes_on()
    {
        _store.Commit(new StoreWrite { Blocks = [Block.Of(1, TestEvents.Numbered(1)), Block.Of(2, TestEvents.Numbered(2))] });
        _store.Dispose();
        RawSqlite.MakeFirstVersion(Path);
        Reopen();
        Assert.Equal([(1, 1), (2, 2)], _store.Open().Blocks.Select(b => ((int)b.FirstSeq, (int)b.LastSeq)));
        _store.Commit(new StoreWrite { Blocks = [Block.Of(3, TestEvents.Alike(3, 100))] });
        Assert.Equal([1, 2, 3], _store.Read(new BlockFilter()).Select(b => (int)b.FirstSeq));
        Assert.All(_store.Read(new BlockFilter()), block => Assert.True(block.IsIntact));
        Reopen();
        BlockEntry[] blocks = [.. _store.Open().Blocks];
        Assert.Equal(102, blocks[^1].LastSeq);
        Assert.True(blocks[^1].Bytes < blocks[^1].BodyBytes);
        Assert.Equal(2, RawSqlite.Scalar(Path, "PRAGMA user_version"));
    }

    [Fact]
    public void The_log_has_its_room_from_the_start() =>
        Assert.True(new FileInfo(Path + "-wal").Length >= 8 << 20, "its file grows with every commit");

    [Fact]
    public void Readers_run_while_the_writer_commits()
    {
        for (int i = 1; i <= 50; i++)
        {
            _store.Commit(new StoreWrite { Blocks = [Block.Of(i, TestEvents.Numbered(i))] });
        }

        long next = 1;
        int added = 51;
        foreach (Block block in _store.Read(new BlockFilter { LastSeq = 60 }))
        {
            Assert.Equal(next++, block.FirstSeq);
            _store.Commit(new StoreWrite { Blocks = [Block.Of(added, TestEvents.Numbered(added))] });
            added++;
        }

        Assert.Equal(61, next);
    }

    protected override IBlockStore Reopen()
    {
        _store.Dispose();
        _store = NewStore();
        return _store;
    }

    protected override void Dispose(bool disposing)
    {
        _store.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private SqliteBlockStore NewStore() => new(Path, TimeProvider.System);
}
