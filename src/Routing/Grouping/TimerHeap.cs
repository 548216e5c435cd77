using Tocsin.Model;

namespace Tocsin.Routing.Grouping;

/// <summary>The flush timers of all groups: a heap in which each group knows its place, so moving one is cheap.</summary>
/// <remarks>Ties fall to the group that was opened first, so that a replay flushes in the same order.</remarks>
internal sealed class TimerHeap
{
    private AlertGroup[] _heap = new AlertGroup[16];

    public int Count { get; private set; }

    /// <summary>When the earliest group is due; null if there is none.</summary>
    public Instant? NextDue => Count == 0 ? null : _heap[0].DueAt;

    public AlertGroup? PeekDue(Instant now) => Count > 0 && _heap[0].DueAt <= now ? _heap[0] : null;

    /// <summary>Puts the group in, or moves it after its <see cref="AlertGroup.DueAt"/> changed.</summary>
    public void Schedule(AlertGroup group)
    {
        if (group.HeapIndex < 0)
        {
            if (Count == _heap.Length)
            {
                Array.Resize(ref _heap, Count * 2);
            }

            Place(group, Count++);
        }

        SiftUp(group.HeapIndex);
        SiftDown(group.HeapIndex);
    }

    public void Remove(AlertGroup group)
    {
        int hole = group.HeapIndex;
        if (hole < 0)
        {
            return;
        }

        group.HeapIndex = -1;
        AlertGroup last = _heap[--Count];
        _heap[Count] = null!;
        if (!ReferenceEquals(last, group))
        {
            Place(last, hole);
            SiftUp(hole);
            SiftDown(last.HeapIndex);
        }
    }

    private static bool Before(AlertGroup left, AlertGroup right) =>
        left.DueAt < right.DueAt || (left.DueAt == right.DueAt && (int)(left.Ordinal - right.Ordinal) < 0);

    private void Place(AlertGroup group, int index)
    {
        _heap[index] = group;
        group.HeapIndex = index;
    }

    private void SiftUp(int index)
    {
        AlertGroup group = _heap[index];
        while (index > 0)
        {
            int parent = (index - 1) / 2;
            if (!Before(group, _heap[parent]))
            {
                break;
            }

            Place(_heap[parent], index);
            index = parent;
        }

        Place(group, index);
    }

    private void SiftDown(int index)
    {
        AlertGroup group = _heap[index];
        while (true)
        {
            int child = (index * 2) + 1;
            if (child >= Count)
            {
                break;
            }

            if (child + 1 < Count && Before(_heap[child + 1], _heap[child]))
            {
                child++;
            }

            if (!Before(_heap[child], group))
            {
                break;
            }

            Place(_heap[child], index);
            index = child;
        }

        Place(group, index);
    }
}
