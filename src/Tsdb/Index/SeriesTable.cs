using Tocsin.Model.Labels;
using Tocsin.Tsdb.Head;

namespace Tocsin.Tsdb.Index;

/// <summary>
/// Finds series by their labels: an open table of numbers and hashes, a third of what a dictionary with the label sets as
/// keys takes. One writer; readers hold the index's lock.
/// </summary>
internal sealed class SeriesTable
{
    // The number is 0 where nothing is. Full to three quarters at most, so that a search soon finds such a place.
    private (int Number, int Hash)[] _slots = new (int, int)[1024];

    /// <summary>How many series there are.</summary>
    public int Count { get; private set; }

    /// <summary>The series with these labels; null if there is none.</summary>
    /// <param name="labels">The labels.</param>
    /// <param name="byNumber">All series.</param>
    public HeadSeries? Find(LabelSet labels, HeadSeries?[] byNumber)
    {
        int hash = labels.GetHashCode();
        for (int at = hash & (_slots.Length - 1); _slots[at].Number != 0; at = (at + 1) & (_slots.Length - 1))
        {
            if (_slots[at].Hash == hash && byNumber[_slots[at].Number] is { } series && series.HasLabels(labels))
            {
                return series;
            }
        }

        return null;
    }

    /// <summary>Adds a series that is not there.</summary>
    public void Add(LabelSet labels, int number)
    {
        if (Count >= _slots.Length / 4 * 3)
        {
            Rebuild(_slots.Length * 2, static _ => false);
        }

        Put(_slots, (number, labels.GetHashCode()));
        Count++;
    }

    /// <summary>Forgets series.</summary>
    public void RemoveAll(Func<int, bool> isGone) => Rebuild(_slots.Length, isGone);

    private void Rebuild(int size, Func<int, bool> isGone)
    {
        (int Number, int Hash)[] old = _slots;
        _slots = new (int, int)[size];
        Count = 0;
        foreach ((int Number, int Hash) slot in old)
        {
            if (slot.Number != 0 && !isGone(slot.Number))
            {
                Put(_slots, slot);
                Count++;
            }
        }
    }

    private static void Put((int Number, int Hash)[] slots, (int Number, int Hash) slot)
    {
        int at = slot.Hash & (slots.Length - 1);
        while (slots[at].Number != 0)
        {
            at = (at + 1) & (slots.Length - 1);
        }

        slots[at] = slot;
    }
}
