using Tocsin.Journal.Format;
using Tocsin.Journal.Stores;

namespace Tocsin.Journal.Upkeep;

/// <summary>
/// What blocks the store holds, in memory: a few thousand entries after merging. Owned by the writer.
/// </summary>
internal sealed class BlockIndex(IReadOnlyList<BlockEntry> blocks)
{
    private readonly List<BlockEntry> _blocks = [.. blocks];
    private long _bytes = blocks.Sum(b => (long)b.Bytes);

    /// <summary>The blocks in order of their numbers.</summary>
    public IReadOnlyList<BlockEntry> Blocks => _blocks;

    /// <summary>What all blocks take, about.</summary>
    public long Bytes => Volatile.Read(ref _bytes);

    /// <summary>A block was committed behind all others.</summary>
    public void Add(Block block)
    {
        _blocks.Add(BlockEntry.Of(block));
        _bytes += block.Bytes;
    }

    /// <summary>Adjacent blocks became one.</summary>
    public void Merge(int first, int count, Block merged)
    {
        Forget(first, count);
        _blocks.Insert(first, BlockEntry.Of(merged));
        _bytes += merged.Bytes;
    }

    /// <summary>The oldest blocks were removed.</summary>
    public void RemoveOldest(int count) => Forget(0, count);

    private void Forget(int first, int count)
    {
        for (int i = first; i < first + count; i++)
        {
            _bytes -= _blocks[i].Bytes;
        }

        _blocks.RemoveRange(first, count);
    }
}
