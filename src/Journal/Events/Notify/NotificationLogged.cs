using Tocsin.Journal.Format;
using Tocsin.Journal.Subjects;
using Tocsin.Model;
using Tocsin.Model.Seams;

namespace Tocsin.Journal.Events.Notify;

/// <summary>
/// People were told, and the notification log remembers what: the good end of a notification. Also appended without a
/// message, when everything resolved and the integration does not want to hear of it.
/// </summary>
/// <param name="At">When; the entry's timestamp.</param>
public sealed record NotificationLogged(Instant At) : JournalEvent(At)
{
    /// <summary>The notification; empty if no message was sent.</summary>
    public required string Id { get; init; }

    /// <summary>Who was told about what.</summary>
    public required NotificationTarget Target { get; init; }

    /// <summary>Upstream's group key text.</summary>
    public required string GroupKey { get; init; }

    /// <summary>The hashes of the alerts told as firing.</summary>
    public required IReadOnlyList<ulong> Firing { get; init; }

    /// <summary>The hashes of the alerts told as resolved.</summary>
    public required IReadOnlyList<ulong> Resolved { get; init; }

    /// <summary>The hashes of alerts told as firing before and muted now.</summary>
    public required IReadOnlyList<ulong> Muted { get; init; }

    /// <summary>From when on the log may forget it.</summary>
    public required Instant ExpiresAt { get; init; }

    /// <summary>What the receiver answered and the next message needs.</summary>
    public IReadOnlyDictionary<string, string> ReceiverData { get; init; } = Notification.NoData;

    /// <summary>True if they were told in place of a receiver that could not be, and so must hear the end too.</summary>
    public bool IsFallback { get; init; }

    /// <summary>The tick of the flush that was told; zero in events of older versions.</summary>
    public Instant FlushAt { get; init; }

    /// <inheritdoc/>
    public override EventKind Kind => EventKind.NotificationLogged;

    /// <summary>Reads what <see cref="Write"/> wrote.</summary>
    public static JournalEvent Read(Instant at, ref EventReader fields) => new NotificationLogged(at)
    {
        Id = fields.ReadString(),
        Target = NotificationTarget.Read(ref fields),
        GroupKey = fields.ReadString(),
        Firing = NotifyFields.ReadHashes(ref fields),
        Resolved = NotifyFields.ReadHashes(ref fields),
        Muted = NotifyFields.ReadHashes(ref fields),
        ExpiresAt = fields.ReadInstant(),
        ReceiverData = NotifyFields.ReadData(ref fields),
        IsFallback = fields.HasMore && fields.ReadBool(),
        FlushAt = fields.HasMore ? fields.ReadInstant() : default,
    };

    /// <inheritdoc/>
    public override void Write(ref EventWriter writer)
    {
        writer.WriteString(Id);
        Target.Write(ref writer);
        writer.WriteString(GroupKey);
        NotifyFields.WriteHashes(ref writer, Firing);
        NotifyFields.WriteHashes(ref writer, Resolved);
        NotifyFields.WriteHashes(ref writer, Muted);
        writer.WriteInstant(ExpiresAt);
        NotifyFields.WriteData(ref writer, ReceiverData);
        if (IsFallback || !FlushAt.IsZero)
        {
            writer.WriteBool(IsFallback);
            writer.WriteInstant(FlushAt);
        }
    }

    /// <inheritdoc/>
    public override void CollectSubjects(ref SubjectCollector subjects)
    {
        Target.CollectSubjects(ref subjects);
        if (Id.Length > 0)
        {
            subjects.Add(SubjectKey.Notification(Id));
        }
    }
}
