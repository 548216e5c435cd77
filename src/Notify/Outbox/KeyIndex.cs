using System.Collections;
using System.Diagnostics.CodeAnalysis;

namespace Tocsin.Notify.Outbox;

/// <summary>Says by which number an item is found. The numbers are parts of hashes, so that any bits of them will do.</summary>
internal interface IKeyOf<in T>
{
    static abstract UInt128 KeyOf(T item);
}

/// <summary>
/// Items by a number that each has itself. An entry is a reference and costs some 16 bytes, where a dictionary's costs 56,
/// and what was taken for many is given back when they are gone.
/// </summary>
/// <remarks>
/// Open addressing with linear probing; an item that goes lets those behind it move up, so that no marks of gone ones stay.
/// One owner; not thread-safe, but for <see cref="Count"/>.
/// </remarks>
internal sealed class KeyIndex<T, TKey> : IReadOnlyCollection<T>
    where T : class
    where TKey : IKeyOf<T>
{
    private const int SizeMin = 16;

    private T?[] _places = new T?[SizeMin];
    private int _count;

    /// <summary>How many there are; may be read from any thread.</summary>
    public int Count => _count;

    /// <summary>Walks the items, in no order. Nothing may be put in or taken out meanwhile.</summary>
    public IEnumerator<T> GetEnumerator()
    {
        foreach (T? item in _places)
        {
            if (item is not null)
            {
                yield return item;
            }
        }
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>The item of that number, or null.</summary>
    public T? Find(UInt128 key) => _places[PlaceOf(key)];

    /// <summary>Puts an item in, in the place of one of the same number.</summary>
    public void Put(T item)
    {
        int place = PlaceOf(TKey.KeyOf(item));
        if (_places[place] is null)
        {
            if ((_count + 1) * 5L > _places.Length * 4L)
            {
                Resize(_places.Length * 2);
                place = PlaceOf(TKey.KeyOf(item));
            }

            _count++;
        }

        _places[place] = item;
    }

    /// <summary>Takes the item of that number out; false if there is none.</summary>
    public bool Remove(UInt128 key, [NotNullWhen(true)] out T? item)
    {
        int hole = PlaceOf(key);
        item = _places[hole];
        if (item is null)
        {
            return false;
        }

        CloseGap(hole);
        _count--;
        if (_count < _places.Length / 8 && _places.Length > SizeMin)
        {
            Resize(_places.Length / 2);
        }

        return true;
    }

    /// <summary>Takes all out.</summary>
    public void Clear()
    {
        _places = new T?[SizeMin];
        _count = 0;
    }

    // Whoever stands behind the hole and would be looked for at it or before it moves into it, and leaves the next hole.
    private void CloseGap(int hole)
    {
        int mask = _places.Length - 1;
        int at = hole;
        while (true)
        {
            at = (at + 1) & mask;
            if (_places[at] is not { } next)
            {
                break;
            }

            int home = HomeOf(TKey.KeyOf(next), mask);
            if (((at - home) & mask) >= ((at - hole) & mask))
            {
                _places[hole] = next;
                hole = at;
            }
        }

        _places[hole] = null;
    }

    private void Resize(int size)
    {
        T?[] old = _places;
        _places = new T?[size];
        foreach (T? item in old)
        {
            if (item is not null)
            {
                _places[PlaceOf(TKey.KeyOf(item))] = item;
            }
        }
    }

    // Where the item of that number is, or would be put.
    private int PlaceOf(UInt128 key)
    {
        int mask = _places.Length - 1;
        int place = HomeOf(key, mask);
        while (_places[place] is { } item && TKey.KeyOf(item) != key)
        {
            place = (place + 1) & mask;
        }

        return place;
    }

    private static int HomeOf(UInt128 key, int mask) => (int)((ulong)key ^ (ulong)(key >> 64)) & mask;
}
