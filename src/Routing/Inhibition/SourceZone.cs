using Tocsin.Model;

namespace Tocsin.Routing.Inhibition;

/// <summary>
/// The sources of one rule that share the equal labels, those that may be live before those known to have ended. Finding
/// a live one costs a step, and each ending one step more, whatever the number of sources.
/// </summary>
/// <remarks>
/// <code>
/// [ reported, may be live, may be live | ended, ended ]
///                                      ^ _live
/// </code>
/// The first stays first until it ends, so that the reported source does not jump about.
/// </remarks>
internal sealed class SourceZone(SourceBucket bucket)
{
    private (Source Source, int Seat)[] _items = new (Source, int)[1];
    private int _count;
    private int _live;

    public SourceBucket Bucket { get; } = bucket;

    public bool IsEmpty => _count == 0;

    public void Add(Source source, int seat)
    {
        if (_count == _items.Length)
        {
            Array.Resize(ref _items, _count * 2);
        }

        _items[_count] = (source, seat);
        source.Seats[seat].Position = _count++;
        Revive(source.Seats[seat].Position);
    }

    /// <summary>Tells that the source at the position may be live again.</summary>
    public void Revive(int position)
    {
        if (position >= _live)
        {
            Swap(position, _live++);
        }
    }

    /// <summary>Tells that every source may be live again: the clock went back.</summary>
    public void ReviveAll() => _live = _count;

    public void Remove(int position)
    {
        if (position < _live)
        {
            Swap(position, --_live);
            position = _live;
        }

        Swap(position, --_count);
        _items[_count] = default;
    }

    /// <summary>A source that is live, or null.</summary>
    public Source? FindLive(Instant now)
    {
        while (_live > 0)
        {
            Source first = _items[0].Source;
            if (first.EndsAt > now)
            {
                return first;
            }

            Swap(0, --_live);
        }

        return null;
    }

    public void AddAllLive(Instant now, List<Source> found)
    {
        for (int i = 0; i < _live; i++)
        {
            if (_items[i].Source.EndsAt > now)
            {
                found.Add(_items[i].Source);
            }
        }
    }

    private void Swap(int left, int right)
    {
        if (left == right)
        {
            return;
        }

        (_items[left], _items[right]) = (_items[right], _items[left]);
        _items[left].Source.Seats[_items[left].Seat].Position = left;
        _items[right].Source.Seats[_items[right].Seat].Position = right;
    }
}
