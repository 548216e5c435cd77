using System.Globalization;
using Tocsin.Journal.Commits;
using Tocsin.Journal.Format;
using Tocsin.Model;

namespace Tocsin.Journal.Stores.Sqlite;

/// <summary>Puts a damaged database aside and copies what can still be read of it into a new one.</summary>
internal static class SqliteSalvage
{
    private const int BlocksPerCommit = 64;

    /// <summary>Renames the database with its log, which belongs to it; returns the new name.</summary>
    public static string MoveAside(string path, TimeProvider time)
    {
        string stamp = time.GetUtcNow().ToString("yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture);
        string aside = $"{path}.corrupt-{stamp}";
        for (int i = 2; File.Exists(aside); i++)
        {
            aside = string.Create(CultureInfo.InvariantCulture, $"{path}.corrupt-{stamp}-{i}");
        }

        File.Move(path, aside);
        if (File.Exists(path + "-wal"))
        {
            File.Move(path + "-wal", aside + "-wal");
        }

        File.Delete(path + "-shm");
        return aside;
    }

    /// <summary>Copies blocks and checkpoints; returns what to tell people.</summary>
    public static string Copy(string aside, SqliteWriter into)
    {
        long events = 0;
        int checkpoints = 0;
        string end = "";
        try
        {
            using (var reader = new SqliteReader(aside, salvage: true))
            {
                events = CopyBlocks(reader, into);
            }

            using SqliteDatabase database = SqliteDatabase.Open(aside, readOnly: true);
            SqliteSchema.PrepareSalvage(database);
            checkpoints = CopyCheckpoints(database, into);
        }
        catch (JournalStoreException damaged) when (damaged.Failure is CommitFailure.Corrupt or CommitFailure.Other)
        {
            end = $" ({damaged.Message})";
        }

        string copied = string.Create(CultureInfo.InvariantCulture, $"{events} events and {checkpoints} checkpoints");
        return $"journal: the database was damaged and is now {aside}{end}; {copied} were copied to a new one; "
            + "what is missing is only in the old file; check the disk";
    }

    private static long CopyBlocks(SqliteReader reader, SqliteWriter into)
    {
        long events = 0;
        var batch = new List<Block>();
        long next = 1;
        foreach (Block block in reader.Read(new BlockFilter(), CancellationToken.None))
        {
            if (block.IsIntact && block.FirstSeq >= next)
            {
                batch.Add(Packed(block));
                events += block.Count;
                next = block.LastSeq + 1;
            }

            if (batch.Count == BlocksPerCommit)
            {
                into.Commit(new StoreWrite { Blocks = batch });
                batch.Clear();
            }
        }

        into.Commit(new StoreWrite { Blocks = batch });
        return events;
    }

    private static Block Packed(Block block)
    {
        byte[] packed = [];
        return (block with { Packed = BlockPacking.Pack(block.Body.Span, ref packed) }).Kept();
    }

    private static int CopyCheckpoints(SqliteDatabase from, SqliteWriter into)
    {
        var heads = new List<(string Projection, long Seq, Instant At)>();
        using (SqliteStatement rows = from.PrepareOnce("SELECT projection, seq, at FROM checkpoint"))
        {
            while (rows.Step())
            {
                heads.Add((rows.Text(0), rows.Int64(1), new Instant(rows.Int64(2))));
            }
        }

        int copied = 0;
        foreach ((string projection, long seq, Instant at) in heads)
        {
            copied += CopyCheckpoint(from, into, new CheckpointEntry(projection, seq, at)) ? 1 : 0;
        }

        return copied;
    }

    private static bool CopyCheckpoint(SqliteDatabase from, SqliteWriter into, CheckpointEntry head)
    {
        List<ReadOnlyMemory<byte>> chunks;
        try
        {
            chunks = [.. SqliteCheckpoints.Read(from, head.Projection)];
        }
        catch (Exception damaged) when (damaged is JournalFormatException or JournalStoreException)
        {
            return false;
        }

        for (int i = 0; i < chunks.Count; i++)
        {
            into.Commit(new StoreWrite
            {
                Chunk = new CheckpointChunk
                {
                    Projection = head.Projection,
                    Seq = head.Seq,
                    At = head.At,
                    Index = i,
                    Body = chunks[i],
                    IsLast = i == chunks.Count - 1,
                },
            });
        }

        return true;
    }
}
