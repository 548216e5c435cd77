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
    private readonly SharedInstances _instances = new();

    // Of each group, who was told in another's place and believes that something fires. Nearly always empty.
    private readonly Dictionary<string, List<NotificationTarget>> _fallbacks = new(StringComparer.Ordinal);

    /// <summary>How many entries there are.</summary>
    public int Count => _rows.Count;

    /// <summary>The entries, in no order.</summary>
    public IEnumerable<KeyValuePair<NotificationTarget, LogEntry>> Entries =>
        _rows.Select(row => LogRow.Unpack(row, _instances));

    /// <summary>The entry, or null. An expired one counts until it is removed, as upstream's does.</summary>
    public LogEntry? Find(in NotificationTarget key) =>
        _rows.Find(TargetKey.Of(key)) is { } row ? LogRow.Unpack(row, _instances).Value : null;

    /// <summary>Who was told of the group in another's place and has to hear the end, in the order of their telling.</summary>
    public IReadOnlyList<NotificationTarget> FallbacksOf(string groupId) =>
        _fallbacks.TryGetValue(groupId, out List<NotificationTarget>? targets) ? targets : [];

    /// <summary>Writes an entry over the one before it.</summary>
    public void Put(in NotificationTarget key, LogEntry entry)
    {
        bool was = _rows.Find(TargetKey.Of(key)) is { } before && IsListed(before);
        _rows.Put(LogRow.Pack(key, _instances.Share(key.Instance), entry));
        if (IsListed(entry) != was)
        {
            List(key, !was);
        }
    }

    /// <summary>Drops what has expired by <paramref name="now"/> and says how many entries that were.</summary>
    public int RemoveExpired(Instant now)
    {
        List<byte[]> expired = [.. _rows.Where(row => LogRow.ExpiryOf(row) <= now)];
        foreach (byte[] row in expired)
        {
            _rows.Remove(LogRow.ByTarget.KeyOf(row), out _);
            if (IsListed(row))
            {
                List(LogRow.Unpack(row, _instances).Key, false);
            }
        }

        return expired.Count;
    }

    /// <summary>When an entry written now may be dropped: after two repeat intervals, at most the retention.</summary>
    // Source: Alertmanager nflog, Log: two intervals, since the repeat itself comes at most one group interval late.
    public static Instant ExpiryOf(Instant now, TimeSpan repeatInterval, TimeSpan retention) =>
        now + (repeatInterval > TimeSpan.Zero && repeatInterval < retention / 2 ? repeatInterval * 2 : retention);

    private bool IsListed(byte[] row) => LogRow.IsFallback(row) && IsListed(LogRow.Unpack(row, _instances).Value);

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
