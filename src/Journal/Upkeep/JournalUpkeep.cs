using Tocsin.Journal.Commits;
using Tocsin.Journal.Format;
using Tocsin.Journal.Stores;
using Tocsin.Model;

namespace Tocsin.Journal.Upkeep;

/// <summary>
/// Merges small blocks and drops old ones, a bounded step at a time, on the writer between commits: the database has
/// one writer anyway, and so a commit never waits for a lock but at most for one step.
/// </summary>
internal sealed class JournalUpkeep(IBlockStore store, BlockIndex index, JournalOptions options)
{
    // Looking for a run walks the small blocks; there can be none before this many commits.
    private const int CommitsBetweenMerges = 64;
    private const int DropBlocksMax = 64;
    private const long DropBytesMax = 16 << 20;

    private readonly HashSet<long> _unmergeable = [];
    private int _commits;
    private bool _merging = true;
    private bool _reclaiming = true;

    /// <summary>A commit added blocks.</summary>
    public void Committed()
    {
        if (++_commits >= CommitsBetweenMerges)
        {
            _commits = 0;
            _merging = true;
        }
    }

    /// <summary>Merges blocks or gives space back, one step; false if there is nothing to do.</summary>
    /// <exception cref="JournalStoreException">The store failed; what the step should have done is not
    /// done.</exception>
    public bool Tidy()
    {
        if (Merge())
        {
            return true;
        }

        _reclaiming = _reclaiming && store.Reclaim();
        return _reclaiming;
    }

    /// <summary>Something was removed or replaced, so that there may be space to free.</summary>
    public void Freed() => _reclaiming = true;

    /// <summary>Drops blocks that are too old or too many, one step; false if there are none.</summary>
    /// <param name="now">The present.</param>
    /// <param name="floor">Events above this number are needed for recovery and stay.</param>
    /// <exception cref="JournalStoreException">The store failed; nothing was dropped.</exception>
    public bool DropOld(Instant now, long floor)
    {
        long over = index.Bytes - options.BytesMax;
        Instant oldest = now - options.AgeMax;
        long dropped = 0;
        int count = 0;
        IReadOnlyList<BlockEntry> blocks = index.Blocks;

        // The newest block always stays: from it a restart knows the last number.
        while (count < blocks.Count - 1 && count < DropBlocksMax && dropped < DropBytesMax)
        {
            BlockEntry block = blocks[count];
            if (block.LastSeq > floor || (block.AtMax >= oldest && dropped >= over))
            {
                break;
            }

            dropped += block.Bytes;
            count++;
        }

        if (count == 0)
        {
            return false;
        }

        store.Commit(new StoreWrite { Remove = new SeqRange(blocks[0].FirstSeq, blocks[count - 1].LastSeq) });
        index.RemoveOldest(count);
        Freed();
        return true;
    }

    private bool Merge()
    {
        if (!_merging)
        {
            return false;
        }

        (int first, int count) = MergePlan.Next(index.Blocks, _unmergeable);
        if (count == 0)
        {
            _merging = false;
            return false;
        }

        using var builder = new BlockBuilder();
        BlockEntry from = index.Blocks[first];
        BlockEntry to = index.Blocks[first + count - 1];
        if (!Read(builder, from, to))
        {
            return true;
        }

        Block merged = builder.Build(from.FirstSeq);
        store.Commit(new StoreWrite { Remove = new SeqRange(from.FirstSeq, to.LastSeq), Blocks = [merged] });
        index.Merge(first, count, merged);
        return true;
    }

    // A damaged block is left as it is: its checksum is the evidence, and a merge would put a good one over it.
    private bool Read(BlockBuilder builder, BlockEntry from, BlockEntry to)
    {
        long next = from.FirstSeq;
        try
        {
            foreach (Block block in store.Read(new BlockFilter { FirstSeq = from.FirstSeq, LastSeq = to.LastSeq }))
            {
                if (block.FirstSeq != next || !block.IsIntact)
                {
                    break;
                }

                builder.Add(block);
                next = block.LastSeq + 1;
            }
        }
        catch (JournalStoreException)
        {
            // A bad sector: it stays where it is, and whoever reads these events is told.
        }

        if (next == to.LastSeq + 1)
        {
            return true;
        }

        BlockEntry damaged = index.Blocks.FirstOrDefault(b => b.FirstSeq <= next && next <= b.LastSeq, from);
        _unmergeable.Add(damaged.FirstSeq);
        return false;
    }
}
