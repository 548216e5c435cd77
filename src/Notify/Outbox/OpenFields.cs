using Tocsin.Journal.Events.Notify;
using Tocsin.Journal.Format;
using Tocsin.Model;

namespace Tocsin.Notify.Outbox;

/// <summary>How an open notification stands in a checkpoint if the journal has its decision: its place, and what is
/// known of it while it waits.</summary>
internal static class OpenFields
{
    private const byte IsPage = 1;
    private const byte HasRoot = 2;

    /// <summary>Writes every field but the instant of the decision.</summary>
    public static void Write(ref EventWriter fields, OpenNotification open)
    {
        fields.WriteFixed64((ulong)(open.Key >> 64));
        fields.WriteFixed64((ulong)open.Key);
        fields.WriteFixed64((ulong)(open.Target >> 64));
        fields.WriteFixed64((ulong)open.Target);
        open.Instance.Write(ref fields);
        fields.WriteInstant(open.FlushAt);
        fields.WriteInstant(open.Deadline);
        fields.WriteZigzag(open.Seq);
        fields.WriteZigzag(open.Attempts);
        fields.WriteByte((byte)((open.IsPage ? IsPage : 0) | (open.RootId is null ? 0 : HasRoot)));
        if (open.RootId is { } root)
        {
            fields.WriteString(root);
        }
    }

    /// <summary>Reads what <see cref="Write"/> wrote.</summary>
    /// <param name="at">When it was decided.</param>
    /// <param name="fields">Behind the instant.</param>
    /// <param name="instances">Gives equal names one object.</param>
    public static OpenNotification Read(Instant at, ref EventReader fields, SharedInstances instances)
    {
        var key = new UInt128(fields.ReadFixed64(), fields.ReadFixed64());
        var target = new UInt128(fields.ReadFixed64(), fields.ReadFixed64());
        SharedInstance instance = instances.Share(IntegrationKey.Read(ref fields));
        Instant flushAt = fields.ReadInstant();
        Instant deadline = fields.ReadInstant();
        long seq = fields.ReadZigzag();
        int attempts = fields.ReadInt32();
        byte flags = fields.ReadByte();
        return new OpenNotification(instance)
        {
            Key = key,
            Target = target,
            At = at,
            FlushAt = flushAt,
            Deadline = deadline,
            IsPage = (flags & IsPage) != 0,
            RootId = (flags & HasRoot) != 0 ? fields.ReadString() : null,
            Seq = seq,
            Attempts = attempts,
        };
    }
}
