using Tocsin.Model;

namespace Tocsin.Notify.Outbox;

/// <summary>Something that must be woken at an instant. Lives in one <see cref="DueHeap"/>.</summary>
public abstract class Timed
{
    private protected Timed()
    {
    }

    /// <summary>When.</summary>
    internal Instant DueAt { get; set; }

    /// <summary>Its place in the heap; -1 while it is not there. The heap's own.</summary>
    internal int HeapIndex { get; set; } = -1;

    /// <summary>Settles which of two that are due at one instant goes first; begins anew after its last. The heap's own.</summary>
    internal uint Order { get; set; }
}

/// <summary>
/// Timers of which each knows its place, so that moving or removing one is cheap: what ended leaves nothing behind.
/// </summary>
/// <remarks>One owner; not thread-safe. Ties fall to what was scheduled first, so that a replay is the same run.</remarks>
internal sealed class DueHeap
{
    private Timed[] _heap = new Timed[16];
    private int _count;
    private uint _order;

    /// <summary>When the first is due; the end of time if there is none.</summary>
    public Instant NextDue => _count == 0 ? Instant.Max : _heap[0].DueAt;

    /// <summary>Takes out the first that is due, or null.</summary>
    public Timed? TakeDue(Instant now)
    {
        if (_count == 0 || _heap[0].DueAt > now)
        {
            return null;
        }

        Timed first = _heap[0];
        Remove(first);
        return first;
    }

    /// <summary>Puts it in, or moves it; <see cref="Instant.Max"/> takes it out.</summary>
    public void Schedule(Timed item, Instant dueAt)
    {
        if (dueAt == Instant.Max)
        {
            Remove(item);
            return;
        }

        item.DueAt = dueAt;
        if (item.HeapIndex < 0)
        {
            if (_count == _heap.Length)
            {
                Array.Resize(ref _heap, _count * 2);
            }

            item.Order = _order++;
            Place(item, _count++);
        }

        SiftUp(item.HeapIndex);
        SiftDown(item.HeapIndex);
    }

    /// <summary>Takes it out, if it is in.</summary>
    public void Remove(Timed item)
    {
        int hole = item.HeapIndex;
        if (hole < 0)
        {
            return;
        }

        item.HeapIndex = -1;
        Timed last = _heap[--_count];
        _heap[_count] = null!;
        if (!ReferenceEquals(last, item))
        {
            Place(last, hole);
            SiftUp(hole);
            SiftDown(last.HeapIndex);
        }

        if (_count < _heap.Length / 4 && _heap.Length > 1024)
        {
            Array.Resize(ref _heap, _heap.Length / 2);
        }
    }

    private static bool Before(Timed left, Timed right) =>
        left.DueAt < right.DueAt || (left.DueAt == right.DueAt && (int)(left.Order - right.Order) < 0);

    private void Place(Timed item, int index)
    {
        _heap[index] = item;
        item.HeapIndex = index;
    }

    private void SiftUp(int index)
    {
        Timed item = _heap[index];
        while (index > 0)
        {
            int parent = (index - 1) / 2;
            if (!Before(item, _heap[parent]))
            {
                break;
            }

            Place(_heap[parent], index);
            index = parent;
        }

        Place(item, index);
    }

    private void SiftDown(int index)
    {
        Timed item = _heap[index];
        while (true)
        {
            int child = (index * 2) + 1;
            if (child >= _count)
            {
                break;
            }

            if (child + 1 < _count && Before(_heap[child + 1], _heap[child]))
            {
                child++;
            }

            if (!Before(_heap[child], item))
            {
                break;
            }

            Place(_heap[child], index);
            index = child;
        }

        Place(item, index);
    }
}
