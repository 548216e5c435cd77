using System.Runtime.InteropServices;
using Tocsin.Model.Matching;
using Tocsin.Tsdb.Chunks;
using Tocsin.Tsdb.Index;

namespace Tocsin.Tsdb.Blocks;

/// <summary>The inverted index of a block, read where it is mapped. Thread-safe.</summary>
internal sealed class BlockIndex(Block block, MappedFile file, BlockFooter footer) : ILabelIndex
{
    /// <inheritdoc/>
    public IReadOnlyList<int> All => [.. Enumerable.Range(0, block.SeriesCount)];

    /// <summary>The names of the labels, as symbols, ascending.</summary>
    public IEnumerable<int> Names
    {
        get
        {
            for (int i = 0; i < footer.NameCount; i++)
            {
                yield return (int)NameRow(i).Name;
            }
        }
    }

    /// <inheritdoc/>
    public IReadOnlyList<int> Find(ReadOnlySpan<byte> name, ReadOnlySpan<byte> value)
    {
        if (!TryFindName(name, out PairRange pairs) || block.Symbols.Find(value) is not (>= 0 and var wanted))
        {
            return [];
        }

        int low = pairs.From;
        int high = pairs.To - 1;
        while (low <= high)
        {
            int middle = (low + high) >>> 1;
            (int symbol, uint list) = PairRow(middle);
            if (symbol == wanted)
            {
                return ReadList(list);
            }

            (low, high) = symbol < wanted ? (middle + 1, high) : (low, middle - 1);
        }

        return [];
    }

    /// <inheritdoc/>
    public void Collect(LabelMatcher matcher, ICollection<IReadOnlyList<int>> lists)
    {
        foreach (int pair in PairsOf(matcher.NameUtf8))
        {
            (int value, uint list) = PairRow(pair);
            if (matcher.Matches(block.Symbols[value]))
            {
                lists.Add(ReadList(list));
            }
        }
    }

    /// <summary>The values of a label, as symbols, ascending.</summary>
    public IEnumerable<int> ValuesOf(ReadOnlySpan<byte> name)
    {
        _ = TryFindName(name, out PairRange pairs);
        return Enumerable.Range(pairs.From, pairs.To - pairs.From).Select(p => PairRow(p).Value);
    }

    /// <inheritdoc/>
    public bool Matches(int series, LabelMatcher matcher)
    {
        int name = block.Symbols.Find(matcher.NameUtf8);
        int value = name < 0 ? -1 : block.ValueOf(series, name);
        return value < 0 ? matcher.MatchesEmpty : matcher.Matches(block.Symbols[value]);
    }

    private IEnumerable<int> PairsOf(ReadOnlySpan<byte> name)
    {
        _ = TryFindName(name, out PairRange pairs);
        return Enumerable.Range(pairs.From, pairs.To - pairs.From);
    }

    private bool TryFindName(ReadOnlySpan<byte> name, out PairRange pairs)
    {
        pairs = default;
        int symbol = block.Symbols.Find(name);
        for (int low = 0, high = (int)footer.NameCount - 1; symbol >= 0 && low <= high;)
        {
            int middle = (low + high) >>> 1;
            (uint candidate, uint from) = NameRow(middle);
            if (candidate == symbol)
            {
                pairs = new PairRange((int)from, (int)NameRow(middle + 1).FirstPair);
                return true;
            }

            (low, high) = candidate < symbol ? (middle + 1, high) : (low, middle - 1);
        }

        return false;
    }

    private (uint Name, uint FirstPair) NameRow(int index)
    {
        ReadOnlySpan<byte> row = file.Bytes(footer.NamesAt + (index * 8L), 8);
        return (MemoryMarshal.Read<uint>(row), MemoryMarshal.Read<uint>(row[4..]));
    }

    private (int Value, uint List) PairRow(int index)
    {
        ReadOnlySpan<byte> row = file.Bytes(footer.PairsAt + (index * 8L), 8);
        return ((int)MemoryMarshal.Read<uint>(row), MemoryMarshal.Read<uint>(row[4..]));
    }

    private int[] ReadList(uint list)
    {
        if ((list & BlockFormat.SingleSeries) != 0)
        {
            return [(int)(list & ~BlockFormat.SingleSeries)];
        }

        long at = footer.ListsAt + list;
        var reader = new ChunkReader(file.Bytes(at, Math.Min(footer.IndexEnd - at, int.MaxValue)));
        int[] series = new int[reader.ReadCount(block.SeriesCount)];
        int previous = 0;
        foreach (ref int number in series.AsSpan())
        {
            previous += reader.ReadCount(block.SeriesCount);
            number = previous;
        }

        return series;
    }

    private readonly record struct PairRange(int From, int To);
}
