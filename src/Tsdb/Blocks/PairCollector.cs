using Tocsin.Model.Labels;
using Tocsin.Tsdb.Chunks;

namespace Tocsin.Tsdb.Blocks;

/// <summary>
/// Gathers the labels of the series of a block. Each distinct pair of a name and a value gets a number, and a series is
/// kept as the numbers of its pairs, a byte or two each. Not thread-safe.
/// </summary>
internal sealed class PairCollector : IDisposable
{
    private readonly Dictionary<(int Name, int Value), int> _numbers = [];
    private readonly List<(int Name, int Value)> _pairs = [];
    private readonly List<int> _seriesCounts = [];
    private readonly NativeList<byte> _series = new();
    private readonly ChunkWriter _labels = new();

    /// <summary>The distinct names and values.</summary>
    public SymbolCollector Symbols { get; } = new();

    /// <summary>How many distinct pairs there are.</summary>
    public int Count => _pairs.Count;

    /// <summary>How many labels all series have together.</summary>
    public int LabelCount { get; private set; }

    /// <summary>Per series, in the order in which they came: how many labels, and their pairs; all varints.</summary>
    public ReadOnlySpan<byte> Series => _series.Items;

    /// <summary>Adds the labels of the next series.</summary>
    /// <param name="encoded">See <see cref="LabelSet.Encoded"/>.</param>
    public void Add(ReadOnlySpan<byte> encoded)
    {
        int count = 0;
        var each = new LabelSet.Enumerator(encoded);
        while (each.MoveNext())
        {
            count++;
        }

        LabelCount += count;
        _labels.Clear();
        _labels.WriteVarint((ulong)count);
        each = new LabelSet.Enumerator(encoded);
        while (each.MoveNext())
        {
            LabelSet.Label label = each.Current;
            var pair = (Symbols.Add(label.Name), Symbols.Add(label.Value));
            if (!_numbers.TryGetValue(pair, out int number))
            {
                number = _pairs.Count;
                _numbers[pair] = number;
                _pairs.Add(pair);
                _seriesCounts.Add(0);
            }

            _seriesCounts[number]++;
            _labels.WriteVarint((ulong)number);
        }

        _series.Add(_labels.Written);
    }

    /// <summary>How many series have a pair.</summary>
    public int SeriesCountOf(int pair) => _seriesCounts[pair];

    /// <summary>The places of the name and the value of a pair among the sorted symbols, once they are sorted.</summary>
    public (int Name, int Value) Ranked(int pair) => (Symbols.RankOf(_pairs[pair].Name), Symbols.RankOf(_pairs[pair].Value));

    /// <inheritdoc/>
    public void Dispose() => _series.Dispose();
}
