using Tocsin.Model;
using Tocsin.Model.Labels;
using Tocsin.Model.Matching;
using Tocsin.Routing.Candidates;

namespace Tocsin.Routing.Silences;

/// <content>Which silences concern an alert, and the list for people.</content>
public sealed partial class SilenceTable
{
    // So many changes are looked at one by one; if there were more, the index is asked instead.
    private const int ChangesMax = 16;

    private readonly MatcherIndex<SilenceEntry> _index = new();
    private readonly List<SilenceEntry> _candidates = [];
    private readonly List<SilenceEntry> _hits = [];

    /// <summary>The ids of the silences that mute these labels now, sorted; empty if none does.</summary>
    /// <param name="labels">The alert's labels.</param>
    /// <param name="cache">What is known of these labels; kept by the caller from call to call.</param>
    /// <param name="now">The present instant.</param>
    public IReadOnlyList<string> SilencedBy(LabelSet labels, ref SilenceCache cache, Instant now)
    {
        if (cache.Version != Version)
        {
            Refresh(labels, ref cache, now);
        }

        return IdsOf(cache.Hits, SilenceState.Active, now) ?? (IReadOnlyList<string>)[];
    }

    /// <summary>The ids of the silences that will mute these labels, sorted; empty if none will.</summary>
    /// <param name="labels">The alert's labels.</param>
    /// <param name="cache">As with <see cref="SilencedBy"/>.</param>
    /// <param name="now">The present instant.</param>
    public IReadOnlyList<string> PendingFor(LabelSet labels, ref SilenceCache cache, Instant now)
    {
        if (cache.Version != Version)
        {
            Refresh(labels, ref cache, now);
        }

        return IdsOf(cache.Hits, SilenceState.Pending, now) ?? (IReadOnlyList<string>)[];
    }

    /// <summary>The silences that a query asks for: active by end, pending by start, expired by end backwards.</summary>
    public IReadOnlyList<Silence> Query(SilenceQuery query, Instant now)
    {
        var found = new List<Silence>();
        for (SilenceEntry? entry = _oldest; entry is not null; entry = entry.Newer)
        {
            if (query.Wants(entry.Silence.StateAt(now)) && entry.Silence.HasMatchers(query.Filter))
            {
                found.Add(entry.Silence);
            }
        }

        return [.. found.OrderBy(s => s.StateAt(now)).ThenBy(s => s.StateAt(now) switch
        {
            SilenceState.Active => s.EndsAt.Ticks,
            SilenceState.Pending => s.StartsAt.Ticks,
            _ => -s.EndsAt.Ticks,
        })];
    }

    /// <summary>How many silences are in each state.</summary>
    public (int Active, int Pending, int Expired) CountByState(Instant now)
    {
        (int active, int pending, int expired) = (0, 0, 0);
        for (SilenceEntry? entry = _oldest; entry is not null; entry = entry.Newer)
        {
            _ = entry.Silence.StateAt(now) switch
            {
                SilenceState.Active => active++,
                SilenceState.Pending => pending++,
                _ => expired++,
            };
        }

        return (active, pending, expired);
    }

    // Expired silences are dropped from the cache: one comes back only by a change, which has a newer version.
    private void Refresh(LabelSet labels, ref SilenceCache cache, Instant now)
    {
        _hits.Clear();
        if (!CollectChanges(cache.Version))
        {
            _candidates.Clear();
            _index.Collect(labels, _candidates);
            cache.Hits = null;
        }

        foreach (SilenceEntry entry in cache.Hits ?? [])
        {
            if (entry.Version <= cache.Version && entry.Silence.StateAt(now) != SilenceState.Expired)
            {
                _hits.Add(entry);
            }
        }

        foreach (SilenceEntry entry in _candidates)
        {
            // Only a silence of several sets can come twice, once for each.
            Silence silence = entry.Silence;
            if (silence.StateAt(now) != SilenceState.Expired && silence.Matches(labels)
                && (silence.MatcherSets.Count == 1 || !_hits.Contains(entry)))
            {
                _hits.Add(entry);
            }
        }

        cache.Hits = _hits.Count == 0 ? null : [.. _hits];
        cache.Version = Version;
    }

    // The silences changed since the version, if they are few and something was known at all.
    private bool CollectChanges(long since)
    {
        _candidates.Clear();
        for (SilenceEntry? entry = _newest; since > 0; entry = entry.Older)
        {
            if (entry is null || entry.Version <= since)
            {
                return true;
            }

            if (_candidates.Count == ChangesMax)
            {
                return false;
            }

            _candidates.Add(entry);
        }

        return false;
    }

    private static List<string>? IdsOf(SilenceEntry[]? hits, SilenceState state, Instant now)
    {
        List<string>? ids = null;
        foreach (SilenceEntry entry in hits ?? [])
        {
            if (entry.Silence.StateAt(now) == state)
            {
                (ids ??= new(1)).Add(entry.Silence.Id);
            }
        }

        ids?.Sort(StringComparer.Ordinal);
        return ids;
    }

    private void PutInIndex(SilenceEntry entry)
    {
        IReadOnlyList<MatcherSet> sets = entry.Silence.MatcherSets;
        entry.FiledUnder = new LabelMatcher?[sets.Count];
        for (int i = 0; i < sets.Count; i++)
        {
            entry.FiledUnder[i] = _index.Add(sets[i], entry);
        }
    }

    private void TakeOutOfIndex(SilenceEntry entry)
    {
        foreach (LabelMatcher? filedUnder in entry.FiledUnder ?? [])
        {
            _index.Remove(filedUnder, entry);
        }

        entry.FiledUnder = null;
    }
}
