using System.Buffers.Binary;
using Tocsin.Journal.Events.Notify;
using Tocsin.Journal.Format;
using Tocsin.Model;
using Tocsin.Model.Seams;
using Tocsin.Notify.Outbox;

namespace Tocsin.Notify.NotificationLog;

/// <summary>An entry of the notification log as it is kept: one array, in memory and in checkpoints.</summary>
/// <remarks>
/// Whom it tells of is a number, see <see cref="TargetKey"/>: the names would be two thirds of it, and who asks for an entry
/// has them. Only of what was told in another's place somebody must be found again.
/// <code>
/// +--------+-----------+-----------+---------+
/// | key 16 | expires 8 | told at 8 | flags 2 |   little endian
/// +--------+-----------+-----------+---------+
/// then, where a flag says so: who was told, tick, five lists of hashes, what the receiver answered
/// </code>
/// What is new goes behind the rest and gets a flag of its own.
/// </remarks>
internal static class LogRow
{
    private const int ExpiresAt = 16;
    private const int ToldAt = 24;
    private const int FlagsAt = 32;
    private const int HeadSize = 34;

    [Flags]
    private enum Has : ushort
    {
        None = 0,
        Fallback = 1,
        Tick = 2,
        Firing = 4,
        Resolved = 8,
        Muted = 16,
        PerhapsFiring = 32,
        PerhapsResolved = 64,
        Answers = 128,
    }

    /// <summary>Packs an entry.</summary>
    public static byte[] Pack(in NotificationTarget target, LogEntry entry)
    {
        Has has = (entry.IsFallback ? Has.Fallback : 0)
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
            WriteRest(ref fields, target, entry);
            byte[] row = new byte[HeadSize + fields.Length];
            BinaryPrimitives.WriteUInt128LittleEndian(row, TargetKey.Of(target));
            BinaryPrimitives.WriteInt64LittleEndian(row.AsSpan(ExpiresAt), entry.ExpiresAt.Ticks);
            BinaryPrimitives.WriteInt64LittleEndian(row.AsSpan(ToldAt), entry.Timestamp.Ticks);
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

    /// <summary>Who was told, if it was in another's place; null if not.</summary>
    public static NotificationTarget? FallbackOf(byte[] row)
    {
        var fields = new EventReader(row.AsSpan(HeadSize));
        return FlagsOf(row).HasFlag(Has.Fallback) ? NotificationTarget.Read(ref fields) : null;
    }

    /// <summary>The entry.</summary>
    public static LogEntry Unpack(byte[] row)
    {
        Has has = FlagsOf(row);
        var fields = new EventReader(row.AsSpan(HeadSize));
        if (has.HasFlag(Has.Fallback))
        {
            NotificationTarget.Read(ref fields);
        }

        Instant toldAt = new(BinaryPrimitives.ReadInt64LittleEndian(row.AsSpan(ToldAt)));
        return new LogEntry
        {
            Timestamp = toldAt,
            FlushAt = has.HasFlag(Has.Tick) ? toldAt + fields.ReadDuration() : default,
            Firing = has.HasFlag(Has.Firing) ? ReadHashes(ref fields) : default,
            Resolved = has.HasFlag(Has.Resolved) ? ReadHashes(ref fields) : default,
            Muted = has.HasFlag(Has.Muted) ? ReadHashes(ref fields) : default,
            PerhapsFiring = has.HasFlag(Has.PerhapsFiring) ? ReadHashes(ref fields) : default,
            PerhapsResolved = has.HasFlag(Has.PerhapsResolved) ? ReadHashes(ref fields) : default,
            ReceiverData = has.HasFlag(Has.Answers) ? NotifyFields.ReadData(ref fields) : Notification.NoData,
            ExpiresAt = ExpiryOf(row),
            IsFallback = has.HasFlag(Has.Fallback),
        };
    }

    private static void WriteRest(ref EventWriter fields, in NotificationTarget target, LogEntry entry)
    {
        if (entry.IsFallback)
        {
            target.Write(ref fields);
        }

        if (!entry.FlushAt.IsZero)
        {
            fields.WriteDuration(entry.FlushAt - entry.Timestamp);
        }

        Write(ref fields, entry.Firing);
        Write(ref fields, entry.Resolved);
        Write(ref fields, entry.Muted);
        Write(ref fields, entry.PerhapsFiring);
        Write(ref fields, entry.PerhapsResolved);
        if (entry.ReceiverData.Count > 0)
        {
            NotifyFields.WriteData(ref fields, entry.ReceiverData);
        }
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

    internal readonly struct ByTarget : IKeyOf<byte[]>
    {
        public static UInt128 KeyOf(byte[] item) => BinaryPrimitives.ReadUInt128LittleEndian(item);
    }
}
