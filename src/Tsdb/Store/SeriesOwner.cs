using Tocsin.Model.Labels;

namespace Tocsin.Tsdb.Store;

/// <summary>
/// Whoever brings series in, for example a job or a tenant: how many it has in memory, and how many it may have. A series
/// belongs to the first that brings it in a run of the program, until it leaves memory. Thread-safe.
/// </summary>
/// <param name="kind">What it is: <c>job</c>, <c>target</c>, <c>tenant</c>.</param>
/// <param name="name">Which one.</param>
/// <param name="parent">Of a target the job, whose series include the target's; null for none.</param>
public sealed class SeriesOwner(string kind, string name, SeriesOwner? parent = null)
{
    private int _count;
    private long _refused;
    private LabelSet? _lastRefused;

    /// <summary>What it is.</summary>
    public string Kind => kind;

    /// <summary>Which one.</summary>
    public string Name => name;

    /// <summary>Whose series include its own; null for nobody's.</summary>
    public SeriesOwner? Parent => parent;

    /// <summary>How many series it may have in memory; 0 for no limit. What it has already stays.</summary>
    public int Max { get; set; }

    /// <summary>How many series it has in memory.</summary>
    public int Count => Volatile.Read(ref _count);

    /// <summary>How often a new series was refused.</summary>
    public long Refused => Interlocked.Read(ref _refused);

    /// <summary>The series that was refused last; null if none was.</summary>
    public LabelSet? LastRefused => Volatile.Read(ref _lastRefused);

    /// <summary>The one, of itself and those above it, that has no room for another series; null if all have.</summary>
    public SeriesOwner? Full
    {
        get
        {
            for (SeriesOwner? one = this; one is not null; one = one.Parent)
            {
                if (one.Max > 0 && one.Count >= one.Max)
                {
                    return one;
                }
            }

            return null;
        }
    }

    /// <summary>Notes that a series was refused.</summary>
    internal void Refuse(LabelSet labels)
    {
        Interlocked.Increment(ref _refused);
        Volatile.Write(ref _lastRefused, labels);
    }

    /// <summary>Counts a series in or out, here and above. The caller holds the index's lock.</summary>
    internal void CountNeedsLock(int change)
    {
        for (SeriesOwner? one = this; one is not null; one = one.Parent)
        {
            Volatile.Write(ref one._count, one._count + change);
        }
    }
}
