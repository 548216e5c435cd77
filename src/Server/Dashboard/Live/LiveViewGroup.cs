using System.Runtime.InteropServices;

namespace Tocsin.Server.Dashboard.Live;

/// <summary>The alerts of one group of a view, sorted, with what is counted of them.</summary>
internal sealed class LiveViewGroup
{
    private readonly int[] _counts = new int[LiveStates.Count];
    private List<LiveAlert>? _shown;
    private KeyValuePair<string, string>[]? _common;

    public LiveViewGroup(int id, KeyValuePair<string, string>[] labels, LiveGroup? source, LiveOrder order)
    {
        Id = id;
        Labels = labels;
        Source = source;
        Alerts = new SortedSet<LiveAlert>(order);
    }

    /// <summary>Its number in the view; that of the router's group, the same in every view, where it shows one.</summary>
    public int Id { get; }

    /// <summary>The labels that make it.</summary>
    public KeyValuePair<string, string>[] Labels { get; }

    /// <summary>The router's group, where that is what it shows.</summary>
    public LiveGroup? Source { get; }

    /// <summary>Its alerts in order.</summary>
    public SortedSet<LiveAlert> Alerts { get; }

    /// <summary>What it is sorted by; replaced, never changed, while it is in a sorted set.</summary>
    public LiveRank Rank { get; set; }

    /// <summary>Whether something that is shown of it changed since it was last written.</summary>
    public bool IsDirty { get; set; } = true;

    /// <summary>How many alerts are in a state.</summary>
    public int CountOf(LiveState state) => _counts[(int)state];

    public void Add(LiveAlert alert)
    {
        Alerts.Add(alert);
        Changed(alert, 1);
    }

    public void Remove(LiveAlert alert)
    {
        Alerts.Remove(alert);
        Changed(alert, -1);
    }

    /// <summary>The first alerts in order.</summary>
    /// <param name="offset">How many are passed over.</param>
    /// <param name="limit">How many at most.</param>
    public List<LiveAlert> Shown(int offset, int limit)
    {
        if (_shown is null)
        {
            _shown = [];
            int at = 0;
            foreach (LiveAlert alert in Alerts)
            {
                if (_shown.Count == limit)
                {
                    break;
                }

                if (at++ >= offset)
                {
                    _shown.Add(alert);
                }
            }
        }

        return _shown;
    }

    /// <summary>The labels that all its alerts have, beside its own.</summary>
    public KeyValuePair<string, string>[] Common() => _common ??= FindCommon();

    /// <summary>What it sorts by now.</summary>
    public LiveRank NextRank() => new(this, Alerts.Min!, Alerts.Count);

    private void Changed(LiveAlert alert, int by)
    {
        _counts[(int)alert.State] += by;
        _shown = null;
        _common = null;
        IsDirty = true;
    }

    private KeyValuePair<string, string>[] FindCommon()
    {
        if (Alerts.Count < 2)
        {
            return [];
        }

        var common = new List<KeyValuePair<string, string>>(Alerts.Min!.Labels);
        common.RemoveAll(label => Array.Exists(Labels, own => own.Key == label.Key));
        foreach (LiveAlert alert in Alerts)
        {
            Span<KeyValuePair<string, string>> left = CollectionsMarshal.AsSpan(common);
            int kept = 0;
            for (int i = 0; i < left.Length; i++)
            {
                if (alert[left[i].Key] == left[i].Value)
                {
                    left[kept++] = left[i];
                }
            }

            common.RemoveRange(kept, common.Count - kept);
            if (kept == 0)
            {
                break;
            }
        }

        return [.. common];
    }
}

/// <summary>Where a group stands among the others: by its first alert, or by its size.</summary>
/// <param name="Group">The group.</param>
/// <param name="First">Its first alert.</param>
/// <param name="Size">How many alerts it has.</param>
internal readonly record struct LiveRank(LiveViewGroup Group, LiveAlert First, int Size);

/// <summary>Orders groups totally.</summary>
internal sealed class LiveRankOrder(LiveSort sort) : IComparer<LiveRank>
{
    private readonly LiveOrder _order = LiveOrder.By(sort);

    /// <inheritdoc/>
    public int Compare(LiveRank x, LiveRank y)
    {
        int order = sort switch
        {
            LiveSort.Size => y.Size.CompareTo(x.Size),
            LiveSort.Name => CompareLabels(x.Group.Labels, y.Group.Labels),
            _ => 0,
        };
        order = order != 0 ? order : _order.Compare(x.First, y.First);
        return order != 0 ? order : x.Group.Id.CompareTo(y.Group.Id);
    }

    private static int CompareLabels(KeyValuePair<string, string>[] x, KeyValuePair<string, string>[] y)
    {
        for (int i = 0; i < x.Length && i < y.Length; i++)
        {
            int order = string.CompareOrdinal(x[i].Key, y[i].Key);
            order = order != 0 ? order : string.CompareOrdinal(x[i].Value, y[i].Value);
            if (order != 0)
            {
                return order;
            }
        }

        return x.Length.CompareTo(y.Length);
    }
}
