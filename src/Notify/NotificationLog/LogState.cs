using System.Runtime.InteropServices;
using System.Text;
using Tocsin.Journal.Events.Notify;
using Tocsin.Model;
using Tocsin.Notify.Outbox;

namespace Tocsin.Notify.NotificationLog;

/// <summary>The notification log: what was last told to whom. One owner; not thread-safe.</summary>
/// <remarks>There is an entry for every group that was ever told, for days, so names are kept once and as UTF-8.</remarks>
public sealed class LogState
{
    private readonly Dictionary<UInt128, Row> _rows = [];
    private readonly SharedInstances _instances = new();

    // Of each group, who was told in another's place and believes that something fires. Nearly always empty.
    private readonly Dictionary<string, List<NotificationTarget>> _fallbacks = new(StringComparer.Ordinal);

    /// <summary>How many entries there are.</summary>
    public int Count => _rows.Count;

    /// <summary>The entries, in no order.</summary>
    public IEnumerable<KeyValuePair<NotificationTarget, LogEntry>> Entries =>
        _rows.Values.Select(row => KeyValuePair.Create(row.Target, row.Entry));

    /// <summary>The entry, or null. An expired one counts until it is removed, as upstream's does.</summary>
    public LogEntry? Find(in NotificationTarget key) => _rows.GetValueOrDefault(TargetKey.Of(key)).Entry;

    /// <summary>Who was told of the group in another's place and has to hear the end, in the order of their telling.</summary>
    public IReadOnlyList<NotificationTarget> FallbacksOf(string groupId) =>
        _fallbacks.TryGetValue(groupId, out List<NotificationTarget>? targets) ? targets : [];

    /// <summary>Writes an entry over the one before it.</summary>
    public void Put(in NotificationTarget key, LogEntry entry)
    {
        ref Row row = ref CollectionsMarshal.GetValueRefOrAddDefault(_rows, TargetKey.Of(key), out bool isKnown);
        bool was = isKnown && IsListed(row.Entry);
        byte[] groupId = isKnown ? row.GroupId : Encoding.UTF8.GetBytes(key.GroupId);
        if (entry.GroupKeyUtf8.AsSpan().SequenceEqual(groupId))
        {
            entry = entry with { GroupKeyUtf8 = groupId };
        }

        row = new Row(groupId, isKnown ? row.Instance : _instances.Share(key.Instance), entry);
        if (IsListed(entry) != was)
        {
            List(key, !was);
        }
    }

    /// <summary>Drops what has expired by <paramref name="now"/> and says how many entries that were.</summary>
    public int RemoveExpired(Instant now)
    {
        int before = _rows.Count;
        foreach ((UInt128 key, Row row) in _rows)
        {
            if (row.Entry.ExpiresAt <= now)
            {
                _rows.Remove(key);
                if (IsListed(row.Entry))
                {
                    List(row.Target, false);
                }
            }
        }

        return before - _rows.Count;
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

    private readonly record struct Row(byte[] GroupId, IntegrationKey Instance, LogEntry Entry)
    {
        public NotificationTarget Target =>
            new(Encoding.UTF8.GetString(GroupId), Instance.Receiver, Instance.Integration, Instance.Index);
    }
}
