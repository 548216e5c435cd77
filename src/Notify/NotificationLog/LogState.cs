using Tocsin.Journal.Events.Notify;
using Tocsin.Model;
using Tocsin.Notify.Outbox;

namespace Tocsin.Notify.NotificationLog;

/// <summary>The notification log: what was last told to whom. One owner; not thread-safe.</summary>
/// <remarks>
/// There is an entry for every group that was ever told, for days, so it is kept as one array (<see cref="LogRow"/>) and made
/// into an object for whoever asks.
/// </remarks>
public sealed class LogState
{
    private readonly KeyIndex<byte[], LogRow.ByTarget> _rows = new();

    // Of each group, who was told in another's place and believes that something fires. Nearly always empty.
    private readonly Dictionary<string, List<NotificationTarget>> _fallbacks = new(StringComparer.Ordinal);

    /// <summary>How many entries there are.</summary>
    public int Count => _rows.Count;

    /// <summary>The entries as they are kept, in no order.</summary>
    internal IEnumerable<byte[]> Rows => _rows;

    /// <summary>The entry, or null. An expired one counts until it is removed, as upstream's does.</summary>
    public LogEntry? Find(in NotificationTarget key) =>
        _rows.Find(TargetKey.Of(key)) is { } row ? LogRow.Unpack(row) : null;

    /// <summary>Who was told of the group in another's place and has to hear the end, in the order of their telling.</summary>
    public IReadOnlyList<NotificationTarget> FallbacksOf(string groupId) =>
        _fallbacks.TryGetValue(groupId, out List<NotificationTarget>? targets) ? targets : [];

    /// <summary>Writes an entry over the one before it.</summary>
    public void Put(in NotificationTarget key, LogEntry entry) => Put(LogRow.Pack(key, entry));

    /// <summary>Takes in an entry as it was kept.</summary>
    internal void Put(byte[] row)
    {
        NotificationTarget? was = _rows.Find(LogRow.ByTarget.KeyOf(row)) is { } before ? ListedOf(before) : null;
        NotificationTarget? isNow = ListedOf(row);
        _rows.Put(row);
        if (was is null && isNow is { } added)
        {
            List(added, true);
        }
        else if (was is { } gone && isNow is null)
        {
            List(gone, false);
        }
    }

    /// <summary>Drops what has expired by <paramref name="now"/> and says how many entries that were.</summary>
    public int RemoveExpired(Instant now)
    {
        List<byte[]> expired = [.. _rows.Where(row => LogRow.ExpiryOf(row) <= now)];
        foreach (byte[] row in expired)
        {
            _rows.Remove(LogRow.ByTarget.KeyOf(row), out _);
            if (ListedOf(row) is { } gone)
            {
                List(gone, false);
            }
        }

        return expired.Count;
    }

    /// <summary>When an entry written now may be dropped: after two repeat intervals, at most the retention.</summary>
    // Source: Alertmanager nflog, Log: two intervals, since the repeat itself comes at most one group interval late.
    public static Instant ExpiryOf(Instant now, TimeSpan repeatInterval, TimeSpan retention) =>
        now + (repeatInterval > TimeSpan.Zero && repeatInterval < retention / 2 ? repeatInterval * 2 : retention);

    private static NotificationTarget? ListedOf(byte[] row) =>
        LogRow.FallbackOf(row) is { } told && LogRow.Unpack(row).HoldsFiring ? told : null;

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
