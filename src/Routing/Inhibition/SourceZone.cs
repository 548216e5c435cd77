using Tocsin.Model;

namespace Tocsin.Routing.Inhibition;

/// <summary>An alert that is a source of at least one rule.</summary>
internal sealed class Source(Model.Labels.Fingerprint fingerprint)
{
    public readonly Model.Labels.Fingerprint Fingerprint = fingerprint;

    /// <summary>When it ends; <see cref="Instant.Max"/> stands for never.</summary>
    public Instant EndsAt;

    /// <summary>Where it is listed: one seat per rule that it is a source of.</summary>
    public Seat[] Seats = [];
}

/// <summary>The place of a source in a zone.</summary>
internal struct Seat
{
    public SourceZone Zone;
    public int Position;

    /// <summary>The rule whose table holds the zone's bucket.</summary>
    public int Rule;
}

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

/// <summary>The sources of one rule for one set of equal values.</summary>
internal sealed class SourceBucket(byte[] key)
{
    private SourceZone? _sourceOnly;
    private SourceZone? _twoSided;

    public byte[] Key { get; } = key;

    /// <summary>Sources that are not targets of the rule: they inhibit every target.</summary>
    public SourceZone? SourceOnly => _sourceOnly;

    /// <summary>Sources that are targets too: they do not inhibit their like, nor so themselves.</summary>
    public SourceZone? TwoSided => _twoSided;

    public bool IsEmpty => _sourceOnly is not { IsEmpty: false } && _twoSided is not { IsEmpty: false };

    public SourceZone Zone(bool twoSided) =>
        twoSided ? _twoSided ??= new(this) : _sourceOnly ??= new(this);
}
