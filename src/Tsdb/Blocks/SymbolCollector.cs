using Tocsin.Model.Labels;

namespace Tocsin.Tsdb.Blocks;

/// <summary>Gathers the distinct names and values of a block, and ranks them in bytewise order. Not thread-safe.</summary>
internal sealed class SymbolCollector
{
    private readonly Dictionary<byte[], int> _ids = new(Utf8Comparer.Instance);
    private readonly Dictionary<byte[], int>.AlternateLookup<ReadOnlySpan<byte>> _lookup;
    private int[] _ranks = [];

    public SymbolCollector() => _lookup = _ids.GetAlternateLookup<ReadOnlySpan<byte>>();

    /// <summary>How many there are.</summary>
    public int Count => _ids.Count;

    /// <summary>All of them in bytewise order, after <see cref="Sort"/>.</summary>
    public IReadOnlyList<byte[]> Sorted { get; private set; } = [];

    /// <summary>The number of a symbol, by the order in which they came.</summary>
    public int Add(ReadOnlySpan<byte> symbol)
    {
        if (!_lookup.TryGetValue(symbol, out int id))
        {
            id = _ids.Count;
            _lookup[symbol] = id;
        }

        return id;
    }

    /// <summary>Ranks them.</summary>
    public void Sort()
    {
        KeyValuePair<byte[], int>[] all = [.. _ids];
        Array.Sort(all, static (a, b) => a.Key.AsSpan().SequenceCompareTo(b.Key));
        _ranks = new int[all.Length];
        for (int i = 0; i < all.Length; i++)
        {
            _ranks[all[i].Value] = i;
        }

        Sorted = [.. all.Select(s => s.Key)];
    }

    /// <summary>The place of a symbol among the sorted ones.</summary>
    public int RankOf(int id) => _ranks[id];
}
