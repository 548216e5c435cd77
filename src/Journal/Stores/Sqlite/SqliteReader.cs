using Tocsin.Journal.Commits;
using Tocsin.Journal.Format;
using Tocsin.Model;

namespace Tocsin.Journal.Stores.Sqlite;

/// <summary>Walks blocks on a read-only connection of its own. One thread at a time.</summary>
/// <remarks>
/// Each step is a short read transaction. A long one would hold the write-ahead log, which could then not be reset and
/// would grow for as long as someone scrolls through history. Between two steps blocks may have been merged; the walk
/// therefore asks for "the block with event n, or the next one" and never for a row that it saw before.
/// </remarks>
internal sealed class SqliteReader : IDisposable
{
    private const string Columns = "SELECT first_seq, last_seq, at_min, at_max, kinds, crc32c, ";

    private const string Up = " FROM block WHERE first_seq >= "
        + "(SELECT coalesce(max(first_seq), 0) FROM block WHERE first_seq <= ?1) ORDER BY first_seq";

    private const string Down = " FROM block WHERE first_seq <= ?1 ORDER BY first_seq DESC";

    private readonly SqliteDatabase _database;
    private readonly SqliteStatement[] _scans;
    private readonly SqliteStatement _content;
    private byte[] _subjects = [];
    private byte[] _body = [];

    /// <param name="path">The database.</param>
    /// <param name="salvage">True to read a damaged file as far as it goes.</param>
    public SqliteReader(string path, bool salvage = false)
    {
        _database = SqliteDatabase.Open(path, readOnly: true);
        try
        {
            if (salvage)
            {
                SqliteSchema.PrepareSalvage(_database);
            }

            SqliteSchema.PrepareReader(_database);
            _scans =
            [
                _database.Prepare(Columns + "NULL" + Up),
                _database.Prepare(Columns + "subjects" + Up),
                _database.Prepare(Columns + "NULL" + Down),
                _database.Prepare(Columns + "subjects" + Down),
            ];
            string bodyBytes = SqliteSchema.HasPackedBodies(_database) ? "body_bytes" : "0";
            _content = _database.Prepare($"SELECT subjects, body, {bodyBytes} FROM block WHERE first_seq = ?1");
        }
        catch
        {
            _database.Dispose();
            throw;
        }
    }

    /// <summary>See <see cref="IBlockStore.Read"/>.</summary>
    public IEnumerable<Block> Read(BlockFilter filter, CancellationToken cancellationToken)
    {
        long next = filter.Descending ? filter.LastSeq : filter.FirstSeq;
        while (Find(filter, next, cancellationToken) is { } block)
        {
            yield return block;
            if (filter.Descending ? block.FirstSeq <= filter.FirstSeq : block.LastSeq >= filter.LastSeq)
            {
                yield break;
            }

            next = filter.Descending ? block.FirstSeq - 1 : block.LastSeq + 1;
        }
    }

    public void Dispose()
    {
        _database.Dispose();
        JournalBuffers.Release(ref _subjects);
        JournalBuffers.Release(ref _body);
    }

    private bool TryKeepBody(ReadOnlySpan<byte> stored, long unpacked, out ReadOnlyMemory<byte> body)
    {
        if (unpacked == 0)
        {
            body = Keep(stored, ref _body);
            return true;
        }

        body = default;
        if (!BlockPacking.MayHold(stored, unpacked))
        {
            return false;
        }

        JournalBuffers.Grow(ref _body, used: 0, more: (int)unpacked);
        body = _body.AsMemory(0, (int)unpacked);
        return BlockPacking.TryUnpack(stored, _body.AsSpan(0, (int)unpacked));
    }

    private static ReadOnlyMemory<byte> Keep(ReadOnlySpan<byte> bytes, ref byte[] rented)
    {
        JournalBuffers.Grow(ref rented, used: 0, more: bytes.Length);
        bytes.CopyTo(rented);
        return rented.AsMemory(0, bytes.Length);
    }

    // A block whose checksum cannot be right stands for events that cannot be read.
    private static Block Unreadable(long first, long last)
    {
        var block = new Block
        {
            FirstSeq = first,
            LastSeq = last,
            AtMin = default,
            AtMax = Instant.Max,
            Kinds = EventKinds.All,
            Subjects = default,
            Body = default,
        };
        return block with { Crc = ~block.ComputeCrc() };
    }

    private Block? Find(BlockFilter filter, long next, CancellationToken cancellationToken)
    {
        SqliteStatement scan = _scans[(filter.Descending ? 2 : 0) + (filter.Subjects.Count > 0 ? 1 : 0)];
        long place = next;
        try
        {
            scan.Bind(1, next);
            while (scan.Step())
            {
                cancellationToken.ThrowIfCancellationRequested();
                long first = scan.Int64(0);
                long last = scan.Int64(1);
                if (filter.Descending ? last < filter.FirstSeq : first > filter.LastSeq)
                {
                    return null;
                }

                if ((filter.Descending || last >= next) && Admits(filter, scan))
                {
                    return Fetch(scan);
                }

                place = filter.Descending ? first - 1 : Math.Max(place, last + 1);
            }

            return null;
        }
        catch (JournalStoreException damaged) when (damaged.Failure == CommitFailure.Corrupt)
        {
            return AfterDamage(filter, place);
        }
        finally
        {
            scan.Reset();
        }
    }

    private static bool Admits(BlockFilter filter, SqliteStatement row) =>
        filter.Admits(new Instant(row.Int64(2)), new Instant(row.Int64(3)), (ulong)row.Int64(4))
        && (filter.Subjects.Count == 0 || filter.AdmitsSubjects(row.Blob(6)));

    private Block Fetch(SqliteStatement row)
    {
        long first = row.Int64(0);
        long last = row.Int64(1);
        try
        {
            _content.Bind(1, first);
            _content.Step();
            if (!TryKeepBody(_content.Blob(1), _content.Int64(2), out ReadOnlyMemory<byte> body))
            {
                return Unreadable(first, last);
            }

            return new Block
            {
                FirstSeq = first,
                LastSeq = last,
                AtMin = new Instant(row.Int64(2)),
                AtMax = new Instant(row.Int64(3)),
                Kinds = (ulong)row.Int64(4),
                Crc = (uint)row.Int64(5),
                Subjects = Keep(_content.Blob(0), ref _subjects),
                Body = body,
            };
        }
        catch (JournalStoreException damaged) when (damaged.Failure == CommitFailure.Corrupt)
        {
            return Unreadable(first, last);
        }
        finally
        {
            _content.Reset();
        }
    }

    // The tree's pages are damaged at this place. Coming from the other end finds how far the damage reaches.
    private Block? AfterDamage(BlockFilter filter, long place)
    {
        long reached = filter.Descending ? 0 : long.MaxValue;
        SqliteStatement back = _scans[filter.Descending ? 0 : 2];
        try
        {
            back.Bind(1, filter.Descending ? 0 : long.MaxValue);
            while (back.Step())
            {
                long edge = back.Int64(filter.Descending ? 1 : 0);
                if (filter.Descending ? edge >= place : edge <= place)
                {
                    break;
                }

                reached = edge;
            }
        }
        catch (JournalStoreException damaged) when (damaged.Failure == CommitFailure.Corrupt)
        {
            // Expected: this is the far edge of the damage.
        }
        finally
        {
            back.Reset();
        }

        return filter.Descending
            ? Unreadable(Math.Max(Math.Min(reached + 1, place), 1), place)
            : Unreadable(place, Math.Max(reached - 1, place));
    }
}
