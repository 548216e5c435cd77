using Tocsin.Journal.Events.Notify;
using Tocsin.Model;

namespace Tocsin.Notify.NotificationLog;

/// <summary>The notification log: what was last told to whom. One owner; not thread-safe.</summary>
public sealed class LogState
{
    private readonly Dictionary<NotificationTarget, LogEntry> _entries = [];

    // Of each group, who was told in another's place and believes that something fires. Nearly always empty.
    private readonly Dictionary<string, List<NotificationTarget>> _fallbacks = new(StringComparer.Ordinal);

    /// <summary>How many entries there are.</summary>
    public int Count => _entries.Count;

    /// <summary>The entries, in no order.</summary>
    public IReadOnlyCollection<KeyValuePair<NotificationTarget, LogEntry>> Entries => _entries;

    /// <summary>The entry, or null. An expired one counts until it is removed, as upstream's does.</summary>
    public LogEntry? Find(in NotificationTarget key) => _entries.GetValueOrDefault(key);

    /// <summary>Who was told of the group in another's place and has to hear the end, in the order of their telling.</summary>
    public IReadOnlyList<NotificationTarget> FallbacksOf(string groupId) =>
        _fallbacks.TryGetValue(groupId, out List<NotificationTarget>? targets) ? targets : [];

    /// <summary>Writes an entry over the one before it.</summary>
    public void Put(in NotificationTarget key, LogEntry entry)
    {
        bool was = _entries.TryGetValue(key, out LogEntry? before) && IsListed(before);
        _entries[key] = entry;
        if (IsListed(entry) != was)
        {
            List(key, !was);
        }
    }

    /// <summary>Drops what has expired by <paramref name="now"/> and says how many entries that were.</summary>
    public int RemoveExpired(Instant now)
    {
        int before = _entries.Count;
        foreach ((NotificationTarget key, LogEntry entry) in _entries)
        {
            if (entry.ExpiresAt <= now)
            {
                _entries.Remove(key);
                if (IsListed(entry))
                {
                    List(key, false);
                }
            }
        }

        return before - _entries.Count;
    }

    /// <summary>When an entry written now may be dropped: after two repeat intervals, at most the retention.</summary>
    // Source: Alertmanager nflog, Log: two intervals, since the repeat itself comes at most one group interval late.
    public static Instant ExpiryOf(Instant now, TimeSpan repeatInterval, TimeSpan retention) =>
        now + (repeatInterval > TimeSpan.Zero && repeatInterval < retention / 2 ? repeatInterval * 2 : retention);

    private static bool IsListed(LogEntry entry) => entry is { IsFallback: true, HoldsFiring: true };

    // The lists are replaced and never changed, so that one may be walked while a decision changes the log.
    private void List(in NotificationTarget key, bool isListed)
    {
        List<NotificationTarget> targets = _fallbacks.GetValueOrDefault(key.GroupId) ?? [];
        NotificationTarget target = key;
        targets = isListed ? [.. targets, key] : [.. targets.Where(t => t != target)];
        if (targets.Count == 0)
        {
            _fallbacks.Remove(key.GroupId);
        }
        else
        {
            _fallbacks[key.GroupId] = targets;
        }
    }
}
