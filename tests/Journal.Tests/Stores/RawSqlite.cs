using SQLitePCL;
using Tocsin.Journal.Stores.Sqlite;

namespace Tocsin.Journal.Tests.Stores;

/// <summary>Does to a database what a person with the sqlite3 tool could do.</summary>
internal static class RawSqlite
{
    public static void Execute(string path, string sql)
    {
        using sqlite3 db = Open(path);
        Assert.Equal(raw.SQLITE_OK, raw.sqlite3_exec(db, sql));
    }

    /// <summary>Gives a journal whose blocks are not packed the tables of version 1.</summary>
    public static void MakeFirstVersion(string path) =>
        Execute(path, "ALTER TABLE block DROP COLUMN body_bytes; PRAGMA user_version=1");

    /// <summary>Runs statements and holds the connection until disposed of.</summary>
    public static sqlite3 Hold(string path, string sql)
    {
        sqlite3 db = Open(path);
        Assert.Equal(raw.SQLITE_OK, raw.sqlite3_exec(db, sql));
        return db;
    }

    public static long Scalar(string path, string sql)
    {
        using sqlite3 db = Open(path);
        Assert.Equal(raw.SQLITE_OK, raw.sqlite3_prepare_v2(db, sql, out sqlite3_stmt statement));
        using (statement)
        {
            Assert.Equal(raw.SQLITE_ROW, raw.sqlite3_step(statement));
            return raw.sqlite3_column_int64(statement, 0);
        }
    }

    private static sqlite3 Open(string path)
    {
        Assert.NotEmpty(SqliteLibrary.Description);
        Assert.Equal(raw.SQLITE_OK, raw.sqlite3_open(path, out sqlite3 db));
        return db;
    }
}
