using Tocsin.Journal.Format;
using Tocsin.Journal.Subjects;
using Tocsin.Model;

namespace Tocsin.Journal.Events.Notify;

/// <summary>
/// A flush led to no message. Appended when the reason differs from that of the flush before, not at each interval: the
/// same silence every five minutes tells nobody anything.
/// </summary>
/// <param name="At">When.</param>
public sealed record NotificationHeld(Instant At) : JournalEvent(At)
{
    /// <summary>Who would have been told about what.</summary>
    public required NotificationTarget Target { get; init; }

    /// <summary>The count of the group's flushes.</summary>
    public required long FlushNumber { get; init; }

    /// <summary>Why there is no message.</summary>
    public required DedupReason Reason { get; init; }

    /// <summary>When the last message about the group was taken; zero if there was none.</summary>
    public Instant ToldAt { get; init; }

    /// <summary>How long an unchanged group stays quiet after that.</summary>
    public TimeSpan RepeatInterval { get; init; }

    /// <inheritdoc/>
    public override EventKind Kind => EventKind.NotificationHeld;

    /// <summary>Reads what <see cref="Write"/> wrote.</summary>
    public static JournalEvent Read(Instant at, ref EventReader fields) => new NotificationHeld(at)
    {
        Target = NotificationTarget.Read(ref fields),
        FlushNumber = fields.ReadZigzag(),
        Reason = (DedupReason)fields.ReadByte(),
        ToldAt = fields.ReadInstant(),
        RepeatInterval = fields.ReadDuration(),
    };

    /// <inheritdoc/>
    public override void Write(ref EventWriter writer)
    {
        Target.Write(ref writer);
        writer.WriteZigzag(FlushNumber);
        writer.WriteByte((byte)Reason);
        writer.WriteInstant(ToldAt);
        writer.WriteDuration(RepeatInterval);
    }

    /// <inheritdoc/>
    public override void CollectSubjects(ref SubjectCollector subjects) => Target.CollectSubjects(ref subjects);
}
