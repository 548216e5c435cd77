using Tocsin.Journal.Format;
using Tocsin.Journal.Subjects;
using Tocsin.Model;
using Tocsin.Model.Seams;

namespace Tocsin.Journal.Events.Notify;

/// <summary>How an attempt ended. Persisted: values are never reused.</summary>
public enum AttemptResult : byte
{
    /// <summary>The receiver took the message.</summary>
    Delivered = 1,

    /// <summary>It failed in a way that another attempt may mend.</summary>
    Retry = 2,

    /// <summary>It failed for good.</summary>
    Rejected = 3,
}

/// <summary>One attempt to send a notification ended.</summary>
/// <param name="At">When it ended.</param>
public sealed record AttemptFinished(Instant At) : JournalEvent(At)
{
    /// <summary>The notification.</summary>
    public required string Id { get; init; }

    /// <summary>Who was to be told about what.</summary>
    public required NotificationTarget Target { get; init; }

    /// <summary>Which attempt it was, from 1.</summary>
    public required int Attempt { get; init; }

    /// <summary>True if the message said that it may have come before.</summary>
    public required bool IsRepeat { get; init; }

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

    /// <summary>When the next attempt is due; zero if there is none.</summary>
    public Instant NextTryAt { get; init; }

    /// <summary>The SHA-256 of the request's body in hexadecimal digits; empty if nothing was sent.</summary>
    public string BodyDigest { get; init; } = "";

    /// <summary>How long the attempt waited for its turn after it was due.</summary>
    public TimeSpan Waited { get; init; }

    /// <summary>What it waited for last.</summary>
    public WaitReason WaitedFor { get; init; }

    /// <inheritdoc/>
    public override EventKind Kind => EventKind.AttemptFinished;

    /// <summary>Reads what <see cref="Write"/> wrote.</summary>
    public static JournalEvent Read(Instant at, ref EventReader fields) => new AttemptFinished(at)
    {
        Id = fields.ReadString(),
        Target = NotificationTarget.Read(ref fields),
        Attempt = fields.ReadInt32(),
        IsRepeat = fields.ReadBool(),
        Result = (AttemptResult)fields.ReadByte(),
        Reason = (SendFailureReason)fields.ReadByte(),
        Code = fields.ReadInt32(),
        Answer = fields.ReadString(),
        Duration = fields.ReadDuration(),
        NextTryAt = fields.ReadInstant(),
        BodyDigest = fields.HasMore ? fields.ReadString() : "",
        Waited = fields.HasMore ? fields.ReadDuration() : default,
        WaitedFor = fields.HasMore ? (WaitReason)fields.ReadByte() : default,
    };

    /// <inheritdoc/>
    public override void Write(ref EventWriter writer)
    {
        writer.WriteString(Id);
        Target.Write(ref writer);
        writer.WriteZigzag(Attempt);
        writer.WriteBool(IsRepeat);
        writer.WriteByte((byte)Result);
        writer.WriteByte((byte)Reason);
        writer.WriteZigzag(Code);
        writer.WriteString(Answer);
        writer.WriteDuration(Duration);
        writer.WriteInstant(NextTryAt);
        if (BodyDigest.Length > 0 || WaitedFor != WaitReason.None)
        {
            writer.WriteString(BodyDigest);
        }

        if (WaitedFor != WaitReason.None)
        {
            writer.WriteDuration(Waited);
            writer.WriteByte((byte)WaitedFor);
        }
    }

    /// <inheritdoc/>
    public override void CollectSubjects(ref SubjectCollector subjects)
    {
        Target.CollectSubjects(ref subjects);
        subjects.Add(SubjectKey.Notification(Id));
    }
}
