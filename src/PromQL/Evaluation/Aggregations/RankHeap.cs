using Tocsin.PromQL.Evaluation.Series;

namespace Tocsin.PromQL.Evaluation.Aggregations;

/// <summary>The best elements of a group so far, in a binary heap with the worst of them on top.</summary>
/// <param name="wantsLargest">The largest values are best; else the smallest.</param>
internal sealed class RankHeap(bool wantsLargest)
{
    // Source: Go sort, the length up to which it sorts by insertion.
    private const int InsertionMax = 12;

    private readonly List<Element> _heap = [];

    /// <summary>Takes an element in if there is room or if it is better than the worst one.</summary>
    public void Offer(Element element, int limit)
    {
        if (_heap.Count < limit)
        {
            _heap.Add(element);
            Rise(_heap.Count - 1);
            return;
        }

        double worst = _heap[0].Value;
        bool isBetter = wantsLargest ? worst < element.Value : worst > element.Value;
        if (isBetter || (double.IsNaN(worst) && !double.IsNaN(element.Value)))
        {
            _heap[0] = element;
            Sink(0);
        }
    }

    /// <summary>Hands over the elements, best first, and forgets them.</summary>
    // NaN is worse than all, itself too: few of them change places as they do upstream, which ranks of ranks show.
    public void Drain(List<Element> into)
    {
        if (_heap.Count <= InsertionMax)
        {
            Sort();
            Spill(into);
            return;
        }

        into.AddRange(_heap.OrderBy(e => double.IsNaN(e.Value))
            .ThenBy(e => wantsLargest ? -e.Value : e.Value));
        _heap.Clear();
    }

    /// <summary>Hands over the elements as they lie in the heap, and forgets them.</summary>
    public void Spill(List<Element> into)
    {
        into.AddRange(_heap);
        _heap.Clear();
    }

    private void Sort()
    {
        for (int i = 1; i < _heap.Count; i++)
        {
            for (int at = i; at > 0 && IsWorse(at - 1, at); at--)
            {
                (_heap[at], _heap[at - 1]) = (_heap[at - 1], _heap[at]);
            }
        }
    }

    private bool IsWorse(int one, int other)
    {
        (double left, double right) = (_heap[one].Value, _heap[other].Value);
        return double.IsNaN(left) || (wantsLargest ? left < right : left > right);
    }

    private void Rise(int at)
    {
        while (at > 0 && (at - 1) / 2 is var parent && IsWorse(at, parent))
        {
            (_heap[at], _heap[parent]) = (_heap[parent], _heap[at]);
            at = parent;
        }
    }

    private void Sink(int at)
    {
        while ((at * 2) + 1 is var child && child < _heap.Count)
        {
            child += child + 1 < _heap.Count && IsWorse(child + 1, child) ? 1 : 0;
            if (!IsWorse(child, at))
            {
                return;
            }

            (_heap[at], _heap[child]) = (_heap[child], _heap[at]);
            at = child;
        }
    }
}
