using SQLitePCL;
using Tocsin.Journal.Commits;

namespace Tocsin.Journal.Stores.Sqlite;

/// <summary>
/// One connection, over the raw interface: the writer binds spans into statements that live as long as it does, and an
/// ADO.NET layer would allocate a command's worth of objects per commit for nothing. One thread at a time.
/// </summary>
internal sealed class SqliteDatabase : IDisposable
{
    private readonly sqlite3 _db;
    private readonly List<SqliteStatement> _statements = [];

    private SqliteDatabase(sqlite3 db, string path)
    {
        _db = db;
        Path = path;
    }

    /// <summary>The file, for messages.</summary>
    public string Path { get; }

    /// <summary>Opens or creates a file.</summary>
    public static SqliteDatabase Open(string path, bool readOnly)
    {
        _ = SqliteLibrary.Description;
        int flags = raw.SQLITE_OPEN_NOMUTEX
            | (readOnly ? raw.SQLITE_OPEN_READONLY : raw.SQLITE_OPEN_READWRITE | raw.SQLITE_OPEN_CREATE);
        int code = raw.sqlite3_open_v2(path, out sqlite3 db, flags, null);
        var opened = new SqliteDatabase(db, path);
        if (code != raw.SQLITE_OK)
        {
            JournalStoreException failed = opened.Failure(code, "open");
            opened.Dispose();
            throw failed;
        }

        raw.sqlite3_extended_result_codes(db, 1);

        // Only a foreign tool can hold the file. The queue takes that long a wait, and the next commit tries again.
        raw.sqlite3_busy_timeout(db, 500);
        return opened;
    }

    /// <summary>Runs one or more statements without results.</summary>
    public void Execute(string sql) => Check(raw.sqlite3_exec(_db, sql), sql);

    /// <summary>Runs a statement and gives the number in the first column of its first row; 0 without a row.</summary>
    public long Scalar(string sql)
    {
        using SqliteStatement statement = PrepareOnce(sql);
        return statement.Step() ? statement.Int64(0) : 0;
    }

    /// <summary>Compiles a statement, which lives until the connection ends.</summary>
    public SqliteStatement Prepare(string sql)
    {
        SqliteStatement prepared = Compile(sql, raw.SQLITE_PREPARE_PERSISTENT);
        _statements.Add(prepared);
        return prepared;
    }

    /// <summary>Compiles a statement that the caller disposes of.</summary>
    public SqliteStatement PrepareOnce(string sql) => Compile(sql, 0);

    /// <summary>Ends a transaction that failed, if SQLite has not done so itself.</summary>
    public void TryRollback()
    {
        if (raw.sqlite3_get_autocommit(_db) == 0)
        {
            raw.sqlite3_exec(_db, "ROLLBACK");
        }
    }

    /// <summary>Throws what a result code stands for.</summary>
    public void Check(int code, string action)
    {
        if (code is not (raw.SQLITE_OK or raw.SQLITE_ROW or raw.SQLITE_DONE))
        {
            throw Failure(code, action);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (SqliteStatement statement in _statements)
        {
            statement.Dispose();
        }

        raw.sqlite3_close_v2(_db);
        _db.Dispose();
    }

    private SqliteStatement Compile(string sql, uint flags)
    {
        Check(raw.sqlite3_prepare_v3(_db, sql, flags, out sqlite3_stmt statement), sql);
        return new SqliteStatement(this, statement);
    }

    private JournalStoreException Failure(int code, string action)
    {
        string said = raw.sqlite3_errmsg(_db).utf8_to_string();
        (CommitFailure failure, string advice) = (code & 0xFF) switch
        {
            raw.SQLITE_FULL => (CommitFailure.DiskFull, "free space on its disk; it goes on by itself"),
            raw.SQLITE_IOERR => (CommitFailure.IoError, "look at the disk and the system's log"),
            raw.SQLITE_BUSY or raw.SQLITE_LOCKED => (CommitFailure.Locked, "end the other program that holds the file"),
            raw.SQLITE_CORRUPT or raw.SQLITE_NOTADB => (CommitFailure.Corrupt, "the file is damaged"),
            raw.SQLITE_READONLY or raw.SQLITE_PERM or raw.SQLITE_CANTOPEN or raw.SQLITE_AUTH =>
                (CommitFailure.ReadOnly, "let the program's user write the file and its folder"),
            _ => (CommitFailure.Other, $"while doing: {action}"),
        };
        return new JournalStoreException(failure, $"journal: {Path}: {said} (SQLite code {code}); {advice}");
    }
}
