using Tocsin.Tsdb.Chunks;

namespace Tocsin.Tsdb.Blocks;

/// <summary>Which series have which label: the inverted index of a block that is being written.</summary>
internal sealed class PairTable : IDisposable
{
    private readonly List<(int Name, int FirstPair)> _names = [];
    private readonly NativeList<(int Value, uint List)> _pairs = new();
    private readonly NativeList<byte> _lists = new();
    private readonly ChunkWriter _distances = new();

    private PairTable()
    {
    }

    /// <summary>How many distinct labels there are.</summary>
    public int Count => _pairs.Count;

    /// <summary>How many distinct names there are.</summary>
    public int NameCount => _names.Count;

    /// <summary>Builds the index.</summary>
    /// <param name="pairs">The labels of all series, whose symbols are sorted.</param>
    public static PairTable Of(PairCollector pairs)
    {
        using NativeList<int> all = SeriesByPair(pairs, out int[] ends);
        ReadOnlySpan<int> series = all.Items;
        ulong[] order = new ulong[pairs.Count];
        int[] byRank = new int[pairs.Count];
        for (int pair = 0; pair < order.Length; pair++)
        {
            (int name, int value) = pairs.Ranked(pair);
            (order[pair], byRank[pair]) = (((ulong)(uint)name << 32) | (uint)value, pair);
        }

        Array.Sort(order, byRank);
        var table = new PairTable();
        for (int i = 0; i < order.Length; i++)
        {
            int from = ends[byRank[i]] - pairs.SeriesCountOf(byRank[i]);
            table.Add(order[i], series[from..ends[byRank[i]]]);
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
    public ReadOnlySpan<(int Value, uint List)> Pairs => _pairs.Items;

    /// <summary>The lists: count, then distances between series, all varints.</summary>
    public ReadOnlySpan<byte> Lists => _lists.Items;

    /// <inheritdoc/>
    public void Dispose()
    {
        _pairs.Dispose();
        _lists.Dispose();
    }

    // Pair after pair, the series that have it, ascending.
    private static NativeList<int> SeriesByPair(PairCollector pairs, out int[] ends)
    {
        ends = new int[pairs.Count];
        for (int pair = 1; pair < ends.Length; pair++)
        {
            ends[pair] = ends[pair - 1] + pairs.SeriesCountOf(pair - 1);
        }

        var listed = new NativeList<int>();
        Span<int> all = listed.Extend(pairs.LabelCount);
        var reader = new ChunkReader(pairs.Series);
        for (int series = 0; reader.Remaining > 0; series++)
        {
            for (int left = reader.ReadCount(int.MaxValue); left > 0; left--)
            {
                all[ends[reader.ReadCount(int.MaxValue)]++] = series;
            }
        }

        return listed;
    }

    private void Add(ulong pair, ReadOnlySpan<int> series)
    {
        int name = (int)(pair >> 32);
        if (_names.Count == 0 || _names[^1].Name != name)
        {
            _names.Add((name, _pairs.Count));
        }

        int value = (int)(uint)pair;
        if (series.Length == 1)
        {
            _pairs.Add((value, BlockFormat.SingleSeries | (uint)series[0]));
            return;
        }

        _pairs.Add((value, (uint)_lists.Count));
        _distances.Clear();
        _distances.WriteVarint((ulong)series.Length);
        int previous = 0;
        foreach (int one in series)
        {
            _distances.WriteVarint((ulong)(one - previous));
            previous = one;
        }

        _lists.Add(_distances.Written);
    }
}
