namespace Tocsin.Server.Dashboard.Live;

/// <summary>In which order alerts and groups are shown.</summary>
internal enum LiveSort
{
    /// <summary>Active before held back, the worst severity first, then the newest.</summary>
    Severity,
    Newest,
    Oldest,
    Name,

    /// <summary>The largest group first; within a group, and without groups, as <see cref="Severity"/>.</summary>
    Size,
}

/// <summary>Orders alerts totally, so that every reader of a view sees the same.</summary>
internal sealed class LiveOrder : IComparer<LiveAlert>
{
    private readonly LiveSort _sort;

    private LiveOrder(LiveSort sort) => _sort = sort;

    /// <summary>The order of that name.</summary>
    public static LiveOrder By(LiveSort sort) => new(sort);

    /// <inheritdoc/>
    public int Compare(LiveAlert? x, LiveAlert? y)
    {
        int order = _sort switch
        {
            LiveSort.Newest => y!.Alert.StartsAt.CompareTo(x!.Alert.StartsAt),
            LiveSort.Oldest => x!.Alert.StartsAt.CompareTo(y!.Alert.StartsAt),
            LiveSort.Name => CompareNames(x!, y!),
            _ => CompareSeverity(x!, y!),
        };
        return order != 0 ? order : x!.Id.CompareTo(y!.Id);
    }

    private static int CompareSeverity(LiveAlert x, LiveAlert y)
    {
        int order = (x.State != LiveState.Active).CompareTo(y.State != LiveState.Active);
        order = order != 0 ? order : x.Severity.CompareTo(y.Severity);
        return order != 0 ? order : y.Alert.StartsAt.CompareTo(x.Alert.StartsAt);
    }

    private static int CompareNames(LiveAlert x, LiveAlert y)
    {
        int order = string.CompareOrdinal(x["alertname"], y["alertname"]);
        for (int i = 0; order == 0 && i < x.Labels.Length && i < y.Labels.Length; i++)
        {
            order = string.CompareOrdinal(x.Labels[i].Key, y.Labels[i].Key);
            order = order != 0 ? order : string.CompareOrdinal(x.Labels[i].Value, y.Labels[i].Value);
        }

        return order != 0 ? order : x.Labels.Length.CompareTo(y.Labels.Length);
    }
}
