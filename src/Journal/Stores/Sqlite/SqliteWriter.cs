using Tocsin.Journal.Commits;
using Tocsin.Journal.Format;
using Tocsin.Model;

namespace Tocsin.Journal.Stores.Sqlite;

/// <summary>The one connection that writes, with its statements compiled. One thread at a time.</summary>
internal sealed class SqliteWriter : IDisposable
{
    // Freed pages are used again by new events; only what exceeds this share of the file goes back to the system.
    private const int SlackShare = 8;
    private const long ReclaimBytes = 2 << 20;
    private const long SlackBytesMin = 32 << 20;

    private readonly SqliteDatabase _database;
    private readonly SqliteCheckpoints _checkpoints;
    private readonly SqliteStatement _begin;
    private readonly SqliteStatement _commit;
    private readonly SqliteStatement _insert;
    private readonly SqliteStatement _remove;
    private long _bytesMax;

    public SqliteWriter(string path)
    {
        _database = SqliteDatabase.Open(path, readOnly: false);
        try
        {
            SqliteSchema.PrepareWriter(_database);
            _checkpoints = new SqliteCheckpoints(_database);
            _begin = _database.Prepare("BEGIN IMMEDIATE");
            _commit = _database.Prepare("COMMIT");
            _insert = _database.Prepare(
                "INSERT INTO block(first_seq, last_seq, at_min, at_max, kinds, crc32c, body_bytes, subjects, body) "
                + "VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)");
            _remove = _database.Prepare("DELETE FROM block WHERE first_seq BETWEEN ?1 AND ?2");
            SqliteLogRoom.Take(path);
        }
        catch
        {
            _database.Dispose();
            throw;
        }
    }

    /// <summary>What the file holds; touches every page of the block table's tree, which finds most damage.</summary>
    public StoreState ReadState(IReadOnlyList<string> notices)
    {
        var blocks = new List<BlockEntry>();
        using SqliteStatement rows = _database.PrepareOnce(
            "SELECT first_seq, last_seq, at_max, length(subjects), length(body), body_bytes FROM block ORDER BY first_seq");
        while (rows.Step())
        {
            int stored = (int)rows.Int64(4);
            int unpacked = (int)rows.Int64(5);
            blocks.Add(new BlockEntry(
                rows.Int64(0),
                rows.Int64(1),
                new Instant(rows.Int64(2)),
                (int)rows.Int64(3) + stored,
                unpacked == 0 ? stored : unpacked));
        }

        IReadOnlyList<CheckpointEntry> checkpoints = _checkpoints.List();
        long last = blocks.Count == 0 ? 0 : blocks[^1].LastSeq;
        return new StoreState
        {
            LastSeq = Math.Max(last, checkpoints.Select(c => c.Seq).DefaultIfEmpty(0).Max()),
            Blocks = blocks,
            Checkpoints = checkpoints,
            Notices = notices,
        };
    }

    /// <summary>See <see cref="SqliteBlockStore.FileBytesMax"/>.</summary>
    public void Limit(long bytesMax)
    {
        if (bytesMax != _bytesMax)
        {
            // 2^32 - 2 is what SQLite itself allows.
            long pages = bytesMax == 0 ? 4_294_967_294 : bytesMax / _database.Scalar("PRAGMA page_size");
            _database.Execute($"PRAGMA max_page_count={pages}");
            _bytesMax = bytesMax;
        }
    }

    /// <summary>See <see cref="IBlockStore.Commit"/>.</summary>
    public void Commit(StoreWrite write)
    {
        _begin.Run();
        try
        {
            if (write.Remove is { } range)
            {
                _remove.Bind(1, range.First).Bind(2, range.Last).Run();
            }

            for (int i = 0; i < write.Blocks.Count; i++)
            {
                Insert(write.Blocks[i]);
            }

            if (write.Chunk is { } chunk)
            {
                _checkpoints.Write(chunk);
            }

            _commit.Run();
        }
        catch
        {
            _database.TryRollback();
            throw;
        }
    }

    /// <summary>See <see cref="IBlockStore.Reclaim"/>.</summary>
    public bool Reclaim()
    {
        if (_checkpoints.RemoveStale())
        {
            return true;
        }

        long free = _database.Scalar("PRAGMA freelist_count");
        long pageBytes = _database.Scalar("PRAGMA page_size");
        long slack = Math.Max(SlackBytesMin / pageBytes, _database.Scalar("PRAGMA page_count") / SlackShare);
        if (free <= slack)
        {
            return false;
        }

        // A file made without auto_vacuum cannot shrink: no progress must not look like more to do.
        _database.Execute($"PRAGMA incremental_vacuum({Math.Min(ReclaimBytes / pageBytes, free - slack)})");
        return _database.Scalar("PRAGMA freelist_count") < free;
    }

    /// <summary>
    /// Copies the whole write-ahead log into the database and syncs both. After a failed sync the system may have
    /// marked pages as clean that never reached the disk; what was written before is safe again only after this.
    /// </summary>
    public void CheckpointAll()
    {
        using SqliteStatement checkpoint = _database.PrepareOnce("PRAGMA wal_checkpoint(TRUNCATE)");
        if (checkpoint.Step() && checkpoint.Int64(0) != 0)
        {
            throw new JournalStoreException(
                CommitFailure.Locked, $"journal: {_database.Path}: a reader holds the log; it is tried again");
        }
    }

    public void Dispose() => _database.Dispose();

    private void Insert(Block block) => _insert
        .Bind(1, block.FirstSeq)
        .Bind(2, block.LastSeq)
        .Bind(3, block.AtMin.Ticks)
        .Bind(4, block.AtMax.Ticks)
        .Bind(5, (long)block.Kinds)
        .Bind(6, block.Crc)
        .Bind(7, block.Packed.IsEmpty ? 0 : block.Body.Length)
        .Bind(8, block.Subjects.Span)
        .Bind(9, (block.Packed.IsEmpty ? block.Body : block.Packed).Span)
        .Run();
}
