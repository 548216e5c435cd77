using Tocsin.Tsdb.Blocks;
using Tocsin.Tsdb.Head;
using Tocsin.Tsdb.Index;

namespace Tocsin.Tsdb.Store;

/// <summary>A block in use: with what was asked of it, and with whom its series are in memory. Thread-safe.</summary>
internal sealed class StoredBlock(Block block)
{
    private HeadSeries?[]? _series;
    private readonly SelectionCache _selections = new();

    public Block Block => block;

    /// <summary>The numbers of the series that match.</summary>
    public int[] Select(IReadOnlyList<Model.Matching.LabelMatcher> matchers) =>
        _selections.Get(block.Index, matchers, last: 0);

    /// <summary>The series in memory that a series of the block is; made if there is none.</summary>
    public HeadSeries SeriesOf(int number, HeadIndex index)
    {
        // Of two threads that make it at once, one asks the index again.
        HeadSeries?[] all = Volatile.Read(ref _series) ?? (_series = new HeadSeries?[block.SeriesCount]);
        HeadSeries? known = Volatile.Read(ref all[number]);
        if (known is null || known.IsGone)
        {
            known = index.GetOrAdd(block.LabelsOf(number));
            Volatile.Write(ref all[number], known);
        }

        return known;
    }

    /// <summary>The number that a series has in the block; -1 if it has none.</summary>
    public int NumberOf(Model.Labels.LabelSet labels)
    {
        ulong wanted = labels.Fingerprint.Value;
        int low = 0;
        int high = block.SeriesCount - 1;
        while (low < high)
        {
            int middle = (low + high) >>> 1;
            (low, high) = block.FingerprintOf(middle) < wanted ? (middle + 1, high) : (low, middle);
        }

        for (; low < block.SeriesCount && block.FingerprintOf(low) == wanted; low++)
        {
            if (block.LabelsOf(low).Equals(labels))
            {
                return low;
            }
        }

        return -1;
    }
}

/// <summary>The blocks at one moment, by their first time. Immutable.</summary>
internal sealed class BlockSet
{
    public static readonly BlockSet Empty = new([]);

    public BlockSet(IEnumerable<StoredBlock> blocks)
    {
        Blocks = [.. blocks.OrderBy(b => b.Block.MinTime).ThenBy(b => b.Block.Path, StringComparer.Ordinal)];
        LogThrough = Blocks.Select(b => b.Block.LogThrough).DefaultIfEmpty(0).Max();
    }

    public IReadOnlyList<StoredBlock> Blocks { get; }

    /// <summary>The last segment of the log that is in a block.</summary>
    public long LogThrough { get; }

    public long Bytes => Blocks.Sum(b => b.Block.Bytes);

    public BlockSet With(StoredBlock added, IReadOnlyCollection<StoredBlock> removed) =>
        new(Blocks.Except(removed).Append(added));

    public BlockSet Without(IReadOnlyCollection<StoredBlock> removed) => new(Blocks.Except(removed));
}
