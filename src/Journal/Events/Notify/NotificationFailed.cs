using Tocsin.Journal.Format;
using Tocsin.Journal.Subjects;
using Tocsin.Model;
using Tocsin.Model.Seams;

namespace Tocsin.Journal.Events.Notify;

/// <summary>A notification ended without being delivered; the group tries again at its next interval.</summary>
/// <param name="At">When.</param>
public sealed record NotificationFailed(Instant At) : JournalEvent(At)
{
    /// <summary>The notification.</summary>
    public required string Id { get; init; }

    /// <summary>Who was to be told about what.</summary>
    public required NotificationTarget Target { get; init; }

    /// <summary>The class of the last failure.</summary>
    public required SendFailureReason Reason { get; init; }

    /// <summary>How many attempts were made.</summary>
    public required int Attempts { get; init; }

    /// <summary>What happened, for people.</summary>
    public required string Detail { get; init; }

    /// <summary>
    /// Zero if nothing arrived. Otherwise an attempt may have, and until then the log remembers that people may know the
    /// alerts as firing: it keeps no later message back, but their end is told.
    /// </summary>
    public Instant MaybeToldUntil { get; init; }

    /// <summary>What may have arrived; null if nothing did.</summary>
    public MaybeTold? MaybeTold { get; init; }

    /// <inheritdoc/>
    public override EventKind Kind => EventKind.NotificationFailed;

    /// <summary>Reads what <see cref="Write"/> wrote.</summary>
    public static JournalEvent Read(Instant at, ref EventReader fields)
    {
        NotificationFailed failed = ReadFirst(at, ref fields);
        return fields.HasMore ? failed with { MaybeTold = MaybeTold.Read(ref fields) } : failed;
    }

    private static NotificationFailed ReadFirst(Instant at, ref EventReader fields) => new(at)
    {
        Id = fields.ReadString(),
        Target = NotificationTarget.Read(ref fields),
        Reason = (SendFailureReason)fields.ReadByte(),
        Attempts = fields.ReadInt32(),
        Detail = fields.ReadString(),
        MaybeToldUntil = fields.HasMore ? fields.ReadInstant() : default,
    };

    /// <inheritdoc/>
    public override void Write(ref EventWriter writer)
    {
        writer.WriteString(Id);
        Target.Write(ref writer);
        writer.WriteByte((byte)Reason);
        writer.WriteZigzag(Attempts);
        writer.WriteString(Detail);
        if (!MaybeToldUntil.IsZero)
        {
            writer.WriteInstant(MaybeToldUntil);
            MaybeTold?.Write(ref writer);
        }
    }

    /// <inheritdoc/>
    public override void CollectSubjects(ref SubjectCollector subjects)
    {
        Target.CollectSubjects(ref subjects);
        subjects.Add(SubjectKey.Notification(Id));
    }
}
