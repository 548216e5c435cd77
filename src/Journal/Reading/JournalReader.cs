using Tocsin.Journal.Events;
using Tocsin.Journal.Format;
using Tocsin.Journal.Stores;

namespace Tocsin.Journal.Reading;

/// <summary>
/// Finds committed events, for history and explain. Thread-safe; runs beside the writer without waiting.
/// </summary>
public sealed class JournalReader
{
    private readonly IBlockStore _store;
    private readonly Action<string> _damaged;

    /// <summary>Reads from an opened store.</summary>
    /// <param name="store">The store; the caller keeps it open.</param>
    /// <param name="damaged">Told of blocks that cannot be read; what is intact is read all the same.</param>
    public JournalReader(IBlockStore store, Action<string> damaged)
    {
        _store = store;
        _damaged = damaged;
    }

    /// <summary>
    /// The events that the query asks for, as they are found. Kinds that this version does not know are passed over.
    /// Each enumeration reads anew; events committed meanwhile may or may not be among them.
    /// </summary>
    /// <exception cref="JournalStoreException">The store cannot be read at all.</exception>
    public IEnumerable<JournalRecord> Read(JournalQuery query, CancellationToken cancellationToken = default)
    {
        BlockFilter filter = FilterOf(query);
        var scan = new BlockScan(query);
        long first = filter.FirstSeq;
        long last = filter.LastSeq;
        int left = query.Limit;
        foreach (Block block in _store.Read(filter, cancellationToken))
        {
            if (left <= 0 || first > last)
            {
                yield break;
            }

            Scan(scan, block, first, last);
            List<JournalRecord> found = scan.Found;
            for (int i = 0; i < found.Count && left > 0; i++, left--)
            {
                cancellationToken.ThrowIfCancellationRequested();
                yield return found[query.NewestFirst ? found.Count - 1 - i : i];
            }

            // A block merged meanwhile overlaps what was read already; the numbers keep each event to once.
            (first, last) = query.NewestFirst
                ? (first, Math.Min(last, block.FirstSeq - 1))
                : (Math.Max(first, block.LastSeq + 1), last);
        }
    }

    /// <summary>All events from a number on, in order: the tail that recovery replays.</summary>
    public IEnumerable<JournalRecord> ReadFrom(long seq, CancellationToken cancellationToken = default) =>
        Read(new JournalQuery { AfterSeq = seq - 1 }, cancellationToken);

    /// <summary>
    /// The events with these numbers, in order; those that are damaged, dropped or unknown to this version are left out.
    /// Each block is read once.
    /// </summary>
    /// <param name="seqs">Ascending.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <exception cref="JournalStoreException">The store cannot be read at all.</exception>
    public IEnumerable<JournalRecord> ReadAt(IReadOnlyList<long> seqs, CancellationToken cancellationToken = default)
    {
        var found = new List<JournalRecord>();
        for (int next = 0; next < seqs.Count;)
        {
            long from = seqs[next];
            long read = from;
            foreach (Block block in _store.Read(new BlockFilter { FirstSeq = from, LastSeq = from }, cancellationToken))
            {
                Pick(block, seqs, next, found);
                read = Math.Max(read, block.LastSeq);
            }

            foreach (JournalRecord record in found)
            {
                yield return record;
            }

            found.Clear();
            while (next < seqs.Count && seqs[next] <= read)
            {
                next++;
            }
        }
    }

    private static BlockFilter FilterOf(JournalQuery query)
    {
        ulong kinds = query.Kinds.Count == 0 ? EventKinds.All : 0;
        foreach (EventKind kind in query.Kinds)
        {
            kinds |= EventKinds.Bit(kind);
        }

        long after = query.AfterSeq ?? (query.NewestFirst ? long.MaxValue : 0);
        return new BlockFilter
        {
            FirstSeq = query.NewestFirst ? 1 : after + 1,
            LastSeq = query.NewestFirst ? (after == long.MaxValue ? after : after - 1) : long.MaxValue,
            From = query.From,
            To = query.To,
            Kinds = kinds,
            Subjects = [.. query.Subjects.Select(s => s.Value)],
            Descending = query.NewestFirst,
        };
    }

    private void Pick(Block block, IReadOnlyList<long> seqs, int next, List<JournalRecord> found)
    {
        if (!block.IsIntact)
        {
            _damaged(DamageOf(block));
            return;
        }

        try
        {
            ReadOnlySpan<byte> body = block.Body.Span;
            for (long seq = block.FirstSeq; !body.IsEmpty && next < seqs.Count; seq++)
            {
                EventEnvelope envelope = EventEnvelope.Next(ref body);
                while (next < seqs.Count && seqs[next] < seq)
                {
                    next++;
                }

                if (next < seqs.Count && seqs[next] == seq && envelope.Decode() is { } happened)
                {
                    found.Add(new JournalRecord(seq, happened));
                }
            }
        }
        catch (JournalFormatException wrong)
        {
            _damaged(UnreadableIn(block, wrong));
        }
    }

    private static string DamageOf(Block block) =>
        $"journal: events {block.FirstSeq} to {block.LastSeq} are damaged on disk and left out";

    private static string UnreadableIn(Block block, JournalFormatException wrong) =>
        $"journal: an event in {block.FirstSeq} to {block.LastSeq} cannot be read: {wrong.Message}";

    private void Scan(BlockScan scan, Block block, long first, long last)
    {
        try
        {
            if (block.IsIntact)
            {
                scan.Scan(block, first, last);
                return;
            }

            scan.Found.Clear();
            _damaged(DamageOf(block));
        }
        catch (JournalFormatException wrong)
        {
            _damaged(UnreadableIn(block, wrong));
        }
    }
}
