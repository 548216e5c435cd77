using Tocsin.Model.Labels;
using Tocsin.Model.Matching;

namespace Tocsin.Tsdb.Index;

/// <summary>The values of one label, each with the series that have it. One writer; readers hold the index's lock.</summary>
/// <param name="pairs">Where the label has a number with each value.</param>
internal sealed class LabelValues(LabelPairs pairs)
{
    private readonly Dictionary<byte[], PostingList> _values = new(Utf8Comparer.Instance);

    /// <summary>How many values there are.</summary>
    public int Count => _values.Count;

    /// <summary>The values in no order.</summary>
    public IEnumerable<byte[]> All => _values.Keys;

    /// <summary>Adds a series, whose number is larger than all before.</summary>
    /// <param name="label">The name and the value.</param>
    /// <param name="series">The number of the series.</param>
    /// <returns>The number of the label; see <see cref="LabelPairs"/>.</returns>
    public int Add(LabelSet.Label label, int series)
    {
        ReadOnlySpan<byte> value = label.Value;
        Dictionary<byte[], PostingList>.AlternateLookup<ReadOnlySpan<byte>> values =
            _values.GetAlternateLookup<ReadOnlySpan<byte>>();
        if (!values.TryGetValue(value, out PostingList? list))
        {
            list = pairs.Add(label.Name, value);
            values[value] = list;
        }

        list.Add(series);
        return list.Number;
    }

    /// <summary>The series with that value; null if there is none.</summary>
    public PostingList? Find(ReadOnlySpan<byte> value) =>
        _values.GetAlternateLookup<ReadOnlySpan<byte>>().TryGetValue(value, out PostingList? list) ? list : null;

    /// <summary>Adds the series of each value that the matcher accepts.</summary>
    public void Collect(LabelMatcher matcher, ICollection<IReadOnlyList<int>> lists)
    {
        foreach ((byte[] value, PostingList list) in _values)
        {
            if (matcher.Matches(value))
            {
                lists.Add(list);
            }
        }
    }

    /// <summary>Drops series, and values that have none any more.</summary>
    public void RemoveAll(Func<int, bool> isGone)
    {
        foreach ((byte[] value, PostingList list) in _values)
        {
            list.RemoveAll(isGone);
            if (list.Count == 0)
            {
                _values.Remove(value);
                pairs.Remove(list);
            }
        }
    }
}
