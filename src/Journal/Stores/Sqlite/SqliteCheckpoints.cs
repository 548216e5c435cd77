using System.Globalization;
using Tocsin.Journal.Format;
using Tocsin.Model;
using Tocsin.Model.Checksums;

namespace Tocsin.Journal.Stores.Sqlite;

/// <summary>
/// Writes checkpoints on the writer's connection. Every attempt is a new generation, whose chunks count for nothing
/// until the last one comes and the row of the projection points to them; the old ones are then removed piecemeal.
/// </summary>
internal sealed class SqliteCheckpoints
{
    /// <summary>A chunk's id is its generation shifted by this, plus its index.</summary>
    public const int GenerationShift = 24;

    // About half a MiB a step: what a commit that comes in meanwhile may have to wait for.
    private const int StaleChunksPerStep = 2;

    private readonly SqliteDatabase _database;
    private readonly SqliteStatement _insert;
    private readonly SqliteStatement _point;
    private readonly SqliteStatement _removeStale;
    private long _generation;

    public SqliteCheckpoints(SqliteDatabase database)
    {
        _database = database;
        _insert = database.Prepare("INSERT INTO checkpoint_chunk(id, crc32c, body) VALUES(?1, ?2, ?3)");
        _point = database.Prepare(
            "INSERT OR REPLACE INTO checkpoint(projection, generation, seq, at, chunks) VALUES(?1, ?2, ?3, ?4, ?5)");
        _removeStale = database.Prepare(string.Create(CultureInfo.InvariantCulture, $"""
            DELETE FROM checkpoint_chunk WHERE id IN (
              SELECT id FROM checkpoint_chunk
              WHERE id >> {GenerationShift} NOT IN (SELECT generation FROM checkpoint)
                AND id >> {GenerationShift} <> ?1
              LIMIT {StaleChunksPerStep})
            """));
        long newest = database.Scalar("SELECT max(id) FROM checkpoint_chunk");
        _generation = newest >> GenerationShift;
    }

    /// <summary>The newest whole checkpoints.</summary>
    public IReadOnlyList<CheckpointEntry> List()
    {
        var found = new List<CheckpointEntry>();
        using SqliteStatement rows = _database.PrepareOnce(
            "SELECT projection, seq, at FROM checkpoint ORDER BY projection");
        while (rows.Step())
        {
            found.Add(new CheckpointEntry(rows.Text(0), rows.Int64(1), new Instant(rows.Int64(2))));
        }

        return found;
    }

    /// <summary>Writes a chunk within the transaction at hand.</summary>
    public void Write(CheckpointChunk chunk)
    {
        if (chunk.Index == 0)
        {
            _generation++;
        }

        _insert.Bind(1, (_generation << GenerationShift) + chunk.Index)
            .Bind(2, Crc32C.Of(chunk.Body.Span))
            .Bind(3, chunk.Body.Span)
            .Run();
        if (chunk.IsLast)
        {
            _point.Bind(1, chunk.Projection).Bind(2, _generation).Bind(3, chunk.Seq).Bind(4, chunk.At.Ticks)
                .Bind(5, chunk.Index + 1).Run();
        }
    }

    /// <summary>Removes some chunks of generations that were replaced or given up; false if there are none.</summary>
    public bool RemoveStale()
    {
        _removeStale.Bind(1, _generation).Run();
        return _database.Scalar("SELECT changes()") > 0;
    }

    /// <summary>
    /// Reads the chunks of a projection's newest checkpoint on a connection that the caller opened for it.
    /// </summary>
    public static IEnumerable<ReadOnlyMemory<byte>> Read(SqliteDatabase database, string projection)
    {
        using SqliteStatement head = database.PrepareOnce(
            "SELECT generation, chunks FROM checkpoint WHERE projection = ?1");
        if (!head.Bind(1, projection).Step())
        {
            yield break;
        }

        long generation = head.Int64(0);
        long chunks = head.Int64(1);
        head.Reset();
        using SqliteStatement rows = database.PrepareOnce(
            "SELECT crc32c, body FROM checkpoint_chunk WHERE id >= ?1 AND id < ?2 ORDER BY id");
        rows.Bind(1, generation << GenerationShift).Bind(2, (generation << GenerationShift) + chunks);
        long read = 0;
        while (rows.Step())
        {
            byte[] body = rows.Blob(1).ToArray();
            if (Crc32C.Of(body) != (uint)rows.Int64(0))
            {
                throw new JournalFormatException($"chunk {read} of {chunks} has a wrong checksum");
            }

            read++;
            yield return body;
        }

        if (read != chunks)
        {
            throw new JournalFormatException($"{chunks - read} of {chunks} chunks are missing");
        }
    }
}
