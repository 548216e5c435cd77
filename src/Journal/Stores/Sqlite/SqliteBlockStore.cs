using Tocsin.Journal.Commits;
using Tocsin.Journal.Format;

namespace Tocsin.Journal.Stores.Sqlite;

/// <summary>Keeps the journal in one SQLite file, in WAL mode with a sync per commit. The default store.</summary>
/// <remarks>
/// Opening takes a lock on <c>path.lock</c>, so that two programs never write one journal. A file that is damaged is
/// renamed to <c>path.corrupt-TIME</c> and a new one begun with all of it that can still be read.
/// </remarks>
public sealed class SqliteBlockStore : IBlockStore
{
    private const int ReadersKept = 4;

    private readonly string _path;
    private readonly TimeProvider _time;
    private readonly Lock _gate = new();
    private readonly Stack<SqliteReader> _readers = [];
    private FileStream? _lock;
    private SqliteWriter? _writer;
    private CommitFailure _suspect;
    private int _epoch;
    private long _bytesMax;

    /// <summary>Names the file; nothing is touched before <see cref="Open"/>.</summary>
    /// <param name="path">The database; its folder is created if need be.</param>
    /// <param name="time">The clock, for the name of a damaged file.</param>
    public SqliteBlockStore(string path, TimeProvider time)
    {
        _path = System.IO.Path.GetFullPath(path);
        _time = time;
    }

    /// <summary>The database, as an absolute path.</summary>
    public string Path => _path;

    /// <summary>
    /// A bound on the file as a last resort, with which commits fail as on a full disk; 0 for none. Retention keeps the
    /// file far below it. May be changed at any time.
    /// </summary>
    public long FileBytesMax
    {
        get => Volatile.Read(ref _bytesMax);
        set => Volatile.Write(ref _bytesMax, value);
    }

    /// <inheritdoc/>
    public StoreState Open()
    {
        TakeLock();
        try
        {
            _writer = new SqliteWriter(_path);
            return _writer.ReadState([]);
        }
        catch (JournalStoreException damaged) when (damaged.Failure == CommitFailure.Corrupt)
        {
            return Replace();
        }
    }

    /// <inheritdoc/>
    public void Commit(StoreWrite write)
    {
        SqliteWriter writer = Writer();
        try
        {
            writer.Limit(FileBytesMax);
            writer.Commit(write);
        }
        catch (JournalStoreException failed)
        {
            Suspect(failed.Failure);
            throw;
        }
    }

    /// <inheritdoc/>
    public IEnumerable<Block> Read(BlockFilter filter, CancellationToken cancellationToken = default)
    {
        (SqliteReader reader, int epoch) = Rent();
        try
        {
            foreach (Block block in reader.Read(filter, cancellationToken))
            {
                yield return block;
            }
        }
        finally
        {
            Return(reader, epoch);
        }
    }

    /// <inheritdoc/>
    public IEnumerable<ReadOnlyMemory<byte>> ReadCheckpoint(string projection)
    {
        using SqliteDatabase database = SqliteDatabase.Open(_path, readOnly: true);
        foreach (ReadOnlyMemory<byte> chunk in SqliteCheckpoints.Read(database, projection))
        {
            yield return chunk;
        }
    }

    /// <inheritdoc/>
    public bool Reclaim()
    {
        SqliteWriter writer = Writer();
        try
        {
            return writer.Reclaim();
        }
        catch (JournalStoreException failed)
        {
            Suspect(failed.Failure);
            throw;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        DropReaders();
        _writer?.Dispose();
        _writer = null;
        _lock?.Dispose();
        _lock = null;
    }

    // A failed write leaves the connection in doubt: see SqliteWriter.CheckpointAll. A full disk does not.
    private void Suspect(CommitFailure failure)
    {
        if (failure is CommitFailure.IoError or CommitFailure.Corrupt or CommitFailure.ReadOnly)
        {
            _suspect = failure;
        }
    }

    private SqliteWriter Writer()
    {
        if (_writer is not null && _suspect == CommitFailure.None)
        {
            return _writer;
        }

        DropReaders();
        _writer?.Dispose();
        _writer = null;
        if (_suspect == CommitFailure.Corrupt)
        {
            Replace();
        }
        else
        {
            _writer = new SqliteWriter(_path);
            _writer.CheckpointAll();
        }

        _suspect = CommitFailure.None;
        return _writer!;
    }

    private StoreState Replace()
    {
        _writer?.Dispose();
        _writer = null;
        string aside = SqliteSalvage.MoveAside(_path, _time);
        _writer = new SqliteWriter(_path);
        string notice = SqliteSalvage.Copy(aside, _writer);
        return _writer.ReadState([notice]);
    }

    private void TakeLock()
    {
        string path = _path + ".lock";
        try
        {
            Directory.CreateDirectory(System.IO.Path.GetDirectoryName(_path)!);
            _lock = new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (UnauthorizedAccessException denied)
        {
            throw new JournalStoreException(
                CommitFailure.ReadOnly,
                $"journal: {path}: {denied.Message}; let the program's user write its folder, or name another");
        }
        catch (IOException held)
        {
            throw new JournalStoreException(
                CommitFailure.Locked,
                $"journal: {path}: {held.Message}; is another tocsin running on this data folder?");
        }
    }

    private (SqliteReader Reader, int Epoch) Rent()
    {
        lock (_gate)
        {
            if (_readers.TryPop(out SqliteReader? kept))
            {
                return (kept, _epoch);
            }
        }

        return (new SqliteReader(_path), Volatile.Read(ref _epoch));
    }

    private void Return(SqliteReader reader, int epoch)
    {
        lock (_gate)
        {
            if (epoch == _epoch && _lock is not null && _readers.Count < ReadersKept)
            {
                _readers.Push(reader);
                return;
            }
        }

        reader.Dispose();
    }

    // Readers that are out now are of an older epoch and will be closed when they come back.
    private void DropReaders()
    {
        lock (_gate)
        {
            _epoch++;
            while (_readers.TryPop(out SqliteReader? reader))
            {
                reader.Dispose();
            }
        }
    }
}
