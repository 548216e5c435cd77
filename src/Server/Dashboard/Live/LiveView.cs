using Tocsin.Model;

namespace Tocsin.Server.Dashboard.Live;

/// <summary>
/// What one query shows of the board, kept up to date change by change: the work follows what changed and what is shown, not
/// how many alerts there are nor how many look. One owner; not thread-safe.
/// </summary>
internal sealed class LiveView
{
    private readonly LiveQuery _query;
    private readonly LiveGrouper _grouper;
    private readonly Dictionary<int, LiveAlert> _members = [];
    private readonly SortedSet<LiveRank> _ranks;
    private readonly HashSet<LiveViewGroup> _touched = [];
    private readonly List<LiveViewGroup> _found = [];
    private readonly int[] _counts = new int[LiveStates.Count];

    /// <summary>Shows what the board has now.</summary>
    public LiveView(LiveQuery query, LiveBoard board, Instant now)
    {
        _query = query;
        _ranks = new SortedSet<LiveRank>(new LiveRankOrder(query.Sort));
        List<LiveAlert> alerts = [.. query.Filter.Select(board, now)];
        _grouper = new LiveGrouper(query, alerts);
        foreach (LiveAlert alert in alerts)
        {
            Add(alert);
        }

        All = board.Alerts.Count;
        Rank();
    }

    /// <summary>The labels that make its groups, if labels do.</summary>
    public IReadOnlyList<string> GroupNames => _grouper.Names;

    /// <summary>How many alerts there are without the filter.</summary>
    public int All { get; private set; }

    /// <summary>How many alerts the filter lets through.</summary>
    public int Count => _members.Count;

    /// <summary>How many groups they make; 0 where nothing is grouped.</summary>
    public int GroupCount => _query.Grouping == LiveGrouping.None ? 0 : _ranks.Count;

    /// <summary>How many alerts are in a state.</summary>
    public int CountOf(LiveState state) => _counts[(int)state];

    /// <summary>Takes a change of the board in; true if anything of the view may have changed.</summary>
    public bool Update(LiveChange change, LiveBoard board, Instant now)
    {
        bool isTouched = All != board.Alerts.Count;
        All = board.Alerts.Count;
        foreach ((LiveAlert? before, LiveAlert? after) in change.Alerts)
        {
            isTouched |= Replace(before, after is not null && _query.Filter.Matches(after, now) ? after : null);
        }

        foreach (LiveGroup head in change.Groups)
        {
            if (_grouper.Find(head) is { } group)
            {
                group.IsDirty = isTouched = true;
            }
        }

        Rank();
        return isTouched;
    }

    /// <summary>Looks at every alert again, for filters that depend on the time.</summary>
    public bool Refilter(LiveBoard board, Instant now)
    {
        bool isTouched = false;
        foreach (LiveAlert alert in board.Alerts.Values)
        {
            bool wanted = _query.Filter.Matches(alert, now);
            if (wanted != _members.ContainsKey(alert.Id))
            {
                isTouched |= Replace(alert, wanted ? alert : null);
            }
        }

        Rank();
        return isTouched;
    }

    /// <summary>The groups that are shown, in order. Where nothing is grouped: one, with the alerts that are shown.</summary>
    public List<LiveViewGroup> Window()
    {
        var window = new List<LiveViewGroup>();
        bool isFlat = _query.Grouping == LiveGrouping.None;
        int skipped = isFlat ? 0 : _query.Offset;
        foreach (LiveRank rank in _ranks)
        {
            if (skipped-- > 0)
            {
                continue;
            }

            if (window.Count == _query.Limit)
            {
                break;
            }

            window.Add(rank.Group);
        }

        return window;
    }

    /// <summary>The alerts of a group that are shown, in order.</summary>
    public List<LiveAlert> Shown(LiveViewGroup group) => _query.Grouping == LiveGrouping.None
        ? group.Shown(_query.Offset, _query.Limit)
        : group.Shown(0, _query.AlertsPerGroup);

    private bool Replace(LiveAlert? before, LiveAlert? after)
    {
        int id = (before ?? after)?.Id ?? 0;
        bool was = _members.TryGetValue(id, out LiveAlert? member);
        if (was)
        {
            Remove(member!);
        }

        if (after is not null)
        {
            Add(after);
        }

        return was || after is not null;
    }

    private void Add(LiveAlert alert)
    {
        _members.Add(alert.Id, alert);
        _counts[(int)alert.State]++;
        _grouper.Find(alert, _found);
        foreach (LiveViewGroup group in _found)
        {
            Unrank(group);
            group.Add(alert);
        }
    }

    private void Remove(LiveAlert alert)
    {
        _members.Remove(alert.Id);
        _counts[(int)alert.State]--;
        _grouper.Find(alert, _found);
        foreach (LiveViewGroup group in _found)
        {
            Unrank(group);
            group.Remove(alert);
        }
    }

    // A group leaves the order before it changes, and comes back once when all changes are in.
    private void Unrank(LiveViewGroup group)
    {
        if (_touched.Add(group) && group.Rank.Group is not null)
        {
            _ranks.Remove(group.Rank);
        }
    }

    private void Rank()
    {
        foreach (LiveViewGroup group in _touched)
        {
            if (group.Alerts.Count == 0)
            {
                _grouper.Remove(group);
            }
            else
            {
                group.Rank = group.NextRank();
                _ranks.Add(group.Rank);
            }
        }

        _touched.Clear();
    }
}
