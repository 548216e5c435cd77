using System.Collections;

namespace Tocsin.Routing.Intake;

/// <summary>
/// Items by a key that each has itself, in the order in which they came. An entry is a reference, a number and a byte, some 16
/// bytes with what stands empty, where a dictionary's are 44.
/// </summary>
/// <remarks>
/// The items stand in one array. Another, with open addressing and linear probing, says where in that each is; of its hash a
/// byte stands beside, so that hardly ever an item is looked at that is not the one. One owner; not thread-safe. Nothing may be
/// put in or taken out while the items are walked.
/// </remarks>
public sealed class KeyedItems<TKey, TItem, TRule> : IReadOnlyCollection<TItem>
    where TKey : allows ref struct
    where TItem : class
    where TRule : IKeyRule<TKey, TItem>
{
    private const int SizeMin = 16;

    private TItem?[] _items = new TItem?[SizeMin];
    private int _end;

    // One more than where the item is; 0 where nothing is.
    private int[] _places = new int[SizeMin];
    private byte[] _tags = new byte[SizeMin];

    /// <inheritdoc/>
    public int Count { get; private set; }

    /// <inheritdoc/>
    public IEnumerator<TItem> GetEnumerator()
    {
        for (int i = 0; i < _end; i++)
        {
            if (_items[i] is { } item)
            {
                yield return item;
            }
        }
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>The item of that key, or null.</summary>
    public TItem? Find(TKey key)
    {
        int place = _places[SlotOf(key)];
        return place == 0 ? null : _items[place - 1];
    }

    /// <summary>Puts an item in whose key none has.</summary>
    public void Add(TItem item)
    {
        if (_end == _items.Length)
        {
            MakeRoom();
        }

        if ((Count + 1) * 5L > _places.Length * 4L)
        {
            Index(_places.Length * 2);
        }

        _items[_end++] = item;
        Count++;
        Enter(item, _end);
    }

    /// <summary>Takes the item of that key out, if there is one.</summary>
    public void Remove(TKey key)
    {
        int slot = SlotOf(key);
        int place = _places[slot];
        if (place == 0)
        {
            return;
        }

        _items[place - 1] = null;
        Count--;
        CloseGap(slot);
        if (Count < _items.Length / 8 && _items.Length > SizeMin)
        {
            MakeRoom();
        }
    }

    /// <summary>Takes all out.</summary>
    public void Clear()
    {
        _items = new TItem?[SizeMin];
        _end = 0;
        Count = 0;
        Index(SizeMin);
    }

    private static byte TagOf(int hash) => (byte)(hash >> 24);

    // The items move together, into an array that has room for a quarter more.
    private void MakeRoom()
    {
        var items = new TItem?[Math.Max(SizeMin, Count + (Count / 4) + 1)];
        int end = 0;
        foreach (TItem item in this)
        {
            items[end++] = item;
        }

        bool isMoved = end < _end;
        (_items, _end) = (items, end);
        int size = _places.Length;
        while (Count < size / 8 && size > SizeMin)
        {
            size /= 2;
        }

        if (isMoved || size != _places.Length)
        {
            Index(size);
        }
    }

    private void Index(int size)
    {
        _places = new int[size];
        _tags = new byte[size];
        for (int i = 0; i < _end; i++)
        {
            if (_items[i] is { } item)
            {
                Enter(item, i + 1);
            }
        }
    }

    private void Enter(TItem item, int place)
    {
        int hash = TRule.HashOf(TRule.KeyOf(item));
        int mask = _places.Length - 1;
        int slot = hash & mask;
        while (_places[slot] != 0)
        {
            slot = (slot + 1) & mask;
        }

        _places[slot] = place;
        _tags[slot] = TagOf(hash);
    }

    // Where the item of that key is said, or nothing is.
    private int SlotOf(TKey key)
    {
        int hash = TRule.HashOf(key);
        int mask = _places.Length - 1;
        int slot = hash & mask;
        while (_places[slot] is var place && place != 0
            && !(_tags[slot] == TagOf(hash) && TRule.Is(_items[place - 1]!, key)))
        {
            slot = (slot + 1) & mask;
        }

        return slot;
    }

    // Whoever stands behind the hole and would be looked for at it or before it moves into it, and leaves the next hole.
    private void CloseGap(int hole)
    {
        int mask = _places.Length - 1;
        int at = hole;
        while (true)
        {
            at = (at + 1) & mask;
            if (_places[at] == 0)
            {
                break;
            }

            int home = TRule.HashOf(TRule.KeyOf(_items[_places[at] - 1]!)) & mask;
            if (((at - home) & mask) >= ((at - hole) & mask))
            {
                (_places[hole], _tags[hole]) = (_places[at], _tags[at]);
                hole = at;
            }
        }

        _places[hole] = 0;
    }
}
