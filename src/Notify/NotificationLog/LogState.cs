using Tocsin.Journal.Events.Notify;
using Tocsin.Model;

namespace Tocsin.Notify.NotificationLog;

/// <summary>The notification log: what was last told to whom. One owner; not thread-safe.</summary>
public sealed class LogState
{
    private readonly Dictionary<NotificationTarget, LogEntry> _entries = [];

    /// <summary>How many entries there are.</summary>
    public int Count => _entries.Count;

    /// <summary>The entries, in no order.</summary>
    public IReadOnlyCollection<KeyValuePair<NotificationTarget, LogEntry>> Entries => _entries;

    /// <summary>The entry, or null. An expired one counts until it is removed, as upstream's does.</summary>
    public LogEntry? Find(in NotificationTarget key) => _entries.GetValueOrDefault(key);

    /// <summary>Writes an entry over the one before it.</summary>
    public void Put(in NotificationTarget key, LogEntry entry) => _entries[key] = entry;

    /// <summary>Drops what has expired by <paramref name="now"/> and says how many entries that were.</summary>
    public int RemoveExpired(Instant now)
    {
        int before = _entries.Count;
        foreach ((NotificationTarget key, LogEntry entry) in _entries)
        {
            if (entry.ExpiresAt <= now)
            {
                _entries.Remove(key);
            }
        }

        return before - _entries.Count;
    }

    /// <summary>When an entry written now may be dropped: after two repeat intervals, at most the retention.</summary>
    // Source: Alertmanager nflog, Log: two intervals, since the repeat itself comes at most one group interval late.
    public static Instant ExpiryOf(Instant now, TimeSpan repeatInterval, TimeSpan retention) =>
        now + (repeatInterval > TimeSpan.Zero && repeatInterval < retention / 2 ? repeatInterval * 2 : retention);
}
