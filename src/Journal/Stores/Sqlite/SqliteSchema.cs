using Tocsin.Journal.Commits;

namespace Tocsin.Journal.Stores.Sqlite;

/// <summary>The tables, and what is set on a connection. Mirrored in FORMAT.md.</summary>
internal static class SqliteSchema
{
    /// <summary>"Tocs", so that <c>file</c> and people can tell what the database is.</summary>
    private const long ApplicationId = 0x546F6373;

    private const long Version = 2;

    // A small commit writes a page or two of each kind: they are small so that little is synced, and so that many commits pass
    // until this much log is copied into the database, on which one of them waits. A file keeps the pages that it began with.
    private const long LogBytes = 8 << 20;

    // What is small stands first, and subjects before body, so that looking at them does not read the pages of the body.
    private const string Tables = """
        CREATE TABLE IF NOT EXISTS block(
          first_seq INTEGER PRIMARY KEY,
          last_seq INTEGER NOT NULL,
          at_min INTEGER NOT NULL,
          at_max INTEGER NOT NULL,
          kinds INTEGER NOT NULL,
          crc32c INTEGER NOT NULL,
          body_bytes INTEGER NOT NULL DEFAULT 0,
          subjects BLOB NOT NULL,
          body BLOB NOT NULL);
        CREATE TABLE IF NOT EXISTS checkpoint(
          projection TEXT PRIMARY KEY,
          generation INTEGER NOT NULL,
          seq INTEGER NOT NULL,
          at INTEGER NOT NULL,
          chunks INTEGER NOT NULL) WITHOUT ROWID;
        CREATE TABLE IF NOT EXISTS checkpoint_chunk(
          id INTEGER PRIMARY KEY,
          crc32c INTEGER NOT NULL,
          body BLOB NOT NULL);
        """;

    /// <summary>Makes a connection the writer of the journal, creating the tables in a new file.</summary>
    public static void PrepareWriter(SqliteDatabase database)
    {
        long application = database.Scalar("PRAGMA application_id");
        if (application != 0 && application != ApplicationId)
        {
            throw new JournalStoreException(
                CommitFailure.Other, $"journal: {database.Path}: a database of another program; name another file");
        }

        database.Execute("PRAGMA page_size=4096; PRAGMA auto_vacuum=INCREMENTAL; PRAGMA journal_mode=WAL;");
        database.Execute("PRAGMA synchronous=FULL; PRAGMA cache_size=-2048; PRAGMA temp_store=MEMORY;");
        database.Execute("PRAGMA journal_size_limit=16777216;");
        database.Execute($"PRAGMA wal_autocheckpoint={LogBytes / database.Scalar("PRAGMA page_size")};");
        long version = database.Scalar("PRAGMA user_version");
        if (version > Version)
        {
            throw new JournalStoreException(
                CommitFailure.Other,
                $"journal: {database.Path}: written by a newer version (format {version}, this one knows {Version}); "
                + "start that version, or name another data folder");
        }

        if (version == Version)
        {
            // Opening writes nothing then, so that a restart works with a full disk too.
            return;
        }

        // Bodies were not packed in version 1. A column that is added stands last, in all rows with a 0 that takes no space.
        string change = version == 1
            ? "ALTER TABLE block ADD COLUMN body_bytes INTEGER NOT NULL DEFAULT 0;"
            : Tables;
        database.Execute($"BEGIN IMMEDIATE; {change} PRAGMA application_id={ApplicationId}; "
            + $"PRAGMA user_version={Version}; COMMIT;");
    }

    /// <summary>
    /// Lets a connection read a damaged file as far as it goes: without this, SQLite refuses all of a file that is
    /// shorter than its header says.
    /// </summary>
    public static void PrepareSalvage(SqliteDatabase database) => database.Execute("PRAGMA writable_schema=ON;");

    /// <summary>False for a file of version 1 that was put aside as damaged.</summary>
    public static bool HasPackedBodies(SqliteDatabase database) =>
        database.Scalar("SELECT count(*) FROM pragma_table_info('block') WHERE name = 'body_bytes'") > 0;

    /// <summary>Sets up a connection that reads beside the writer.</summary>
    public static void PrepareReader(SqliteDatabase database) => database.Execute("PRAGMA cache_size=-1024;");
}
