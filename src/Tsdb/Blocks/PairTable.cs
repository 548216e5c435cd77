using Tocsin.Tsdb.Chunks;

namespace Tocsin.Tsdb.Blocks;

/// <summary>Which series have which label: the inverted index of a block that is being written.</summary>
internal sealed class PairTable
{
    private readonly List<(int Name, int FirstPair)> _names = [];
    private readonly List<(int Value, uint List)> _pairs = [];
    private readonly ChunkWriter _lists = new();

    private PairTable()
    {
    }

    /// <summary>How many distinct labels there are.</summary>
    public int Count => _pairs.Count;

    /// <summary>How many distinct names there are.</summary>
    public int NameCount => _names.Count;

    /// <summary>Builds the index.</summary>
    /// <param name="labels">Per series, name and value by turns, as ranked symbols.</param>
    /// <param name="ends">Where each series ends among the labels.</param>
    public static PairTable Of(IReadOnlyList<int> labels, IReadOnlyList<int> ends)
    {
        // One number per label of a series, so that one sort of plain numbers does it all.
        var keys = new (ulong Pair, int Series)[labels.Count / 2];
        int label = 0;
        int key = 0;
        for (int series = 0; series < ends.Count; series++)
        {
            for (; label < ends[series]; label += 2)
            {
                keys[key++] = (((ulong)(uint)labels[label] << 32) | (uint)labels[label + 1], series);
            }
        }

        Array.Sort(keys);
        var table = new PairTable();
        for (int from = 0; from < keys.Length;)
        {
            int to = from + 1;
            while (to < keys.Length && keys[to].Pair == keys[from].Pair)
            {
                to++;
            }

            table.Add(keys.AsSpan(from, to - from));
            from = to;
        }

        return table;
    }

    /// <summary>Per name: its symbol (4) and its first pair (4), then one more with the end.</summary>
    public void WriteNames(ChunkWriter writer)
    {
        foreach ((int name, int firstPair) in _names)
        {
            writer.WriteUInt32((uint)name);
            writer.WriteUInt32((uint)firstPair);
        }

        writer.WriteUInt32(uint.MaxValue);
        writer.WriteUInt32((uint)_pairs.Count);
    }

    /// <summary>Per pair: the symbol of the value (4) and where its list is (4), or the one series.</summary>
    public void WritePairs(ChunkWriter writer)
    {
        foreach ((int value, uint list) in _pairs)
        {
            writer.WriteUInt32((uint)value);
            writer.WriteUInt32(list);
        }
    }

    /// <summary>The lists: count, then distances between series, all varints.</summary>
    public void WriteLists(ChunkWriter writer) => writer.WriteBytes(_lists.Written);

    private void Add(ReadOnlySpan<(ulong Pair, int Series)> keys)
    {
        int name = (int)(keys[0].Pair >> 32);
        if (_names.Count == 0 || _names[^1].Name != name)
        {
            _names.Add((name, _pairs.Count));
        }

        int value = (int)(uint)keys[0].Pair;
        if (keys.Length == 1)
        {
            _pairs.Add((value, BlockFormat.SingleSeries | (uint)keys[0].Series));
            return;
        }

        _pairs.Add((value, (uint)_lists.Length));
        _lists.WriteVarint((ulong)keys.Length);
        int previous = 0;
        foreach ((_, int series) in keys)
        {
            _lists.WriteVarint((ulong)(series - previous));
            previous = series;
        }
    }
}
