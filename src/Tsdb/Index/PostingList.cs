using System.Collections;

namespace Tocsin.Tsdb.Index;

/// <summary>
/// The numbers of the series that have a label, in ascending order, growing at its end. One writer; readers hold the index's
/// lock.
/// </summary>
/// <param name="number">The number of the label; see <see cref="LabelPairs"/>.</param>
/// <param name="encoded">The label, encoded as in a label set.</param>
internal sealed class PostingList(int number, byte[] encoded) : IReadOnlyList<int>
{
    private int[] _series = new int[1];

    /// <summary>The number of the label.</summary>
    public int Number { get; } = number;

    /// <summary>The label, encoded as in a label set. May be read without the lock.</summary>
    public ReadOnlySpan<byte> Encoded => encoded;

    /// <inheritdoc/>
    public int Count { get; private set; }

    /// <inheritdoc/>
    public int this[int index] => _series[index];

    /// <summary>Adds a number larger than all before.</summary>
    public void Add(int series)
    {
        if (Count == _series.Length)
        {
            // Most labels belong to one series or to a few: growth by half keeps what is unused small.
            Array.Resize(ref _series, Count + Math.Max(1, Count / 2));
        }

        _series[Count++] = series;
    }

    /// <summary>Drops the numbers that are gone.</summary>
    public void RemoveAll(Func<int, bool> isGone)
    {
        int kept = 0;
        for (int i = 0; i < Count; i++)
        {
            if (!isGone(_series[i]))
            {
                _series[kept++] = _series[i];
            }
        }

        Count = kept;
        Array.Resize(ref _series, Math.Max(1, kept));
    }

    /// <inheritdoc/>
    public IEnumerator<int> GetEnumerator()
    {
        for (int i = 0; i < Count; i++)
        {
            yield return _series[i];
        }
    }

    /// <inheritdoc/>
    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
