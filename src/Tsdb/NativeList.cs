using System.Runtime.CompilerServices;

namespace Tocsin.Tsdb;

/// <summary>
/// A list beside the collector's heap. What a block needs while it is written is some dozens of bytes a series: as arrays
/// it would stay the collector's for long after, while this is the system's again the moment it is disposed of.
/// </summary>
/// <remarks>Not thread-safe. Whoever makes one disposes of it; its spans end with that, and with the next addition.</remarks>
/// <typeparam name="T">What is listed.</typeparam>
internal sealed unsafe class NativeList<T> : IDisposable
    where T : unmanaged
{
    private const int FirstRoom = 256;

    private T* _items;
    private int _room;

    /// <summary>How many there are.</summary>
    public int Count { get; private set; }

    /// <summary>All of them.</summary>
    public Span<T> Items => new(_items, Count);

    /// <summary>One of them, to be changed.</summary>
    public ref T this[int index]
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get
        {
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)index, (uint)Count, nameof(index));
            return ref _items[index];
        }
    }

    /// <summary>Adds one.</summary>
    public void Add(T item)
    {
        if (Count == _room)
        {
            Reserve(1);
        }

        _items[Count++] = item;
    }

    /// <summary>Adds some.</summary>
    public void Add(ReadOnlySpan<T> items)
    {
        Reserve(items.Length);
        items.CopyTo(new Span<T>(_items + Count, items.Length));
        Count += items.Length;
    }

    /// <summary>Adds so many zeros, to be overwritten.</summary>
    public Span<T> Extend(int count)
    {
        Reserve(count);
        var added = new Span<T>(_items + Count, count);
        added.Clear();
        Count += count;
        return added;
    }

    /// <summary>Empties it and keeps the memory.</summary>
    public void Clear() => Count = 0;

    /// <summary>Empties it and gives the memory back; it can be used again.</summary>
    public void Dispose()
    {
        NativePages.Free(_items, (nuint)_room * (nuint)sizeof(T));
        _items = null;
        (_room, Count) = (0, 0);
    }

    // Large pieces are moved by the system without being copied, so that growth leaves nothing behind.
    private void Reserve(int more)
    {
        if (more > _room - Count)
        {
            long room = Math.Max(Math.Max(FirstRoom, (long)Count + more), _room + ((long)_room / 2));
            room = Math.Min(room, Array.MaxLength);
            if (more > room - Count)
            {
                throw new IOException($"{(long)Count + more} items do not fit one list");
            }

            _items = (T*)NativePages.Grow(_items, (nuint)_room * (nuint)sizeof(T), (nuint)room * (nuint)sizeof(T));
            _room = (int)room;
        }
    }
}
