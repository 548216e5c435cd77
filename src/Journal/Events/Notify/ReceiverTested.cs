using Tocsin.Journal.Format;
using Tocsin.Journal.Subjects;
using Tocsin.Model;
using Tocsin.Model.Labels;
using Tocsin.Model.Seams;

namespace Tocsin.Journal.Events.Notify;

/// <summary>
/// Somebody had a test message sent by one integration, and this became of it. It changes nothing: no group is told,
/// and the notification log does not hear of it.
/// </summary>
/// <param name="At">When the attempt ended.</param>
public sealed record ReceiverTested(Instant At) : JournalEvent(At)
{
    /// <summary>Names the test; the messages of all integrations and the resolved ones share it.</summary>
    public required string Id { get; init; }

    /// <summary>Who was to be told; the group is the test's own.</summary>
    public required NotificationTarget Target { get; init; }

    /// <summary>Who asked for it; empty if nobody said.</summary>
    public required string RequestedBy { get; init; }

    /// <summary>The labels of the alert that was made up for it.</summary>
    public required LabelSet Labels { get; init; }

    /// <summary>False for the message that it fires, true for the one that it resolved.</summary>
    public required bool IsResolved { get; init; }

    /// <summary>How it ended.</summary>
    public required AttemptResult Result { get; init; }

    /// <summary>The class of the failure; of no meaning if delivered.</summary>
    public SendFailureReason Reason { get; init; }

    /// <summary>The status of the answer; 0 if there was none.</summary>
    public int Code { get; init; }

    /// <summary>The beginning of the answer, or what kept it from coming.</summary>
    public string Answer { get; init; } = "";

    /// <summary>How long the attempt took.</summary>
    public TimeSpan Duration { get; init; }

    /// <summary>The SHA-256 of the last request's body in hexadecimal digits; empty if nothing was sent.</summary>
    public string BodyDigest { get; init; } = "";

    /// <summary>The error of a template that failed; empty if none did.</summary>
    public string TemplateError { get; init; } = "";

    /// <inheritdoc/>
    public override EventKind Kind => EventKind.ReceiverTested;

    /// <summary>Reads what <see cref="Write"/> wrote.</summary>
    public static JournalEvent Read(Instant at, ref EventReader fields) => new ReceiverTested(at)
    {
        Id = fields.ReadString(),
        Target = NotificationTarget.Read(ref fields),
        RequestedBy = fields.ReadString(),
        Labels = fields.ReadLabels(),
        IsResolved = fields.ReadBool(),
        Result = (AttemptResult)fields.ReadByte(),
        Reason = (SendFailureReason)fields.ReadByte(),
        Code = fields.ReadInt32(),
        Answer = fields.ReadString(),
        Duration = fields.ReadDuration(),
        BodyDigest = fields.ReadString(),
        TemplateError = fields.ReadString(),
    };

    /// <inheritdoc/>
    public override void Write(ref EventWriter writer)
    {
        writer.WriteString(Id);
        Target.Write(ref writer);
        writer.WriteString(RequestedBy);
        writer.WriteLabels(Labels);
        writer.WriteBool(IsResolved);
        writer.WriteByte((byte)Result);
        writer.WriteByte((byte)Reason);
        writer.WriteZigzag(Code);
        writer.WriteString(Answer);
        writer.WriteDuration(Duration);
        writer.WriteString(BodyDigest);
        writer.WriteString(TemplateError);
    }

    /// <inheritdoc/>
    public override void CollectSubjects(ref SubjectCollector subjects)
    {
        Target.CollectSubjects(ref subjects);
        subjects.Add(SubjectKey.Notification(Id));
        subjects.Add(SubjectKey.Alert(Labels.Fingerprint));
    }
}
