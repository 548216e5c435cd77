using SQLitePCL;

namespace Tocsin.Journal.Stores.Sqlite;

/// <summary>A compiled statement, used again and again. One thread at a time.</summary>
internal sealed class SqliteStatement(SqliteDatabase database, sqlite3_stmt statement) : IDisposable
{
    public SqliteStatement Bind(int index, long value)
    {
        database.Check(raw.sqlite3_bind_int64(statement, index, value), "bind");
        return this;
    }

    public SqliteStatement Bind(int index, string value)
    {
        database.Check(raw.sqlite3_bind_text(statement, index, value), "bind");
        return this;
    }

    /// <summary>Binds bytes, which SQLite copies.</summary>
    public SqliteStatement Bind(int index, ReadOnlySpan<byte> value)
    {
        int code = value.IsEmpty
            ? raw.sqlite3_bind_zeroblob(statement, index, 0)
            : raw.sqlite3_bind_blob(statement, index, value);
        database.Check(code, "bind");
        return this;
    }

    /// <summary>Steps to the next row; false at the end.</summary>
    public bool Step()
    {
        int code = raw.sqlite3_step(statement);
        if (code == raw.SQLITE_ROW)
        {
            return true;
        }

        if (code != raw.SQLITE_DONE)
        {
            // The failure must be read before the reset, which reports it again.
            try
            {
                database.Check(code, raw.sqlite3_sql(statement).utf8_to_string());
            }
            finally
            {
                raw.sqlite3_reset(statement);
            }
        }

        return false;
    }

    /// <summary>Runs a statement that gives no rows, and makes it ready for the next time.</summary>
    public void Run()
    {
        while (Step())
        {
        }

        Reset();
    }

    /// <summary>Ends the statement's transaction if it is reading, and makes it ready for the next time.</summary>
    public void Reset() => raw.sqlite3_reset(statement);

    public long Int64(int column) => raw.sqlite3_column_int64(statement, column);

    public string Text(int column) => raw.sqlite3_column_text(statement, column).utf8_to_string();

    /// <summary>Bytes that are valid until the next step or reset.</summary>
    public ReadOnlySpan<byte> Blob(int column) => raw.sqlite3_column_blob(statement, column);

    public void Dispose() => statement.Dispose();
}
