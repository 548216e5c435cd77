using Tocsin.Journal.Stores;

namespace Tocsin.Journal.Checkpoints;

/// <summary>
/// How far each projection's checkpoint reaches: events after the lowest are needed for recovery, so retention leaves
/// them. Thread-safe.
/// </summary>
internal sealed class CheckpointFloors(IReadOnlyList<CheckpointEntry> stored)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, long> _stored = stored.ToDictionary(c => c.Projection, c => c.Seq);
    private HashSet<string>? _live;

    /// <summary>True once it is known which projections live in this run; nothing is dropped before.</summary>
    public bool IsKnown
    {
        get
        {
            lock (_gate)
            {
                return _live is not null;
            }
        }
    }

    /// <summary>The highest number that no live projection needs any more; the largest of all if there is none.</summary>
    public long Lowest
    {
        get
        {
            lock (_gate)
            {
                return _live is null || _live.Count == 0 ? long.MaxValue : _live.Min(SeqNeedsLock);
            }
        }
    }

    /// <summary>Names the projections of this run. A checkpoint of any other no longer holds anything back.</summary>
    public void Live(IEnumerable<string> projections)
    {
        lock (_gate)
        {
            _live = [.. projections];
        }
    }

    /// <summary>A checkpoint is on disk.</summary>
    public void Saved(string projection, long seq)
    {
        lock (_gate)
        {
            _stored[projection] = seq;
        }
    }

    /// <summary>How far a projection's checkpoint reaches; 0 without one, or for one saved before the first event.</summary>
    public long Of(string projection)
    {
        lock (_gate)
        {
            return SeqNeedsLock(projection);
        }
    }

    /// <summary>True if the projection has a checkpoint.</summary>
    public bool Has(string projection)
    {
        lock (_gate)
        {
            return _stored.ContainsKey(projection);
        }
    }

    private long SeqNeedsLock(string projection) => _stored.GetValueOrDefault(projection);
}
