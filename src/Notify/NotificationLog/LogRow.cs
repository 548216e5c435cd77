using System.Buffers.Binary;
using Tocsin.Journal.Events.Notify;
using Tocsin.Journal.Format;
using Tocsin.Model;
using Tocsin.Model.Seams;
using Tocsin.Notify.Outbox;

namespace Tocsin.Notify.NotificationLog;

/// <summary>An entry of the notification log as it is kept: one array, of which most is the id of its group.</summary>
/// <remarks>
/// Only in memory, so that it may change from version to version:
/// <code>
/// +--------+------------+----------+------------------+----------+
/// | key 16 | expires 8  | flags 2  | integration 1..5 | group id |   little endian; numbers and lengths are varints
/// +--------+------------+----------+------------------+----------+
/// then, where a flag says so: group key, tick, five lists of hashes, what the receiver answered
/// </code>
/// </remarks>
internal static class LogRow
{
    private const int ExpiresAt = 16;
    private const int FlagsAt = 24;
    private const int HeadSize = 26;

    [Flags]
    private enum Has : ushort
    {
        None = 0,
        OwnKey = 1,
        Fallback = 2,
        Tick = 4,
        Firing = 8,
        Resolved = 16,
        Muted = 32,
        PerhapsFiring = 64,
        PerhapsResolved = 128,
        Answers = 256,
    }

    /// <summary>Packs an entry.</summary>
    public static byte[] Pack(in NotificationTarget target, SharedInstance instance, LogEntry entry)
    {
        bool isOwnKey = entry.GroupKey != target.GroupId;
        Has has = (isOwnKey ? Has.OwnKey : 0)
            | (entry.IsFallback ? Has.Fallback : 0)
            | (entry.FlushAt.IsZero ? 0 : Has.Tick)
            | (entry.Firing.IsEmpty ? 0 : Has.Firing)
            | (entry.Resolved.IsEmpty ? 0 : Has.Resolved)
            | (entry.Muted.IsEmpty ? 0 : Has.Muted)
            | (entry.PerhapsFiring.IsEmpty ? 0 : Has.PerhapsFiring)
            | (entry.PerhapsResolved.IsEmpty ? 0 : Has.PerhapsResolved)
            | (entry.ReceiverData.Count == 0 ? 0 : Has.Answers);
        var fields = new EventWriter(512);
        try
        {
            fields.WriteVarint((ulong)instance.Number);
            fields.WriteString(target.GroupId);
            if (isOwnKey)
            {
                fields.WriteString(entry.GroupKey);
            }

            fields.WriteInstant(entry.Timestamp);
            if (!entry.FlushAt.IsZero)
            {
                fields.WriteDuration(entry.FlushAt - entry.Timestamp);
            }

            Write(ref fields, entry.Firing);
            Write(ref fields, entry.Resolved);
            Write(ref fields, entry.Muted);
            Write(ref fields, entry.PerhapsFiring);
            Write(ref fields, entry.PerhapsResolved);
            foreach ((string name, string value) in entry.ReceiverData)
            {
                fields.WriteString(name);
                fields.WriteString(value);
            }

            byte[] row = new byte[HeadSize + fields.Length];
            BinaryPrimitives.WriteUInt128LittleEndian(row, TargetKey.Of(target));
            BinaryPrimitives.WriteInt64LittleEndian(row.AsSpan(ExpiresAt), entry.ExpiresAt.Ticks);
            BinaryPrimitives.WriteUInt16LittleEndian(row.AsSpan(FlagsAt), (ushort)has);
            fields.Written.CopyTo(row.AsSpan(HeadSize));
            return row;
        }
        finally
        {
            fields.Dispose();
        }
    }

    /// <summary>From when on it may be dropped.</summary>
    public static Instant ExpiryOf(byte[] row) => new(BinaryPrimitives.ReadInt64LittleEndian(row.AsSpan(ExpiresAt)));

    /// <summary>It was told in another's place.</summary>
    public static bool IsFallback(byte[] row) => FlagsOf(row).HasFlag(Has.Fallback);

    /// <summary>The entry, and whose it is.</summary>
    public static KeyValuePair<NotificationTarget, LogEntry> Unpack(byte[] row, SharedInstances instances)
    {
        Has has = FlagsOf(row);
        var fields = new EventReader(row.AsSpan(HeadSize));
        IntegrationKey instance = instances[(int)fields.ReadVarint()].Key;
        string groupId = fields.ReadString();
        string groupKey = has.HasFlag(Has.OwnKey) ? fields.ReadString() : groupId;
        Instant timestamp = fields.ReadInstant();
        return KeyValuePair.Create(
            new NotificationTarget(groupId, instance.Receiver, instance.Integration, instance.Index),
            new LogEntry
            {
                GroupKey = groupKey,
                Timestamp = timestamp,
                FlushAt = has.HasFlag(Has.Tick) ? timestamp + fields.ReadDuration() : default,
                Firing = has.HasFlag(Has.Firing) ? ReadHashes(ref fields) : default,
                Resolved = has.HasFlag(Has.Resolved) ? ReadHashes(ref fields) : default,
                Muted = has.HasFlag(Has.Muted) ? ReadHashes(ref fields) : default,
                PerhapsFiring = has.HasFlag(Has.PerhapsFiring) ? ReadHashes(ref fields) : default,
                PerhapsResolved = has.HasFlag(Has.PerhapsResolved) ? ReadHashes(ref fields) : default,
                ReceiverData = has.HasFlag(Has.Answers) ? ReadAnswers(ref fields) : Notification.NoData,
                ExpiresAt = ExpiryOf(row),
                IsFallback = has.HasFlag(Has.Fallback),
            });
    }

    private static Has FlagsOf(byte[] row) => (Has)BinaryPrimitives.ReadUInt16LittleEndian(row.AsSpan(FlagsAt));

    private static void Write(ref EventWriter fields, AlertHashes hashes)
    {
        if (hashes.IsEmpty)
        {
            return;
        }

        fields.WriteCount(hashes.Count);
        foreach (ulong hash in hashes.Sorted)
        {
            fields.WriteFixed64(hash);
        }
    }

    private static AlertHashes ReadHashes(ref EventReader fields)
    {
        ulong[] hashes = new ulong[fields.ReadCount()];
        for (int i = 0; i < hashes.Length; i++)
        {
            hashes[i] = fields.ReadFixed64();
        }

        return AlertHashes.OfSorted(hashes);
    }

    private static Dictionary<string, string> ReadAnswers(ref EventReader fields)
    {
        var answers = new Dictionary<string, string>(StringComparer.Ordinal);
        while (fields.HasMore)
        {
            answers.Add(fields.ReadString(), fields.ReadString());
        }

        return answers;
    }

    internal readonly struct ByTarget : IKeyOf<byte[]>
    {
        public static UInt128 KeyOf(byte[] item) => BinaryPrimitives.ReadUInt128LittleEndian(item);
    }
}
