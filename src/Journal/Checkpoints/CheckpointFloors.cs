using Tocsin.Journal.Stores;

namespace Tocsin.Journal.Checkpoints;

/// <summary>
/// How far each projection's checkpoint reaches, and the first event that it points to: events after the lowest are
/// needed for recovery, so retention leaves them. Thread-safe.
/// </summary>
internal sealed class CheckpointFloors(IReadOnlyList<CheckpointEntry> stored)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, long> _stored = stored.ToDictionary(c => c.Projection, c => c.Seq);
    private readonly Dictionary<string, long> _asked = [];
    private readonly Dictionary<string, long> _needed = [];
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

    /// <summary>
    /// The highest number that no live projection needs any more; the largest of all if there is none.
    /// </summary>
    public long Lowest
    {
        get
        {
            lock (_gate)
            {
                return _live is null || _live.Count == 0 ? long.MaxValue : _live.Min(FloorNeedsLock);
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

    /// <summary>The projection, as recovered, points to events from this one on.</summary>
    public void Needs(string projection, long oldest)
    {
        lock (_gate)
        {
            _needed[projection] = oldest;
        }
    }

    /// <summary>A checkpoint is on its way, so that none is due until as many events have come again.</summary>
    public void Asked(string projection, long seq)
    {
        lock (_gate)
        {
            _asked[projection] = seq;
        }
    }

    /// <summary>The checkpoint on its way did not arrive, so that one is due as before.</summary>
    public void Failed(string projection)
    {
        lock (_gate)
        {
            _asked.Remove(projection);
        }
    }

    /// <summary>How many events came after the projection's checkpoint, or after the one on its way.</summary>
    public long EventsSince(string projection, long lastSeq)
    {
        lock (_gate)
        {
            return lastSeq - Math.Max(SeqNeedsLock(projection), _asked.GetValueOrDefault(projection));
        }
    }

    /// <summary>A checkpoint is on disk, which points to events from <paramref name="oldestNeeded"/> on.</summary>
    public void Saved(string projection, long seq, long oldestNeeded)
    {
        lock (_gate)
        {
            _stored[projection] = seq;
            _needed[projection] = oldestNeeded;
        }
    }

    /// <summary>
    /// How far a projection's checkpoint reaches; 0 without one, or for one saved before the first event.
    /// </summary>
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

    private long FloorNeedsLock(string projection) =>
        Math.Min(SeqNeedsLock(projection), _needed.GetValueOrDefault(projection, long.MaxValue) - 1);

    private long SeqNeedsLock(string projection) => _stored.GetValueOrDefault(projection);
}
